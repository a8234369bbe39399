"""Pages: the list of workflows, one workflow, its versions, and changes of its status."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tests.factories import by, make_ticket
from tests.workflows.drafting import draft, edge, live, node, sound_graph
from tickets_app.models import Task
from workflows_app import actions
from workflows_app.access import Right
from workflows_app.editor.data import role_choices
from workflows_app.graph import Graph, Step
from workflows_app.layout import build
from workflows_app.models import Workflow

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def page(client, user, name, *args, **query):
    """The text of a page as `user` sees it, without its tags."""
    client.force_login(user)
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return words(response)


def words(response):
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    text = main[0] if main else response.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def send(client, user, verb, workflow, data=None, **options):
    client.force_login(user)
    return client.post(reverse(f"workflow_{verb}", args=[workflow.pk]), data or {}, **options)


# ---------------------------------------------------------------------------- the list


def test_the_list_says_what_a_workflow_is(client, coordinator, agent, roles):
    live(coordinator, roles, "Laptop repair", sub_category="Screens", description="Broken things")
    text = page(client, agent, "workflow_list")
    for part in (
        "Laptop repair",
        "Broken things",
        "Live",
        "Version 1",
        "IT / Repair / Screens",
        "Coordinator",
    ):
        assert part in text


def test_the_list_shows_only_what_may_be_opened(client, coordinator, agent, designer, roles):
    draft(coordinator, roles, "Secret draft")
    shared = draft(coordinator, roles, "Shared draft")
    actions.share(by(coordinator), shared, designer, Right.VIEW)
    live(None, roles, "Public")
    text = page(client, agent, "workflow_list")
    assert "Public" in text
    assert "draft" not in text
    text = page(client, designer, "workflow_list")
    assert "Shared draft" in text
    assert "Secret draft" not in text
    assert "Secret draft" in page(client, coordinator, "workflow_list")


def test_the_list_says_how_much_was_in_time(client, coordinator, roles, agent, technician, manager, now):
    live(coordinator, roles, category="Support")
    assert "–" in page(client, coordinator, "workflow_list")
    make_ticket(priority="High")
    assert "100 % in time" in page(client, coordinator, "workflow_list")
    Task.objects.update(breached_at=now)
    make_ticket(priority="High")
    make_ticket(priority="High")
    assert "66 % in time" in page(client, coordinator, "workflow_list")
    Task.objects.update(breached_at=None, target_resolution=now - timedelta(days=1))
    assert "0 % in time" in page(client, coordinator, "workflow_list"), "open and past its target"
    Task.objects.update(completed_at=now - timedelta(days=2))
    assert "100 % in time" in page(client, coordinator, "workflow_list"), "done before its target"


def test_whoever_has_a_right_finds_the_way_there(client, coordinator, agent, outsider, roles):
    shared = draft(coordinator, roles)
    entry = 'href="/designer/"'
    for user, right, finds in (
        (agent, Right.NONE, False),
        (agent, Right.VIEW, True),
        (outsider, Right.NONE, False),
    ):
        actions.share(by(coordinator), shared, user, right)
        client.force_login(user)
        assert (entry in client.get("/").content.decode()) is finds
    actions.share(by(coordinator), shared, roles["Technician"], Right.EDIT)
    client.force_login(coordinator)
    assert entry in client.get("/").content.decode()


def test_the_list_is_filtered(client, coordinator, roles):
    draft(coordinator, roles, "Laptop repair")
    live(coordinator, roles, "Phone repair")
    text = page(client, coordinator, "workflow_list", q="phone")
    assert "Phone repair" in text
    assert "Laptop repair" not in text
    text = page(client, coordinator, "workflow_list", status="draft")
    assert "Laptop repair" in text
    assert "Phone repair" not in text
    assert "No workflow matches" in page(client, coordinator, "workflow_list", q="nothing like it")
    assert "Phone repair" in page(client, coordinator, "workflow_list", status="invented", page="x")


def test_an_empty_list_says_so(client, agent):
    assert "No workflows yet" in page(client, agent, "workflow_list")


def test_the_number_of_queries_does_not_grow(
    client, coordinator, roles, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(coordinator)
    draft(coordinator, roles, "First")
    with django_assert_max_num_queries(15) as few:
        client.get(reverse("workflow_list"))
    for number in range(20):
        live(None, roles, f"Workflow {number}")
    with django_assert_num_queries(len(few)):
        client.get(reverse("workflow_list"))


# ---------------------------------------------------------------------------- one workflow


@pytest.mark.parametrize(
    "name", ["admin", "coordinator", "agent", "technician", "manager", "analyst", "designer"]
)
def test_people_with_a_role_read_what_is_published(name, request, client, roles):
    workflow = live(None, roles)
    user = request.getfixturevalue(name)
    assert "Look" in page(client, user, "workflow", workflow.pk)
    assert "Look" in page(client, user, "workflow_version", workflow.pk, 1)


@pytest.mark.security(31)
@pytest.mark.parametrize(
    ("name", "status"), [("agent", 403), ("designer", 403), ("requester", 403), ("admin", 200), (None, 302)]
)
def test_who_reads_a_draft(name, status, request, client, coordinator, roles):
    workflow = draft(coordinator, roles)
    if name:
        client.force_login(request.getfixturevalue(name))
    assert client.get(reverse("workflow", args=[workflow.pk])).status_code == status


def test_a_requester_is_refused(client, requester, roles):
    workflow = live(None, roles)
    client.force_login(requester)
    for path in (reverse("workflow_list"), reverse("workflow", args=[workflow.pk])):
        assert client.get(path).status_code == 403


def test_what_is_not_there(client, admin, roles):
    workflow = live(None, roles)
    client.force_login(admin)
    assert client.get(reverse("workflow", args=[999])).status_code == 404
    assert client.get(reverse("workflow_version", args=[workflow.pk, 2])).status_code == 404


def test_a_workflow_says_everything(client, coordinator, agent, roles):
    graph = sound_graph(roles)
    graph["nodes"][0]["instruction"] = "Look at it closely"
    rule = {"field": "priority", "op": "gte", "value": "High"}
    graph["edges"].append(edge("look", "mend", "Rush", condition=rule, automatic=True))
    workflow = draft(coordinator, roles, graph=graph, low_sla=None)
    actions.initialize(by(coordinator), workflow, note="The first one")
    text = page(client, agent, "workflow", workflow.pk)
    for part in (
        "Look at it closely", "Technician", "Manager", "50 %", "4 h", "48 min", "No target",
        "by itself if priority is at least High", "always", "The first one", "takes new tickets",
        "Around the clock", "within 72 h",
    ):  # fmt: skip
        assert part in text, part


def test_the_map_draws_every_step_and_transition(client, agent, roles):
    workflow = live(None, roles)
    client.force_login(agent)
    html = client.get(reverse("workflow", args=[workflow.pk])).content.decode()
    assert len(re.findall(r'class="map-node', html)) == 2
    assert len(re.findall(r'class="map-edge', html)) == 1
    assert "style=" not in html


def test_numbers_of_the_map_are_written_for_machines():
    step = Step(id=1, name="Look", role_id=None, is_start=True, is_end=True)
    drawn = replace(build(Graph([step]), {}), width=1234.5)
    with translation.override("de"):
        html = render_to_string("workflows_app/_map.html", {"map": drawn})
    assert 'width="1234.5"' in html
    assert 'viewBox="0 0 1234.5 ' in html


@pytest.mark.security(15)
def test_names_are_shown_as_text(client, coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"][0]["name"] = "<script>alert(1)</script>"
    graph["edges"][0]["name"] = "<b>bold</b>"
    workflow = draft(coordinator, roles, "<i>Odd</i>", graph=graph)
    client.force_login(coordinator)
    html = client.get(reverse("workflow", args=[workflow.pk])).content.decode()
    assert not re.search(r"<script>alert|<b>bold|<i>Odd", html)


def test_readers_see_the_version_and_designers_the_draft_with_its_problems(client, coordinator, agent, roles):
    workflow = live(coordinator, roles)
    actions.update_details(by(coordinator), workflow, {"name": "Next name"})
    actions.save_graph(by(coordinator), workflow, {"nodes": [], "edges": []})
    text = page(client, agent, "workflow", workflow.pk)
    assert "Look" in text
    assert "No step is marked" not in text
    assert "not published" not in text
    text = page(client, coordinator, "workflow", workflow.pk)
    assert "No step is marked as the start." in text
    assert "There are no steps yet." in text
    assert "The draft has changes that are not published" in text
    assert "Look" in page(client, coordinator, "workflow_version", workflow.pk, 1)


def test_an_earlier_version_stays_as_it_was(client, coordinator, agent, roles):
    workflow = live(coordinator, roles)
    actions.update_details(by(coordinator), workflow, {"low_sla": "90:00:00"})
    actions.initialize(by(coordinator), workflow)
    assert "72 h" in page(client, agent, "workflow_version", workflow.pk, 1)
    text = page(client, agent, "workflow_version", workflow.pk, 2)
    assert "90 h" in text
    assert "takes new tickets" in text


# ---------------------------------------------------------------------------- changes of status


def offered(client, user, workflow):
    client.force_login(user)
    html = client.get(reverse("workflow", args=[workflow.pk])).content.decode()
    main = re.search(r"<main.*?</main>", html, re.DOTALL)[0]
    return set(re.findall(r'<form[^>]*action="/designer/\d+/(\w+)/"', main)) - {"clone"}


def test_what_is_offered_fits_the_status(client, coordinator, roles):
    workflow = draft(coordinator, roles)
    assert offered(client, coordinator, workflow) == {"publish", "deploy", "archive", "delete"}
    actions.initialize(by(coordinator), workflow)
    assert offered(client, coordinator, workflow) == {"pause", "archive"}
    actions.pause(by(coordinator), workflow)
    actions.update_details(by(coordinator), workflow, {"description": "New"})
    assert offered(client, coordinator, workflow) == {"resume", "publish", "archive"}
    actions.archive(by(coordinator), workflow)
    assert offered(client, coordinator, workflow) == {"unarchive"}


@pytest.mark.parametrize("right", [Right.NONE, Right.VIEW, Right.EDIT])
def test_nothing_is_offered_without_the_right(right, client, coordinator, designer, roles):
    workflow = live(coordinator, roles)
    if right:
        actions.share(by(coordinator), workflow, designer, right)
    assert offered(client, designer, workflow) == set()
    for verb in ("publish", "deploy", "pause", "resume", "archive", "unarchive", "delete"):
        assert send(client, designer, verb, workflow).status_code == 403
    workflow.refresh_from_db()
    assert workflow.status == "initialized"


def test_publishing_from_the_page(client, coordinator, roles):
    workflow = draft(coordinator, roles)
    response = send(client, coordinator, "publish", workflow, {"note": "Ready"})
    assert response["Location"] == reverse("workflow", args=[workflow.pk])
    version = Workflow.objects.get().active_version
    assert (version.number, version.note, version.published_by) == (1, "Ready", coordinator)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Version 1 is published."]


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("pause", [], "paused"),
        ("resume", [actions.pause], "initialized"),
        ("archive", [], "archived"),
        ("unarchive", [actions.archive], "paused"),
    ],
)
def test_changing_the_status_from_the_page(verb, before, after, client, coordinator, roles):
    workflow = live(coordinator, roles)
    for action in before:
        action(by(coordinator), workflow)
    assert send(client, coordinator, verb, workflow).status_code == 302
    workflow.refresh_from_db()
    assert workflow.status == after


def test_with_htmx_the_workflow_is_answered_as_it_is_now(client, coordinator, roles):
    response = send(client, coordinator, "pause", live(coordinator, roles), headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith('<div id="workflow">')
    assert "<html" not in html
    assert "Paused" in html


def test_a_draft_is_deleted_from_the_page(client, coordinator, roles):
    response = send(client, coordinator, "delete", draft(coordinator, roles))
    assert response["Location"] == reverse("workflow_list")
    assert not Workflow.objects.exists()


def test_a_refusal_is_answered_where_it_was_asked(client, coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"][1]["is_end"] = False
    workflow = draft(coordinator, roles, graph=graph)
    response = send(client, coordinator, "publish", workflow, headers=HTMX)
    assert response.status_code == 400
    text = response.content.decode()
    assert "data-refusal" in text
    assert "No step is marked as an end." in text
    response = send(client, coordinator, "pause", workflow)
    assert response.status_code == 409
    assert "Draft" in words(response)
    assert send(client, coordinator, "publish", workflow, {"note": "x" * 300}).status_code == 400


def test_looking_changes_nothing(client, coordinator, roles):
    workflow = live(coordinator, roles)
    client.force_login(coordinator)
    assert client.get(reverse("workflow_pause", args=[workflow.pk])).status_code == 405


@pytest.mark.parametrize("stop", [actions.pause, actions.archive])
def test_only_what_is_live_is_said_to_take_tickets(stop, client, coordinator, roles):
    workflow = live(coordinator, roles)
    pages = (("workflow", workflow.pk), ("workflow_version", workflow.pk, 1))
    assert all("takes new tickets" in page(client, coordinator, *each) for each in pages)
    stop(by(coordinator), workflow)
    assert not any("takes new tickets" in page(client, coordinator, *each) for each in pages)
    assert all("no new tickets" in page(client, coordinator, *each) for each in pages)


def test_roles_that_most_steps_have_are_offered_first(coordinator, roles):
    """After those of the workflow itself; those not made for steps come last."""
    live(coordinator, roles)
    nodes = [node(name, roles["Manager"]) for name in ("a", "b")] + [node("c", roles["Technician"])]
    draft(coordinator, roles, "Other", graph={"nodes": nodes, "edges": []})
    own = draft(coordinator, roles, "Own", graph={"nodes": [node("x", roles["Finance Admin"])], "edges": []})
    names = [role.name for role in role_choices(own)]
    assert names[:4] == ["Finance Admin", "Manager", "Technician", "Agent"]
    assert set(names[4:]) >= {"Admin", "Analyst", "Ticket Coordinator"}


def test_the_newest_version_of_a_paused_workflow_is_paused_not_retired(client, coordinator, roles):
    workflow = live(coordinator, roles)
    actions.pause(by(coordinator), workflow)
    text = page(client, coordinator, "workflow", workflow.pk)
    assert "Version 1 paused 0 open tickets" in text


# ---------------------------------------------------------------------------- the tables of the editor


def table_rows(client, user, workflow):
    client.force_login(user)
    response = client.get(reverse("workflow_edit", args=[workflow.pk]))
    assert response.status_code == 200
    html = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL)
    return re.findall(r'<tr data-key="([se]\d+)">(.*?)</tr>', html, re.DOTALL)


def test_the_tables_of_the_editor_come_with_their_rows(client, coordinator, roles):
    graph = {
        "nodes": [
            node("a", roles["Agent"], name='Look <b>"twice"', weight=0.25, is_start=True),
            node("b", roles["Manager"], name="Close", escalate_to=roles["Admin"].pk, is_end=True),
        ],
        "edges": [edge("a", "b", "Go on")],
    }
    first, second, way = table_rows(
        client, coordinator, draft(coordinator, roles, "Laptop repair", graph=graph)
    )
    assert 'value="Look &lt;b&gt;&quot;twice&quot;"' in first[1]
    assert 'value="0.25"' in first[1]
    assert re.search(r'data-field="is_start"[^>]* checked', first[1])
    assert f'<option value="{roles["Manager"].pk}" selected>Manager</option>' in second[1]
    assert f'<option value="{roles["Admin"].pk}" selected>Admin</option>' in second[1]
    assert 'value="Go on"' in way[1]
    assert f'<option value="{first[0]}" selected>Look &lt;b&gt;&quot;twice&quot;</option>' in way[1]
    assert f'<option value="{second[0]}" selected>Close</option>' in way[1]
