"""New workflows: from nothing, a starter, a file, another workflow."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.workflows.drafting import draft, live, sound_graph
from workflows_app import actions, drafts
from workflows_app.access import Right, right_on
from workflows_app.models import Workflow
from workflows_app.starters import starters

pytestmark = pytest.mark.django_db

DETAILS = {"name": "Screens", "department": "IT", "category": "Repair", "sub_category": ""}


def upload(client, user, content):
    client.force_login(user)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(reverse("workflow_import"), {"file": SimpleUploadedFile("w.json", data)})


def export(client, user, workflow):
    client.force_login(user)
    return json.loads(client.get(reverse("workflow_export", args=[workflow.pk])).content)


def bare(graph):
    """A graph without ids, for comparing."""
    names = {step.id: step.name for step in graph.steps}
    steps = [
        (s.name, s.role_id, s.escalation_role_id, s.weight, s.is_start, s.is_end, s.x) for s in graph.steps
    ]
    return steps, [(e.name, names[e.from_id], names[e.to_id], e.condition) for e in graph.edges]


@pytest.mark.parametrize("name", ["", "simple", "approval", "tiered", "asset", "budget"])
def test_a_starter_gives_a_draft_that_can_be_published(name, client, coordinator, roles):
    client.force_login(coordinator)
    response = client.post(reverse("workflow_new"), DETAILS | {"starter": name})
    workflow = Workflow.objects.get()
    assert response.url == reverse("workflow_edit", args=[workflow.pk])
    errors = [each for each in actions.problems_of(drafts.load(workflow)) if each.level == "error"]
    assert bool(errors) is (name == "")
    assert right_on(coordinator, workflow) == Right.PUBLISH


def test_a_role_that_is_not_here_is_left_open(client, coordinator, roles):
    roles["Manager"].name = "Lead"
    roles["Manager"].save()
    client.force_login(coordinator)
    client.post(reverse("workflow_new"), DETAILS | {"starter": "approval"})
    kinds = {each.kind for each in actions.problems_of(drafts.load(Workflow.objects.get()))}
    assert "no_role" in kinds


def test_what_cannot_be_used_is_said_beside_its_field(client, coordinator, roles):
    draft(coordinator, roles, "Screens")
    client.force_login(coordinator)
    response = client.post(reverse("workflow_new"), DETAILS | {"name": "screens"})
    assert response.status_code == 400
    assert "There is a workflow of this name already." in response.content.decode()
    assert Workflow.objects.count() == 1


def test_only_coordinators_and_admins_make_workflows(client, coordinator, agent, roles):
    workflow = live(coordinator, roles)
    client.force_login(agent)
    for name, args in (("workflow_new", []), ("workflow_import", []), ("workflow_clone", [workflow.pk])):
        assert client.post(reverse(name, args=args), DETAILS).status_code == 403
    assert Workflow.objects.count() == 1


def test_an_export_is_imported_to_the_same_graph(client, coordinator, roles):
    condition = {"all": [{"field": "priority", "op": "eq", "value": "High"}]}
    workflow = draft(coordinator, roles)
    first = drafts.load(workflow)
    workflow.transitions.update(condition=condition)
    written = export(client, coordinator, workflow)
    assert upload(client, coordinator, written).status_code == 302
    copy = Workflow.objects.exclude(pk=workflow.pk).get()
    assert copy.name == "Laptop repair 2"
    assert bare(drafts.load(copy)) == bare(drafts.load(workflow))
    assert {s.id for s in drafts.load(copy).steps}.isdisjoint({s.id for s in first.steps})
    details = written["workflow"] | {"name": copy.name}
    assert export(client, coordinator, copy) == written | {"workflow": details}


def test_roles_of_a_file_are_those_of_the_same_name_here(client, coordinator, roles):
    written = export(client, coordinator, draft(coordinator, roles))
    agent = str(roles["Agent"].pk)
    written["roles"] = {**written["roles"], agent: "Finance Admin"}
    upload(client, coordinator, written)
    copy = drafts.load(Workflow.objects.get(name="Laptop repair 2"))
    assert copy.steps[0].role_id == roles["Finance Admin"].pk


def nested(depth):
    return b'{"workflow": {}, "graph": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda file: b"{", "file"),
        (lambda file: b"[1]", "workflow"),
        (lambda file: nested(200_000), "file"),
        (lambda file: file | {"graph": {"nodes": [{"name": "x"}] * 10_000}}, "graph.nodes"),
        (lambda file: file["graph"]["edges"][0].update(to_temp_id="nowhere"), "graph.edges[0].to_temp_id"),
        (lambda file: file["graph"]["nodes"].append(file["graph"]["nodes"][0]), "graph.nodes[2].temp_id"),
        (lambda file: file["graph"]["nodes"][0].update(role_id="Agent"), "graph.nodes[0].role_id"),
        (lambda file: file["graph"]["nodes"][0].update(color="red"), "graph.nodes[0].color"),
        (lambda file: file["workflow"].update(low_sla="1:00"), "low_sla"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(spoil, place, client, coordinator, roles):
    file = export(client, coordinator, draft(coordinator, roles))
    response = upload(client, coordinator, spoil(file) or file)
    assert response.status_code == 400
    assert f"<code>{place}</code>" in response.content.decode()
    assert Workflow.objects.count() == 1


def test_a_script_in_a_name_is_text(client, coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"][0]["name"] = "</script><script>alert(1)</script>"
    workflow = draft(coordinator, roles, graph=graph)
    client.force_login(coordinator)
    page = client.get(reverse("workflow_edit", args=[workflow.pk])).content.decode()
    assert "<script>alert" not in page


def test_a_clone_is_a_draft_of_its_own(client, coordinator, roles):
    workflow = live(coordinator, roles)
    client.force_login(coordinator)
    client.post(reverse("workflow_clone", args=[workflow.pk]))
    copy = Workflow.objects.get(status="draft")
    assert copy.name == "Laptop repair (copy)"
    assert bare(drafts.load(copy)) == bare(drafts.load(workflow))


def test_the_starters_name_each_step_once():
    for starter in starters():
        names = [step[0] for step in starter.steps]
        assert len(names) == len(set(names))
        assert {name for edge in starter.edges for name in edge[1:]} <= set(names)
