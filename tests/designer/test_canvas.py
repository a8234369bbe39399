"""Gestures on the canvas with real pointer moves: what the page shows, what is saved."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.designer.drawing import intersect, label_boxes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def place(stored, name):
    return next(step["design"] for step in stored["nodes"] if step["name"] == name)


def test_opening_changes_nothing(designer, workflow):
    designer.page.wait_for_timeout(1200)
    assert designer.page.locator("[data-status]").get_attribute("data-status") == "saved"
    workflow.refresh_from_db()
    assert workflow.revision == 1


def test_a_step_is_dragged_from_the_palette_at_any_zoom(designer):
    page = designer.page
    box = page.locator("[data-canvas]").bounding_box()
    for zoom, share in ((1, 0.3), (2, 0.6), (0.5, 0.8)):
        page.evaluate(f"designer.editor.canvas.viewport.set(60, 300, {zoom})")
        x, y = designer.blank(share, 0.1)
        designer.drag(designer.centre(designer.palette("Manager").first), (x, y))
        designer.type(f"Approve {zoom}")
        designer.press("Enter")
        found = place(designer.saved(), f"Approve {zoom}")
        assert abs(found["x"] + 100 - (x - box["x"] - 60) / zoom) <= 10
        assert abs(found["y"] + 40 - (y - box["y"] - 300) / zoom) <= 10
    assert designer.problems().count("unreachable") == 3


def test_a_step_is_made_by_a_double_click_and_undone(designer):
    designer.page.mouse.dblclick(*designer.blank())
    designer.type("Escalate")
    designer.press("Enter")
    assert designer.names() == ["Look", "Mend", "Test", "Escalate"]
    designer.press("Control+z", "Control+z")
    assert designer.names() == ["Look", "Mend", "Test"]
    designer.press("Control+Shift+Z", "Control+y")
    assert designer.names()[-1] == "Escalate"
    designer.saved()


def test_a_transition_is_drawn_to_a_step_and_its_label_is_not_covered(designer):
    designer.drag(designer.port("Mend"), designer.body("Look"))
    designer.type("Back")
    designer.press("Enter")
    assert ["Mend", "Back", "Look"] in designer.edges()
    boxes = label_boxes(designer.page)
    assert len(boxes) == 3
    assert not any(intersect(a, b) for index, a in enumerate(boxes) for b in boxes[index + 1 :])
    assert "Back" in [way["name"] for way in designer.saved()["edges"]]


def test_a_transition_does_not_lead_from_an_end_or_to_itself(designer):
    before = designer.edges()
    x, y = designer.port("Mend")
    designer.page.mouse.move(x, y)
    designer.page.mouse.down()
    designer.page.mouse.move(*designer.body("Look"), steps=5)
    designer.page.mouse.move(*designer.body("Mend"), steps=5)
    expect(designer.page.get_by_text("A step cannot lead to itself.")).to_be_visible()
    designer.page.mouse.up()
    assert designer.edges() == before
    expect(designer.step("Test").locator(".step-port")).to_be_hidden()


def test_the_same_two_steps_may_have_two_transitions_with_two_names(designer):
    designer.drag(designer.port("Look"), designer.body("Mend"))
    designer.press("Escape")
    designer.drag(designer.port("Look"), designer.body("Mend"))
    designer.press("Escape")
    names = [name for source, name, _target in designer.edges() if source == "Look"]
    assert names == ["Go", "Continue", "Continue 2"]
    boxes = label_boxes(designer.page)
    assert not any(intersect(a, b) for index, a in enumerate(boxes) for b in boxes[index + 1 :])


def test_a_line_dropped_on_a_transition_or_on_nothing_asks_what_it_leads_to(designer):
    designer.drag(designer.port("Mend"), designer.centre(designer.edge("Go").locator(".edge-label rect")))
    expect(designer.page.locator("[data-picker]")).to_be_visible()
    designer.press("Escape")
    expect(designer.page.locator("[data-picker]")).to_be_hidden()
    designer.drag(designer.port("Mend"), designer.blank(0.7, 0.8))
    designer.page.locator("[data-picker]").get_by_role("button", name="Manager").click()
    designer.type("Approve")
    designer.press("Enter")
    assert ["Mend", "Continue", "Approve"] in designer.edges()
    assert designer.saved()["nodes"][-1]["role_id"]


def test_a_transition_is_led_elsewhere_by_its_end(designer):
    designer.click(designer.edge("Go").locator(".edge-label text"))
    designer.drag(
        designer.centre(designer.edge("Go").locator('[data-end="to"] circle').first), designer.body("Test")
    )
    assert ["Look", "Go", "Test"] in designer.edges()
    designer.press("Control+z")
    assert ["Look", "Go", "Mend"] in designer.edges()


def test_plus_on_a_transition_inserts_a_step(designer):
    designer.edge("Go").hover(position={"x": 30, "y": 10})
    designer.click(designer.edge("Go").locator(".edge-plus circle").last)
    designer.type("Ask")
    designer.press("Enter")
    assert designer.edges() == [["Look", "Go", "Ask"], ["Mend", "Done", "Test"], ["Ask", "Continue", "Mend"]]
    stored = designer.saved()
    places = [place(stored, name) for name in ("Look", "Ask", "Mend", "Test")]
    assert [at["x"] for at in places] == [0, 340, 680, 1000], "what stands behind makes room"
    assert {at["y"] for at in places} == {0}
    designer.press("Control+z", "Control+z")
    assert designer.plain()["nodes"][2]["design"] == {"x": 640, "y": 0}


def test_several_steps_move_together_and_one_undo_brings_them_back(designer):
    before = [place(designer.stored(), name) for name in ("Look", "Mend", "Test")]
    designer.page.evaluate("designer.editor.canvas.viewport.set(40, 200, 0.6)")
    start = designer.body("Look")
    designer.drag((start[0] - 75, start[1] - 60), (designer.body("Mend")[0], start[1] + 60))
    assert designer.selected() == ["Look", "Mend"]
    x, y = designer.body("Mend")
    designer.drag((x, y), (x + 60, y + 120))
    stored = designer.saved()
    assert place(stored, "Look")["y"] == place(stored, "Mend")["y"] > 150
    assert place(stored, "Test") == before[2]
    designer.press("Control+z")
    assert [place(designer.saved(), name) for name in ("Look", "Mend", "Test")] == before


def test_escape_gives_up_a_drag_before_it_clears_the_selection(designer):
    before = designer.plain()
    x, y = designer.body("Mend")
    designer.page.mouse.move(x, y)
    designer.page.mouse.down()
    designer.page.mouse.move(x + 80, y + 90, steps=4)
    designer.press("Escape")
    designer.page.mouse.up()
    assert designer.plain() == before
    assert designer.selected() == ["Mend"]
    designer.press("Escape")
    assert designer.selected() == []


def test_shift_click_adds_and_ctrl_a_takes_all(designer):
    designer.click(designer.step("Look").locator(".step-name"))
    designer.click(designer.step("Test").locator(".step-name"), modifiers=["Shift"])
    assert designer.selected() == ["Look", "Test"]
    designer.press("Control+a")
    assert len(designer.selected()) == 5


def test_a_copy_has_names_and_identities_of_its_own(designer):
    designer.click(designer.step("Look").locator(".step-name"))
    designer.click(designer.step("Mend").locator(".step-name"), modifiers=["Shift"])
    designer.press("Control+c", "Control+v")
    assert designer.names() == ["Look", "Mend", "Test", "Look 2", "Mend 2"]
    assert designer.edges()[-1] == ["Look 2", "Go", "Mend 2"]
    stored = designer.saved()
    assert len({step["id"] for step in stored["nodes"]}) == 5
    assert [step["is_start"] for step in stored["nodes"]] == [True, False, False, False, False]


def test_removing_a_step_takes_its_transitions_in_one_entry(designer):
    designer.click(designer.step("Mend").locator(".step-name"))
    designer.press("Delete")
    assert (designer.names(), designer.edges()) == (["Look", "Test"], [])
    assert len(designer.saved()["nodes"]) == 2
    designer.press("Control+z")
    assert len(designer.edges()) == 2
    assert len(designer.saved()["edges"]) == 2


def test_keys_in_a_field_are_letters(designer):
    designer.click(designer.step("Mend").locator(".step-name"))
    field = designer.page.locator("#step-name")
    field.press("End")
    field.press("Backspace")
    designer.press("n", "Delete")
    assert designer.names() == ["Look", "Menn", "Test"]
    expect(field).to_have_value("Menn")
    designer.saved()


@pytest.mark.security(15)
def test_any_name_is_text_of_at_most_64_characters(designer):
    for given in ("Prüfen 检查 ✓", "<script>alert(1)</script>", "y" * 200):
        designer.page.evaluate("designer.editor.rename(designer.store.state.nodes[1].key)")
        designer.page.keyboard.insert_text(given)
        designer.press("Enter")
        assert designer.saved()["nodes"][1]["name"] == given[:64]
        designer.page.reload()
        designer.ready()
        assert designer.names()[1] == given[:64]


def test_the_drawing_is_saved_as_a_picture(designer):
    page = designer.page
    for kind, begins in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        designer.click(page.locator(".bar-tools .menu summary"))
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Picture as {kind}").click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(begins)
        assert len(content) > 2000
        page.keyboard.press("Escape")


def test_the_view_moves_with_space_middle_button_and_wheel(designer):
    view = "(({ x, y, scale }) => [x, y, scale])(designer.editor.canvas.viewport)"
    page = designer.page
    page.locator("[data-paper] [tabindex='0']").focus()
    x, _y, scale = page.evaluate(view)
    page.keyboard.down("Space")
    designer.drag(designer.blank(0.4, 0.8), designer.blank(0.5, 0.9))
    page.keyboard.up("Space")
    assert page.evaluate(view)[0] > x
    assert designer.selected() == ["Look"], "no frame was drawn"
    designer.drag(designer.blank(0.5, 0.9), designer.blank(0.4, 0.8), button="middle")
    assert page.evaluate(view)[0] == pytest.approx(x, abs=1)
    at = designer.body("Look")
    page.mouse.move(*at)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_function(f"designer.editor.canvas.viewport.scale > {scale}")
    assert designer.body("Look") == pytest.approx(at, abs=60)
    page.mouse.wheel(0, 100)
    designer.press("1")


def test_all_steps_are_arranged_when_the_preview_is_applied(designer):
    """What is shown first is dropped without a trace, or applied as one entry that can be undone."""
    page = designer.page
    page.evaluate("designer.editor.canvas.viewport.set(60, 300, 0.8)")
    x, y = designer.body("Mend")
    designer.drag((x, y), (x + 40, y + 120))
    before, stood = designer.plain(), designer.body("Mend")
    ask = page.get_by_role("group", name="Arrange all steps")
    page.get_by_role("tab", name="Steps").click()
    designer.tool("arrange")
    expect(ask).to_contain_text("steps would move")
    expect(ask.get_by_role("button", name="Apply")).to_be_focused()
    assert designer.body("Mend") != stood
    assert_accessible(page)
    designer.drag(designer.body("Look"), designer.blank())  # moves the view, no step
    designer.press("Escape")
    expect(ask).to_be_hidden()
    assert designer.plain() == before
    assert designer.body("Mend") == pytest.approx(stood, abs=1)
    designer.tool("arrange")
    ask.get_by_role("button", name="Leave as it was").click()
    assert designer.plain() == before
    designer.tool("arrange")
    designer.press("Enter")
    expect(ask).to_be_hidden()
    stored = designer.saved()
    assert len({place(stored, name)["y"] for name in ("Look", "Mend", "Test")}) == 1
    designer.tool("arrange")
    expect(page.locator("#toasts")).to_have_text("Everything is arranged already.")
    designer.tool("undo")
    assert designer.plain() == before
    designer.saved()


def test_what_is_dragged_is_lifted_off_the_drawing_until_it_is_dropped(designer):
    page = designer.page
    x, y = designer.body("Mend")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 90, steps=4)
    lifted = page.locator(".lifted")
    expect(lifted.locator(".joint-element")).to_have_count(1)
    expect(lifted.locator(".joint-link")).to_have_count(2)
    expect(lifted.locator("[tabindex], [aria-label], [id]")).to_have_count(0)
    expect(designer.step("Mend")).to_have_css("opacity", "0")
    page.mouse.up()
    expect(designer.step("Mend")).to_have_css("opacity", "1")
    expect(lifted.locator("g")).to_have_count(1)
    designer.saved()
