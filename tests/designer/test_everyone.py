"""The designer for screen readers, on a phone by touch, in the dark, and with a hundred steps."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.designer.drawing import Designer
from tests.workflows.drafting import draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONGEST_FRAME = 50  # ms
SIDE, EDGES = 10, 150
FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const tick = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("desktop", True), ("phone", False)])
def test_every_view_is_accessible(viewport, dark, open_page, coordinator, workflow):
    designer = Designer(open_page(coordinator, viewport=viewport, dark=dark), workflow)
    page = designer.page
    canvas, side = page.locator("[data-canvas]").bounding_box(), page.viewport_size
    assert canvas["height"] > side["height"] / 2
    assert_accessible(page)
    for view in ("Steps", "Transitions", "Time", "Canvas"):
        page.get_by_role("tab", name=view).click()
        assert_accessible(page)
    designer.step("Look").focus()
    page.keyboard.press("p")
    assert_accessible(page)
    page.evaluate("designer.editor.reveal('e' + designer.store.state.edges[0].key.slice(1))")
    page.get_by_role("button", name="Add a condition").click()
    page.wait_for_timeout(400)
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


def place(graph, name):
    return next(node["design"] for node in graph["nodes"] if node["name"] == name)


def test_the_help_names_every_key(designer):
    designer.click(designer.page.get_by_role("button", name="Keys and gestures"))
    text = designer.page.get_by_role("dialog").inner_text()
    for word in ("New step", "Connect", "Rename", "Undo, redo", "Copy, cut, paste", "Double-click"):
        assert re.search(re.escape(word), text), word
