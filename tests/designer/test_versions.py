"""Versions: what differs in words and in the drawing, back into the draft; rights in a dialog."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible
from tests.factories import by, edge_id, make_ticket
from tests.workflows.drafting import live
from tickets_app.actions import move
from workflows_app import actions, drafts
from workflows_app.access import Right, right_on
from workflows_app.graph_input import graph_data
from workflows_app.models import Workflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def changed(coordinator, roles, agent, technician, manager):
    """Version 1: Look -> Mend. The draft: Inspect (that was Look) -> Check, Mend is gone."""
    workflow = live(coordinator, roles, category="Support")
    graph = graph_data(drafts.load(workflow))
    look = graph["nodes"][0] | {"name": "Inspect"}
    check = {"temp_id": "c", "name": "Check", "role_id": roles["Manager"].pk, "is_end": True}
    way = {"from_id": look["id"], "to_temp_id": "c", "name": "Next"}
    actions.save_graph(by(coordinator), workflow, {"nodes": [look, check], "edges": [way]})
    workflow.refresh_from_db()
    return workflow


def test_what_differs_is_said_and_drawn(open_page, coordinator, changed):
    page = open_page(coordinator)
    page.goto(f"/designer/{changed.pk}/compare/")
    lines = page.locator("[data-lines] li")
    expect(lines).to_have_count(5)
    assert [" ".join(text.split()) for text in lines.all_text_contents()] == [
        "~changed Step “Inspect”: name: Look → Inspect",
        "+new Step “Check”",
        "−gone Step “Mend”",
        "+new Transition “Next” from “Inspect” to “Check”",
        "−gone Transition “Done” from “Look” to “Mend”",
    ]
    for name, mark in (("Inspect", "changed"), ("Check", "new"), ("Mend", "gone")):
        step = page.get_by_role("img", name=re.compile(f"^{name}, step .*, {mark}$"))
        expect(step).to_be_visible()
    assert_accessible(page)
    page.get_by_label("to", exact=True).select_option(label="Version 1")
    expect(page.get_by_text("Nothing differs.")).to_be_visible()


PAPER = {"width": 420, "height": 600}  # A5, narrower than any workflow


def assert_whole_on_paper(page, steps):
    """All steps are on the page when it is printed, and as before on the screen afterwards."""
    before = [step.bounding_box() for step in steps.all()]
    screen = page.viewport_size
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    for box in (step.bounding_box() for step in steps.all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PAPER["width"]
    page.set_viewport_size(screen)
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert [step.bounding_box() for step in steps.all()] == before


def test_a_ticket_s_way_is_drawn_as_in_the_designer(open_page, coordinator, roles, agent, technician):
    workflow = live(coordinator, roles, category="Support")
    ticket = make_ticket(category="Support")
    move.transition(by(coordinator), ticket.task.pk, edge_id(workflow.active_version, "Done"))
    page = open_page(coordinator)
    page.goto(f"/ticket/{ticket.number}/")
    page.get_by_role("link", name="Enlarge").click()
    steps = page.locator("[data-paper] .joint-element")
    expect(steps).to_have_class([re.compile("is-visited"), re.compile("is-visited.* is-current")])
    expect(steps.nth(0)).to_have_attribute("aria-label", re.compile("^Look, step 1 of 2, .*, under 1 min$"))
    expect(page.locator("[data-paper] .joint-link.is-taken")).to_have_count(1)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as PNG").click()
    assert download.value.suggested_filename == f"{ticket.number}.png"
    assert_whole_on_paper(page, steps)
    page.goto(f"/designer/{workflow.pk}/v/1/drawing/")
    expect(steps).to_have_count(2)
    expect(page.locator("[data-paper] .is-visited")).to_have_count(0)


def test_publishing_shows_what_is_new_and_who_made_it(open_page, coordinator, changed):
    page = open_page(coordinator)
    page.goto(f"/designer/{changed.pk}/edit/")
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog", name="Publish")
    expect(dialog.locator(".diff li")).to_have_count(5)
    expect(dialog).to_contain_text("Changed since the last version by: Coordinator")
    assert_accessible(page)
    dialog.get_by_label("What is new").fill("Checks instead of mending")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Checks instead of mending")).to_be_visible()
    assert Workflow.objects.get().active_version.number == 2


def test_an_earlier_version_comes_back_into_the_draft(open_page, coordinator, changed):
    ticket = make_ticket(coordinator)
    actions.initialize(by(coordinator), changed)
    page = open_page(coordinator)
    page.goto("/designer/")
    expect(page.get_by_text("1 on v1")).to_be_visible()
    page.goto(f"/designer/{changed.pk}/")
    expect(page.get_by_text("draining")).to_be_visible()
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("button", name="Bring back into the draft").click()
    expect(page.get_by_text("The draft is version 1 again.")).to_be_visible()
    expect(page.locator("[data-designer][data-ready]")).to_be_visible()
    assert page.evaluate("designer.store.state.nodes.map((node) => node.name)") == ["Look", "Mend"]
    page.goto("about:blank")
    ticket.task.refresh_from_db()
    assert ticket.task.version.number == 1


class HeldAnswer:
    """Keeps back the first answer, which the server has given already; `release` lets it through."""

    def __init__(self):
        self.kept = None

    def __call__(self, route):
        if self.kept is None:
            self.kept = (route, route.fetch())
        else:
            route.continue_()

    def release(self, page):
        while self.kept is None:
            page.wait_for_timeout(20)
        route, answer = self.kept
        route.fulfill(response=answer)


def test_rights_are_given_and_taken_in_a_dialog(open_page, coordinator, agent, changed):
    page = open_page(coordinator)
    page.goto(f"/designer/{changed.pk}/")
    page.get_by_label("More", exact=True).locator("visible=true").last.click()
    page.get_by_role("button", name="Who may do what").click()
    dialog = page.get_by_role("dialog", name="Who may do what with this workflow")
    dialog.get_by_label("Person or role").select_option(label="Agent")
    dialog.get_by_label("Right", exact=True).select_option(label="edits")
    dialog.get_by_role("button", name="Give").click()
    row = dialog.get_by_label("What Agent may")
    expect(row).to_have_value("edit")
    assert_accessible(page)
    assert right_on(agent, changed) == Right.EDIT
    held = HeldAnswer()
    page.route("**/sharing/", held)
    row.select_option(label="sees the draft")
    row.select_option(label="publishes")
    dialog.get_by_label("Person or role").select_option(label="Technician")
    dialog.get_by_role("button", name="Give").click()
    held.release(page)
    expect(dialog.get_by_label("What Technician may")).to_have_value("view")
    expect(row).to_have_value("publish")
    assert right_on(type(agent).objects.get(pk=agent.pk), changed) == Right.PUBLISH
    dialog.get_by_role("button", name="Take the right of Agent away").click()
    expect(dialog.get_by_label("What Agent may")).to_have_count(0)
    assert right_on(type(agent).objects.get(pk=agent.pk), changed) == Right.READ


def test_only_who_publishes_shares_and_only_who_edits_restores(client, coordinator, agent, changed):
    actions.share(by(coordinator), changed, agent, Right.VIEW)
    client.force_login(agent)
    assert client.get(f"/designer/{changed.pk}/compare/").status_code == 200
    assert client.post(f"/designer/{changed.pk}/v/1/restore/").status_code == 403
    assert client.post(f"/designer/{changed.pk}/sharing/", {"holder": f"user:{agent.pk}"}).status_code == 403
    actions.share(by(coordinator), changed, agent, Right.NONE)
    assert client.get(f"/designer/{changed.pk}/compare/?to=draft").status_code == 404
    client.force_login(coordinator)
    for data in ({"holder": "user:0", "right": "edit"}, {"holder": f"user:{agent.pk}", "right": "read"}):
        assert client.post(f"/designer/{changed.pk}/sharing/", data).status_code == 400


def test_publishing_the_first_version_says_who_made_it(designer):
    designer.page.get_by_role("button", name="Publish…").click()
    dialog = designer.page.get_by_role("dialog", name="Publish")
    expect(dialog).to_contain_text("This is its first version.")
    expect(dialog).to_contain_text("Made by: Coordinator")
    expect(dialog).not_to_contain_text("last version")
