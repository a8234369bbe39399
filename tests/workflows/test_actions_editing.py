"""Making a workflow and changing its draft."""

import pytest

from tests.factories import by
from tests.workflows.drafting import details, draft, edge, live, node, sound_graph
from tts.core.errors import Conflict, Forbidden, Invalid
from tts.core.models import AuditEvent
from workflows_app import actions, drafts, graph_input
from workflows_app.graph import MAX_EDGES, MAX_STEPS
from workflows_app.models import Workflow

pytestmark = pytest.mark.django_db


def refused(call, *args, **kwargs):
    """The fields that an action refuses, with their messages."""
    with pytest.raises(Invalid) as error:
        call(*args, **kwargs)
    return error.value.details


def stored(workflow):
    return graph_input.graph_data(drafts.load(workflow))


# ---------------------------------------------------------------------------- creating


def test_a_coordinator_creates_a_draft_with_its_graph(coordinator, roles):
    saved = actions.create_workflow(by(coordinator), details(), sound_graph(roles))
    assert (saved.workflow.status, saved.workflow.revision) == ("draft", 1)
    assert not [problem for problem in saved.problems if problem.level == "error"]
    look, mend = (saved.graph.step(saved.temp_id_mapping[name]) for name in ("look", "mend"))
    assert (look.name, look.role_id, look.x, look.y) == ("Look", roles["Agent"].pk, 10, 20)
    assert (mend.escalation_role_id, mend.x) == (roles["Manager"].pk, None)
    (only,) = saved.graph.edges
    assert (only.from_id, only.to_id) == (look.id, mend.id)


def test_creating_is_recorded(coordinator, roles):
    workflow = draft(coordinator, roles)
    event = AuditEvent.objects.get(action="workflow.created")
    assert (event.actor_id, event.target_id, event.after["name"]) == (
        coordinator.pk,
        workflow.pk,
        workflow.name,
    )
    assert len(event.after["steps"]) == 2


@pytest.mark.parametrize(
    "name", ["agent", "technician", "manager", "designer", "analyst", "requester", "outsider"]
)
def test_others_create_nothing(name, request, roles):
    with pytest.raises(Forbidden):
        actions.create_workflow(by(request.getfixturevalue(name)), details(), sound_graph(roles))
    assert not Workflow.objects.exists()


def test_the_creator_may_go_on_with_it_and_an_admin_too(coordinator, admin, roles):
    workflow = draft(coordinator, roles)
    actions.update_details(by(coordinator), workflow, {"description": "One"})
    actions.update_details(by(admin), workflow, {"description": "Two"})
    workflow.refresh_from_db()
    assert workflow.description == "Two"


def test_a_graph_with_errors_is_stored_and_they_are_told(coordinator, roles):
    lonely = {"nodes": [node("lonely", roles["Agent"])], "edges": []}
    saved = actions.create_workflow(by(coordinator), details(), lonely)
    assert {problem.kind for problem in saved.problems} >= {"no_start", "no_end"}
    assert saved.workflow.steps.count() == 1


def test_a_workflow_may_begin_without_a_graph(coordinator):
    saved = actions.create_workflow(by(coordinator), details())
    assert saved.graph.steps == ()
    assert saved.problems


# ---------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"name": 5}, "name"),
        ({"department": "  "}, "department"),
        ({"department": "İ" * 64}, "department"),
        ({"description": "x" * 257}, "description"),
        ({"urgent_sla": "25:00:00"}, "urgent_sla"),
        ({"urgent_sla": "soon"}, "urgent_sla"),
        ({"urgent_sla": "00:00:00"}, "urgent_sla"),
        ({"urgent_sla": 4}, "urgent_sla"),
        ({"low_sla": "01:00:00"}, "low_sla"),
        ({"calendar_id": 999}, "calendar_id"),
        ({"reopen_hours": -1}, "reopen_hours"),
        ({"reopen_hours": "72"}, "reopen_hours"),
        ({"auto_close_hours": True}, "auto_close_hours"),
        ({"end_logic": "explode"}, "end_logic"),
        ({"status": "initialized"}, "status"),
    ],
)
def test_wrong_details_are_named(values, field, coordinator):
    assert field in refused(actions.create_workflow, by(coordinator), details() | values)
    assert not Workflow.objects.exists()


def test_details_that_must_be_there(coordinator):
    assert set(refused(actions.create_workflow, by(coordinator), {})) == {"name", "department", "category"}


def test_a_name_is_taken_in_any_case_of_letters(coordinator, roles):
    draft(coordinator, roles, "Laptop repair")
    assert "name" in refused(actions.create_workflow, by(coordinator), details("LAPTOP REPAIR"))


def test_an_sla_may_be_left_out(coordinator):
    saved = actions.create_workflow(by(coordinator), details(high_sla=None))
    assert saved.workflow.high_sla is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda graph: graph["nodes"][1].update(role_id=999_999), "graph.nodes[1].role_id"),
        (lambda graph: graph["nodes"][1].update(escalate_to=999_999), "graph.nodes[1].escalate_to"),
        (lambda graph: graph["nodes"][1].update(role_id="1"), "graph.nodes[1].role_id"),
        (lambda graph: graph["nodes"][1].update(role_id=True), "graph.nodes[1].role_id"),
        (lambda graph: graph["nodes"][1].update(name="x" * 65), "graph.nodes[1].name"),
        (lambda graph: graph["nodes"][1].update(weight="0.5"), "graph.nodes[1].weight"),
        (lambda graph: graph["nodes"][1].update(weight=float("nan")), "graph.nodes[1].weight"),
        (lambda graph: graph["nodes"][1].update(is_end="yes"), "graph.nodes[1].is_end"),
        (lambda graph: graph["nodes"][1].update(colour="red"), "graph.nodes[1].colour"),
        (lambda graph: graph["nodes"][1].update(design={"x": 1}), "graph.nodes[1].design.y"),
        (lambda graph: graph["nodes"][1].update(temp_id="look"), "graph.nodes[1].temp_id"),
        (lambda graph: graph["nodes"][1].update(id=999_999), "graph.nodes[1].id"),
        (lambda graph: graph["edges"][0].update(to_temp_id="nowhere"), "graph.edges[0].to_temp_id"),
        (lambda graph: graph["edges"][0].pop("to_temp_id"), "graph.edges[0].to_temp_id"),
        (lambda graph: graph["edges"][0].update(to_id=1), "graph.edges[0].to_temp_id"),
        (
            lambda graph: graph["edges"][0].update(condition={"field": "__class__"}),
            "graph.edges[0].condition.field",
        ),
        (lambda graph: graph["edges"][0].update(condition=[1]), "graph.edges[0].condition"),
        (lambda graph: graph["nodes"].append("node"), "graph.nodes[2]"),
        (lambda graph: graph.update(nodes={}), "graph.nodes"),
        (lambda graph: graph.update(nodes=[{}] * (MAX_STEPS + 1)), "graph.nodes"),
        (lambda graph: graph.update(edges=[{}] * (MAX_EDGES + 1)), "graph.edges"),
        (lambda graph: graph.update(steps=[]), "graph.steps"),
    ],
)
def test_malformed_and_unknown_parts_of_a_graph_are_named(change, place, coordinator, roles):
    graph = sound_graph(roles)
    change(graph)
    assert place in refused(actions.create_workflow, by(coordinator), details(), graph)
    assert not Workflow.objects.exists()


def test_every_wrong_reference_is_named_at_once(coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"][0]["role_id"] = graph["nodes"][1]["escalate_to"] = 999_999
    graph["edges"].append(edge("nowhere", "mend"))
    found = refused(actions.create_workflow, by(coordinator), details(), graph)
    assert set(found) == {
        "graph.nodes[0].role_id",
        "graph.nodes[1].escalate_to",
        "graph.edges[1].from_temp_id",
    }


def test_a_graph_that_is_no_object(coordinator):
    assert refused(actions.create_workflow, by(coordinator), details(), ["nodes"])


# ---------------------------------------------------------------------------- changing the graph


def test_what_is_kept_keeps_its_id(coordinator, roles):
    workflow = draft(coordinator, roles)
    graph = stored(workflow)
    look, mend = (item["id"] for item in graph["nodes"])
    graph["nodes"][1]["name"] = "Repair"
    graph["nodes"].insert(0, node("new", roles["Agent"]))
    graph["edges"].append({"from_id": mend, "to_temp_id": "new", "name": "Back"})
    saved = actions.save_graph(by(coordinator), workflow, graph)
    assert [(step.id, step.name) for step in saved.graph.steps][:2] == [(look, "Look"), (mend, "Repair")]
    assert set(saved.temp_id_mapping) == {"new"}
    assert saved.graph.step(saved.temp_id_mapping["new"])
    assert saved.graph.edges[0].id == graph["edges"][0]["id"]


def test_what_is_left_out_is_removed(coordinator, roles):
    workflow = draft(coordinator, roles)
    graph = stored(workflow)
    mend = graph["nodes"].pop()
    graph["edges"] = []
    saved = actions.save_graph(by(coordinator), workflow, graph)
    assert mend["id"] not in saved.graph.steps_by_id
    assert saved.graph.edges == ()
    event = AuditEvent.objects.get(action="workflow.graph_saved")
    assert event.before["steps"][str(mend["id"])]["name"] == "Mend"
    assert event.after["steps"][str(mend["id"])] is None


def test_edges_change_their_ends_and_their_order(coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"].append(node("test", roles["Agent"]))
    graph["edges"].append(edge("look", "test", "Skip"))
    workflow = draft(coordinator, roles, graph=graph)
    graph = stored(workflow)
    graph["edges"].reverse()
    graph["edges"][0]["from_id"] = graph["nodes"][1]["id"]
    saved = actions.save_graph(by(coordinator), workflow, graph)
    assert stored(workflow)["edges"] == graph["edges"]
    assert saved.workflow.revision == 2


def test_saving_what_is_stored_changes_nothing(coordinator, roles):
    workflow = live(coordinator, roles)
    saved = actions.save_graph(by(coordinator), workflow, stored(workflow))
    assert (saved.workflow.revision, saved.workflow.has_changes) == (workflow.revision, False)
    assert not AuditEvent.objects.filter(action="workflow.graph_saved").exists()


def test_what_the_live_version_has_comes_back_under_its_id(coordinator, roles):
    workflow = live(coordinator, roles)
    graph = stored(workflow)
    actions.save_graph(by(coordinator), workflow, {"nodes": graph["nodes"][:1], "edges": []})
    saved = actions.save_graph(by(coordinator), workflow, graph)
    assert saved.graph == workflow.active_version.graph
    other = live(coordinator, roles, "Other")
    found = refused(actions.save_graph, by(coordinator), other, graph)
    assert {"graph.nodes[0].id", "graph.nodes[1].id", "graph.edges[0].id"} <= set(found)


@pytest.mark.security(12)
def test_an_id_of_another_workflow_is_unknown_here(coordinator, roles):
    other = draft(coordinator, roles, "Another")
    workflow = draft(coordinator, roles)
    graph = stored(other)
    found = refused(actions.save_graph, by(coordinator), workflow, graph)
    assert {"graph.nodes[0].id", "graph.edges[0].id"} <= set(found)
    assert other.steps.count() == 2


def test_an_id_that_stands_there_twice(coordinator, roles):
    workflow = draft(coordinator, roles)
    graph = stored(workflow)
    graph["nodes"].append(graph["nodes"][0])
    assert "graph.nodes[2].id" in refused(actions.save_graph, by(coordinator), workflow, graph)


@pytest.mark.parametrize("name", ["agent", "designer", "analyst", "requester"])
def test_without_the_right_nothing_is_changed(name, request, coordinator, roles):
    workflow = draft(coordinator, roles)
    actor = by(request.getfixturevalue(name))
    with pytest.raises(Forbidden):
        actions.save_graph(actor, workflow, {"nodes": [], "edges": []})
    with pytest.raises(Forbidden):
        actions.update_details(actor, workflow, {"name": "Mine now"})
    workflow.refresh_from_db()
    assert workflow.steps.count() == 2
    assert workflow.name == "Laptop repair"


# ---------------------------------------------------------------------------- revisions and status


@pytest.mark.security(35)
def test_a_stale_revision_is_refused_with_who_and_when(coordinator, admin, roles):
    workflow = draft(coordinator, roles)
    actions.update_details(by(admin), workflow, {"description": "Changed"}, revision=1)
    with pytest.raises(Conflict) as error:
        actions.save_graph(by(coordinator), workflow, {"nodes": []}, revision=1)
    event = AuditEvent.objects.get(action="workflow.details_updated")
    assert admin.full_name in error.value.message
    assert str(event.at.year) in error.value.message
    assert error.value.details == {"revision": ["2"]}
    assert workflow.steps.count() == 2


def test_an_edit_makes_a_deployed_workflow_a_draft_again(coordinator, roles):
    workflow = actions.deploy(by(coordinator), draft(coordinator, roles))
    assert actions.update_details(by(coordinator), workflow, {"description": "New"}).status == "draft"


@pytest.mark.parametrize("status", ["initialized", "paused"])
def test_an_edit_of_what_is_published_waits_in_its_draft(status, coordinator, roles):
    workflow = live(coordinator, roles)
    if status == "paused":
        actions.pause(by(coordinator), workflow)
    before = workflow.active_version.graph_data
    edited = actions.save_graph(by(coordinator), workflow, {"nodes": []}).workflow
    assert (edited.status, edited.has_changes) == (status, True)
    assert edited.active_version.graph_data == before


def test_an_archived_workflow_is_not_edited(coordinator, roles):
    workflow = actions.archive(by(coordinator), live(coordinator, roles))
    with pytest.raises(Conflict):
        actions.update_details(by(coordinator), workflow, {"description": "New"})


def test_the_sla_order_is_checked_against_what_is_stored(coordinator, roles):
    workflow = draft(coordinator, roles)
    assert "urgent_sla" in refused(
        actions.update_details, by(coordinator), workflow, {"urgent_sla": "30:00:00"}
    )
