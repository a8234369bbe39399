"""How the workflow designer does with a large workflow in Chromium: 100 steps, 150 transitions."""

import json
import os
import statistics
from contextlib import contextmanager
from itertools import pairwise

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
DRAGS = 5
MOVES = 60
FRAMES = ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"]
LOADED = "performance.getEntriesByName('designer-ready')[0].startTime"


def benchmarks():
    """The longest frame while a step is dragged, from a trace; the time to load beside five steps."""
    scene.version()
    owner = User.objects.get(username="ticket-coordinator-0")
    large, small = _workflow(owner, "Large", 100, 150), _workflow(owner, "Small", 5, 4)
    with _page(owner) as page:
        load = interleaved(lambda: _load(page, large), lambda: _load(page, small))
        _load(page, large)
        longest = statistics.median(_longest_frame(page) for _each in range(DRAGS))
        page.goto("about:blank")
    yield Result("designer_load_100_steps", load[0], "ms", Goal("ratio", "<=", 3), load[1])
    yield Result("designer_longest_frame", longest, "ms", Goal("value", "<=", 50))


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
def _page(owner):
    """A page of Chromium, signed in as `owner` at a server of this process."""
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
        yield context.new_page()
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    server.terminate()


def _load(page, workflow) -> float:
    """Milliseconds from asking for the page to a designer that can be used."""
    page.goto(f"/designer/{workflow.pk}/edit/")
    page.wait_for_selector("[data-designer][data-ready]")
    return page.evaluate(LOADED)


def _longest_frame(page) -> float:
    """Milliseconds between the two frames that are furthest apart while a step is dragged.

    Frames as the page works on them: a move within one step of the grid changes nothing and draws nothing.
    """
    page.evaluate("designer.editor.canvas.viewport.set(40, 40, 0.5)")
    box = page.locator('[data-paper] .joint-element[aria-label^="Step 11,"] .step-body').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5, steps=2)
    page.context.browser.start_tracing(page=page, categories=FRAMES)
    page.mouse.move(x + 60, y + 40, steps=MOVES)
    trace = json.loads(page.context.browser.stop_tracing())
    page.mouse.up()
    page.keyboard.press("Control+z")
    frames = sorted(event["ts"] for event in trace["traceEvents"] if event["name"] == "BeginMainThreadFrame")
    return max(later - earlier for earlier, later in pairwise(frames)) / 1000
