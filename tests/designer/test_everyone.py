"""The designer for screen readers, on a phone by touch, in the dark, and with a hundred steps."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.designer.drawing import Designer
from tests.workflows.drafting import draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIDE, EDGES = 10, 150
SMALLEST_TARGET = 24  # pixels
# What would still move by itself for a person who asked for less motion, as pages are opened here.
MOVES = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const { transitionDuration, animationDuration } = getComputedStyle(each);
  return `${transitionDuration},${animationDuration}`.split(",").some((time) => parseFloat(time) > 0.01);
}).map((each) => each.className)"""


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("desktop", True), ("phone", False)])
def test_every_view_is_accessible(viewport, dark, open_page, coordinator, workflow):
    designer = Designer(open_page(coordinator, viewport=viewport, dark=dark), workflow)
    page = designer.page
    canvas, side = page.locator("[data-canvas]").bounding_box(), page.viewport_size
    assert canvas["height"] > side["height"] / 2
    assert page.evaluate(MOVES) == []
    assert_accessible(page)
    for view in ("Steps", "Transitions", "Time", "Canvas"):
        page.get_by_role("tab", name=view).click()
        assert_accessible(page)
    designer.step("Look").focus()
    page.keyboard.press("p")
    assert_accessible(page)
    page.evaluate("designer.editor.reveal('e' + designer.store.state.edges[0].key.slice(1))")
    page.get_by_role("button", name="Add a condition").click()
    expect(page.locator("[data-announce]")).to_have_text("Holds if priority is Urgent.")
    assert_accessible(page)
    page.keyboard.press("Control+z")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    designer.leave()


def test_the_canvas_is_one_tab_stop_with_names_that_say_it_all(designer):
    page = designer.page
    canvas = page.get_by_role("application")
    assert canvas.locator("[tabindex='0']").count() == 1
    label = designer.step("Mend").get_attribute("aria-label")
    assert (
        label == "Mend, step 2 of 3, role Technician, weight 0.5, 33 % of the time, 1 outgoing: Done to Test"
    )
    designer.step("Look").focus()
    designer.press("ArrowRight")
    expect(designer.step("Mend")).to_be_focused()
    assert canvas.locator("[tabindex='0']").count() == 1
    designer.press("]")
    expect(designer.edge("Done")).to_be_focused()
    designer.press("ArrowRight")
    expect(designer.step("Test")).to_be_focused()
    designer.press("ArrowLeft", "ArrowLeft")
    expect(designer.step("Look")).to_be_focused()
    designer.press("Control+ArrowDown", "Control+Shift+ArrowRight")
    assert designer.page.evaluate("designer.store.state.nodes[0].design") == {"x": 100, "y": 10}
    designer.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert designer.selected() == ["Look", "Mend", "Test"]
    designer.press("?")
    expect(page.get_by_role("dialog", name="Keys and gestures")).to_be_visible()
    assert_accessible(page)
    designer.press("Escape")
    designer.saved()


def test_what_happens_is_said_once(designer):
    region = designer.page.locator("[data-announce]")
    designer.click(designer.step("Mend").locator(".step-name"))
    designer.press("Delete")
    expect(region).to_have_text("Removed")
    designer.press("Control+z")
    expect(region).to_have_text("Undone: Removed")
    designer.saved()


def touch(session, kind, *points):
    touches = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_fingers_move_connect_and_zoom(open_page, coordinator, workflow):
    designer = Designer(open_page(coordinator, viewport="phone"), workflow)
    page = designer.page
    page.evaluate("designer.editor.canvas.viewport.set(20, 60, 0.45)")
    session = page.context.new_cdp_session(page)
    x, y = designer.body("Look")
    touch(session, "touchStart", (x, y))
    for step in range(1, 6):
        touch(session, "touchMove", (x, y + 20 * step))
    touch(session, "touchEnd")
    assert designer.page.evaluate("designer.store.state.nodes[0].design.y") > 150
    (x, y), (to_x, to_y) = designer.port("Mend"), designer.body("Look")
    touch(session, "touchStart", (x, y))
    for step in range(1, 6):
        touch(session, "touchMove", (x + (to_x - x) * step / 5, y + (to_y - y) * step / 5))
    touch(session, "touchEnd")
    page.keyboard.press("Enter")
    assert ["Mend", "Continue", "Look"] in designer.edges()
    before = page.evaluate("designer.editor.canvas.viewport.scale")
    x, y = designer.blank(0.5, 0.8)
    touch(session, "touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 6):
        touch(session, "touchMove", (x - 20 - 8 * step, y), (x + 20 + 8 * step, y))
    touch(session, "touchEnd")
    assert page.evaluate("designer.editor.canvas.viewport.scale") > 2 * before
    designer.saved()
    designer.leave()


def test_several_are_chosen_in_the_table_by_keys_alone(designer):
    page = designer.page
    page.get_by_role("tab", name="Steps").click()
    page.get_by_role("checkbox", name="Choose Look").focus()
    for name in ("Look", "Test"):
        for _each in range(40):
            if page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Choose {name}":
                break
            designer.press("Tab")
        designer.press("Space")
    assert designer.selected() == ["Look", "Test"]
    designer.press("Tab", "Tab")
    assert designer.selected() == ["Look", "Test"]


def test_several_are_chosen_and_moved_by_clicks_alone(open_page, coordinator, workflow):
    """Without Shift and without drawing a frame, as on a phone."""
    page = open_page(coordinator, viewport="phone")
    designer = Designer(page, workflow)
    page.get_by_role("tab", name="Steps").click()
    for name in ("Look", "Test"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    assert designer.selected() == ["Look", "Test"]
    many = page.locator('[data-panel="many"]')
    expect(many).to_contain_text("2 things are selected")
    many.get_by_role("button", name="Move down").click()
    many.get_by_role("button", name="Move down").click()
    assert [node["design"]["y"] for node in designer.saved()["nodes"]] == [20, 0, 20]
    assert_accessible(page)
    page.get_by_role("tab", name="Transitions").click()
    page.get_by_role("checkbox", name="Choose Go").check()
    assert designer.selected() == ["Look", "Test", "Go"]
    many.get_by_role("button", name="Remove").click()
    assert (designer.names(), designer.edges()) == (["Mend"], [])
    designer.saved()
    designer.leave()


@pytest.fixture
def hundred(coordinator, roles):
    """A hundred steps in a square, 150 transitions."""
    nodes = [
        {"temp_id": str(index), "name": f"Step {index}", "role_id": roles["Agent"].pk, "weight": 0.01,
         "is_start": index == 0, "is_end": index == 99,
         "design": {"x": index % SIDE * 310, "y": index // SIDE * 140}}
        for index in range(SIDE * SIDE)
    ]  # fmt: skip
    ways = [(index, index + 1) for index in range(99)] + [(index, index + 10) for index in range(51)]
    edges = [{"from_temp_id": str(a), "to_temp_id": str(b), "name": f"To {b}"} for a, b in ways]
    assert len(edges) == EDGES
    return draft(coordinator, roles, "Large", graph={"nodes": nodes, "edges": edges})


@pytest.mark.slow
def test_a_step_of_a_hundred_can_be_dragged(open_page, coordinator, hundred):
    page = open_page(coordinator)
    designer = Designer(page, hundred)
    page.evaluate("designer.editor.canvas.viewport.set(40, 40, 0.5)")
    before = place(designer.stored(), "Step 11")
    x, y = designer.body("Step 11")
    designer.drag((x, y), (x + 60, y + 40), steps=30)
    assert place(designer.saved(), "Step 11") != before
    designer.leave()


# How often the window and the document are listened to, and how often the page asks again by itself.
COUNT_LISTENERS = """() => {
  window.heard = 0;
  window.beats = new Set();
  for (const target of [window, document]) {
    const { addEventListener } = target;
    target.addEventListener = (name, listener, options) => {
      window.heard += 1;
      options?.signal?.addEventListener("abort", () => { window.heard -= 1; });
      return addEventListener.call(target, name, listener, options);
    };
  }
  const { setInterval, clearInterval } = window;
  window.setInterval = (...given) => {
    const beat = setInterval(...given);
    window.beats.add(beat);
    return beat;
  };
  window.clearInterval = (beat) => {
    window.beats.delete(beat);
    clearInterval(beat);
  };
}"""
SWAP = """(url) => htmx.ajax("GET", url, { target: "main", select: "main", swap: "outerHTML" })"""


def test_swapped_away_and_back_it_listens_once(open_page, coordinator, workflow):
    """Also with a change that is not saved yet when the editor is swapped away: it is not lost."""
    page = open_page(coordinator)
    page.add_init_script(f"({COUNT_LISTENERS})()")
    designer = Designer(page, workflow)
    count = "[window.heard, window.beats.size, document.querySelectorAll('[data-paper] > svg').length]"
    before = page.evaluate(count)
    for number in range(3):
        designer.click(designer.step("Look").locator(".step-name"))
        designer.press("Control+ArrowDown")
        with page.expect_response("**/update-graph/"):
            page.evaluate(SWAP, "/designer/")
        expect(page.locator("[data-designer]")).to_have_count(0)
        assert page.evaluate("[typeof designer, window.beats.size]") == ["undefined", 0]
        assert place(designer.stored(), "Look") == {"x": 0, "y": 10 * (number + 1)}
        page.evaluate(SWAP, f"/designer/{workflow.pk}/edit/")
        designer.ready()
        assert page.evaluate(count) == before
    designer.click(designer.step("Look").locator(".step-name"))
    designer.press("n", "Enter")
    assert len(designer.names()) == 4
    assert len(designer.saved()["nodes"]) == 4
    designer.press("Delete")
    expect(page.locator("[data-announce]")).to_have_text("Removed")
    designer.saved()
    designer.leave()


def test_all_of_it_can_be_used_at_twice_the_size(open_page, coordinator, workflow):
    """A window of 1280 x 800 zoomed to 200 % has room for 640 x 400."""
    page = open_page(coordinator)
    page.set_viewport_size({"width": 640, "height": 400})
    designer = Designer(page, workflow)
    for view in ("Steps", "Transitions", "Time", "Canvas"):
        page.get_by_role("tab", name=view).click()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.viewport_size["width"], view
    for name in ("Undo", "Publish…", "Arrange all steps", "Show all"):
        button = page.get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"], name
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET
    designer.click(designer.step("Look").locator(".step-name"))
    page.locator("#step-name").fill("Inspect")
    designer.saved()
    assert_accessible(page)
    designer.leave()


def place(graph, name):
    return next(node["design"] for node in graph["nodes"] if node["name"] == name)


# What can be pressed and is too small for it. A box counts with its label; the boundaries between shares have
# their room around them.
SMALL = """(least) => [...document.querySelectorAll(
    ".designer :is(button, a, input, select, textarea, summary)")]
  .map((each) => each.closest("label") ?? each)
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .map((each) => [each.getBoundingClientRect(), each.getAttribute("aria-label") ?? each.textContent.trim()])
  .filter(([{ width, height }]) => width > 0 && (width < least || height < least))
  .map(([{ width, height }, name]) => `${name} ${Math.round(width)} x ${Math.round(height)}`)"""


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_whatever_can_be_pressed_is_large_enough(viewport, open_page, coordinator, workflow):
    designer = Designer(open_page(coordinator, viewport=viewport), workflow)
    page = designer.page
    for view in ("Steps", "Transitions", "Time", "Canvas"):
        page.get_by_role("tab", name=view).click()
        assert page.evaluate(SMALL, SMALLEST_TARGET) == [], view
    designer.click(designer.step("Look").locator(".step-name"))
    page.get_by_text("Place on the canvas").locator("visible=true").click()
    assert page.evaluate(SMALL, SMALLEST_TARGET) == []
    designer.page.evaluate("designer.editor.reveal(designer.store.state.edges[0].key)")
    page.get_by_role("button", name="Add a condition").click()
    expect(page.locator("[data-announce]")).to_have_text("Holds if priority is Urgent.")
    assert page.evaluate(SMALL, SMALLEST_TARGET) == []
    assert page.locator("[data-designer] :is([aria-live], [role=status])").count() == 1
    designer.saved()
    designer.leave()


def test_the_help_names_every_key(designer):
    designer.click(designer.page.get_by_role("button", name="Keys and gestures"))
    text = designer.page.get_by_role("dialog").inner_text()
    for word in ("New step", "Connect", "Rename", "Undo, redo", "Copy, cut, paste", "Double-click"):
        assert re.search(re.escape(word), text), word
