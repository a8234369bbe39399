"""How the workflow designer does with a large workflow in Chromium: 100 steps, 150 transitions."""

import json
import os
import statistics
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from bench import scene
from bench.harness import Goal, Result, interleaved
from tests import services
from tests.browser import CHROMIUM_ARGUMENTS, VIEWPORTS, session_cookie
from tests.factories import by
from tts.accounts.models import Role, User
from workflows_app import actions

SIDE = 10
DRAGS = 7
MOVES = 60
FRAMES = ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"]
SHOWN, IDLE = "STATE_PRESENTED_ALL", "STATE_NO_UPDATE_DESIRED"
# The least that a page can have to do while something is dragged: what Chromium and this machine cost.
ONE_BOX = """<!doctype html><div class="step-body"></div>
<style>
  div { position: absolute; left: 100px; top: 100px; width: 100px; height: 40px; background: #ccc }
</style>
<script>addEventListener("pointermove", ({ clientX, clientY }) => {
  Object.assign(document.querySelector("div").style, { left: `${clientX - 50}px`, top: `${clientY - 20}px` });
})</script>"""
LOADED = "performance.getEntriesByName('designer-ready')[0].startTime"


def benchmarks():
    """The longest dropped frame of a drag, from a trace; the time to load beside that of five steps."""
    scene.version()
    owner = User.objects.get(username="ticket-coordinator-0")
    large, small = _workflow(owner, "Large", 100, 150), _workflow(owner, "Small", 5, 4)
    with _browser(owner) as context:
        page, box = context.new_page(), context.new_page()
        load = interleaved(lambda: _load(page, large), lambda: _load(page, small))
        _load(page, large)
        page.evaluate("designer.editor.canvas.viewport.set(40, 40, 0.5)")
        box.set_content(ONE_BOX)
        step = '[data-paper] .joint-element[aria-label^="Step 11,"] .step-body'
        drags = [(_longest_dropped(page, step), _longest_dropped(box, ".step-body")) for _ in range(DRAGS)]
        page.goto("about:blank")
    frames, least = zip(*drags, strict=True)
    yield Result("designer_load_100_steps", load[0], "ms", Goal("ratio", "<=", 3), load[1])
    goal = Goal("value", "<=", 50)
    median, yardstick = statistics.median(frames), statistics.median(least)
    yield Result("designer_dropped_frame_median", median, "ms", goal, yardstick)
    yield Result("designer_dropped_frame_worst", max(frames), "ms", goal, max(least))


def _workflow(owner, name, steps, edges):
    """A draft of steps in rows of ten, each leading to the next, the rest of `edges` to the row below."""
    role = Role.objects.get(name="Agent")
    nodes = [
        {"temp_id": str(index), "name": f"Step {index}", "role_id": role.pk, "weight": 1 / steps,
         "is_start": index == 0, "is_end": index == steps - 1,
         "design": {"x": index % SIDE * 310, "y": index // SIDE * 140}}
        for index in range(steps)
    ]  # fmt: skip
    ways = [(index, index + 1) for index in range(steps - 1)]
    ways += [(index, index + SIDE) for index in range(edges - len(ways))]
    lines = [{"from_temp_id": str(a), "to_temp_id": str(b), "name": f"To {b}"} for a, b in ways]
    details = {"name": name, "department": "IT", "category": "Bench"}
    return actions.create_workflow(by(owner), details, {"nodes": nodes, "edges": lines}).workflow


@contextmanager
def _browser(owner):
    """A profile of Chromium, signed in as `owner` at a server of this process."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    url = f"http://127.0.0.1:{server.port}"
    cookie = session_cookie(owner, url)
    # Playwright keeps an event loop in this thread, which Django takes for an async caller of the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=CHROMIUM_ARGUMENTS)
        context = browser.new_context(base_url=url, viewport=VIEWPORTS["desktop"])
        context.add_cookies([cookie])
        yield context
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    server.terminate()


def _load(page, workflow) -> float:
    """Milliseconds from asking for the page to a designer that can be used."""
    page.goto(f"/designer/{workflow.pk}/edit/")
    page.wait_for_selector("[data-designer][data-ready]")
    return page.evaluate(LOADED)


def _longest_dropped(page, selector) -> float:
    """Milliseconds that the screen stood still at most while a thing is dragged, from press to release.

    From when a frame with something new was due until the next one that showed all of it: a frame that is
    on time counts as long as it took, a dropped one as long as what it had to show was missing.
    """
    page.bring_to_front()
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    browser = page.context.browser
    browser.start_tracing(page=page, categories=FRAMES)
    page.mouse.down()
    page.mouse.move(x + 300, y + 200, steps=MOVES)
    page.mouse.up()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    trace = json.loads(browser.stop_tracing())
    page.keyboard.press("Control+z")
    return _longest_stretch(_frames(trace["traceEvents"]))


def _frames(events):
    """Every frame of the busiest page, by time: (microsecond it was due, microsecond it ended, state)."""
    begun, frames = {}, {}
    for event in (event for event in events if event["name"] == "PipelineReporter"):
        key = (event["pid"], event["id2"]["local"])
        if event["ph"] == "b":
            begun[key] = event
        elif key in begun:
            begin = begun.pop(key)
            state = begin["args"]["frame_reporter"]["state"]
            frames.setdefault(event["pid"], []).append((begin["ts"], event["ts"], state))
    return sorted(max(frames.values(), key=len))


def _longest_stretch(frames) -> float:
    """Milliseconds of the longest wait from a frame that was due to the next that showed everything."""
    longest, since = 0, None
    for due, end, state in frames:
        if state == SHOWN:
            longest, since = max(longest, end - (since or due)), None
        elif state != IDLE:
            since = since or due
    return longest / 1000
