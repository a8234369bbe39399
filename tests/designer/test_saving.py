"""The draft saves itself; two people do not lose each other's work; a cut line costs nothing."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from tests.accounts.test_picture import image
from tests.designer.drawing import Designer
from tests.factories import by
from tts.accounts.actions import set_picture
from tts.accounts.pictures import SIDE
from workflows_app import actions, drafts
from workflows_app.access import Right
from workflows_app.graph_input import graph_data
from workflows_app.models import Workflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rename(designer, name, to):
    designer.step(name).locator(".step-name").dblclick()
    designer.type(to)
    designer.press("Enter")


def names(workflow):
    return [step.name for step in drafts.load(Workflow.objects.get(pk=workflow.pk)).steps]


def theirs(workflow, manager, coordinator, name):
    """Somebody else renames the second step meanwhile."""
    actions.share(by(coordinator), workflow, manager, Right.EDIT)
    graph = graph_data(drafts.load(workflow))
    graph["nodes"][1]["name"] = name
    actions.save_graph(by(manager), workflow, graph)


@pytest.fixture
def conflict(designer, workflow, manager, coordinator):
    """Mine: Look is Inspect; theirs: Mend is Repair. The dialog is open."""
    theirs(workflow, manager, coordinator, "Repair")
    rename(designer, "Look", "Inspect")
    dialog = designer.page.get_by_role("dialog", name="Somebody else changed this draft")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Manager changed this workflow on")
    expect(dialog).to_contain_text("name: Look → Inspect")
    expect(dialog).to_contain_text("name: Repair → Mend")
    assert names(workflow) == ["Look", "Repair", "Test"]
    return dialog


def test_taking_theirs_drops_mine(conflict, designer, workflow):
    conflict.get_by_role("button", name="Take theirs, drop mine").click()
    assert designer.names() == ["Look", "Repair", "Test"]
    rename(designer, "Repair", "Fix")
    designer.saved()
    assert names(workflow) == ["Look", "Fix", "Test"]


def test_replacing_theirs_keeps_mine(conflict, designer, workflow):
    conflict.get_by_role("button", name="Replace theirs with mine").click()
    designer.saved()
    assert names(workflow) == ["Inspect", "Mend", "Test"]


def test_a_copy_keeps_both(conflict, designer, workflow):
    conflict.get_by_role("button", name="Keep mine as a copy").click()
    expect(designer.page.get_by_role("heading", name="Laptop repair (copy)")).to_be_visible()
    designer.ready()
    assert names(workflow) == ["Look", "Repair", "Test"]
    assert designer.names() == ["Inspect", "Mend", "Test"]


def test_two_windows_see_each_other_and_the_later_is_told(open_page, coordinator, admin, workflow):
    set_picture(by(coordinator), coordinator, ContentFile(image(), "me.png"))
    first = Designer(open_page(coordinator), workflow)
    second = Designer(open_page(admin), workflow)
    there = second.page.get_by_role("img", name="Coordinator has this draft open too")
    expect(there).to_be_visible()
    expect(there.locator("img")).to_have_js_property("naturalWidth", SIDE)
    rename(first, "Look", "Inspect")
    first.saved()
    rename(second, "Mend", "Repair")
    dialog = second.page.get_by_role("dialog", name="Somebody else changed this draft")
    expect(dialog).to_be_visible()
    assert names(workflow) == ["Inspect", "Mend", "Test"]
    dialog.get_by_role("button", name="Take theirs, drop mine").click()
    first.leave()
    second.leave()


def test_without_a_line_it_says_so_and_saves_later(designer, workflow):
    designer.page.context.set_offline(True)
    rename(designer, "Look", "Inspect")
    expect(designer.page.get_by_role("button", name="Offline: not saved yet")).to_be_visible()
    rename(designer, "Mend", "Repair")
    designer.page.context.set_offline(False)
    designer.saved()
    assert names(workflow) == ["Inspect", "Repair", "Test"]


def test_what_the_server_refuses_is_said_beside_the_field(designer, workflow):
    actions.create_workflow(
        by(workflow.created_by), {"name": "Taken", "department": "IT", "category": "Repair"}
    )
    field = designer.page.locator("#detail-name")
    field.fill("Taken")
    expect(designer.page.locator("#complaint-name")).to_have_text("There is a workflow of this name already.")
    field.fill("Free")
    designer.saved()
    workflow.refresh_from_db()
    assert workflow.name == "Free"


def test_service_levels_are_in_order_or_the_fields_say_so(designer, workflow):
    page = designer.page
    field = page.locator("#detail-high_sla")
    field.fill("60")
    field.press("Tab")
    expect(field).to_have_value("60:00:00")
    expect(page.locator("#complaint-high_sla")).to_contain_text("shorter than that of priority Medium")
    expect(page.locator("#complaint-medium_sla")).to_contain_text("longer than that of priority High")
    field.fill("12:30")
    field.press("Tab")
    expect(page.locator("#complaint-high_sla")).to_be_hidden()
    designer.saved()
    workflow.refresh_from_db()
    assert workflow.high_sla.total_seconds() == 12.5 * 3600
    field.fill("soon")
    field.press("Tab")
    expect(page.locator("#complaint-high_sla")).to_contain_text("Write hours")


def test_identities_survive_undo_and_redo(designer, workflow):
    before = [step["id"] for step in designer.stored()["nodes"]]
    designer.click(designer.step("Look").locator(".step-name"))
    designer.press("n", "Enter")
    after = [step["id"] for step in designer.saved()["nodes"]]
    designer.press("Control+z")
    assert [step["id"] for step in designer.saved()["nodes"]] == before
    designer.press("Control+y")
    again = [step["id"] for step in designer.saved()["nodes"]]
    assert again[:3] == before
    assert len(again) == len(after) == 4


def test_a_removed_step_of_the_live_version_comes_back_as_itself(designer, workflow, coordinator):
    """What tickets and reports know it by is its id; so undo brings back that, also after a save."""
    actions.initialize(by(coordinator), workflow)
    designer.page.reload()
    designer.ready()
    before = designer.stored()
    designer.click(designer.step("Mend").locator(".step-name"))
    designer.press("Delete")
    assert len(designer.saved()["nodes"]) == 2
    designer.press("Control+z")
    assert designer.saved() == before
    designer.click(designer.page.get_by_role("button", name="Publish…"))
    expect(designer.page.get_by_text("Nothing differs from the live version.")).to_be_visible()
    designer.press("Escape")


def test_whoever_may_only_look_gets_no_editor(client, coordinator, agent, outsider, workflow):
    actions.share(by(coordinator), workflow, agent, Right.VIEW)
    for user in (agent, outsider):
        client.force_login(user)
        assert client.get(f"/designer/{workflow.pk}/edit/").status_code == 403
    client.force_login(outsider)
    assert client.get(f"/designer/{workflow.pk}/draft/").status_code == 403
