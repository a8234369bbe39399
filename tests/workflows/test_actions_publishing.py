"""Publishing, pausing, archiving and sharing workflows."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import by
from tests.workflows.drafting import draft, edge, live, node, sound_graph
from tts.accounts import actions as people
from tts.core.actor import SYSTEM
from tts.core.errors import Conflict, Forbidden, Invalid
from tts.core.models import AuditEvent
from workflows_app import access, actions, drafts, graph_input, thresholds
from workflows_app.access import Right
from workflows_app.models import (
    Workflow,
    WorkflowGroupPermission,
    WorkflowUserPermission,
    WorkflowVersion,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workflow(coordinator, roles, agent, technician, manager):
    """A sound draft of the coordinator's."""
    return draft(coordinator, roles, sub_category=" Laptops ")


# ---------------------------------------------------------------------------- publishing


def test_publishing_freezes_the_draft(workflow, coordinator, now):
    version = actions.initialize(by(coordinator), workflow, note="First", at=now)
    workflow.refresh_from_db()
    assert (workflow.status, workflow.has_changes, workflow.active_version) == ("initialized", False, version)
    version.refresh_from_db()
    assert version.graph == drafts.load(workflow)
    assert (version.number, version.note, version.published_at) == (1, "First", now)
    assert version.published_by == coordinator
    assert version.thresholds == [0.8, 0.9, 1.0]
    assert version.sla_thresholds == thresholds.default()
    match = (version.match_department, version.match_category, version.match_sub_category)
    assert match == ("it", "repair", "laptops")
    for name in ("low_sla", "medium_sla", "high_sla", "urgent_sla", "reopen_hours", "end_logic", "calendar"):
        assert getattr(version, name) == getattr(workflow, name)


def test_ids_are_the_same_in_every_version(workflow, coordinator):
    first = actions.initialize(by(coordinator), workflow)
    graph = graph_input.graph_data(drafts.load(workflow))
    graph["nodes"][0]["name"] = "Look closely"
    actions.save_graph(by(coordinator), workflow, graph)
    second = actions.initialize(by(coordinator), workflow)
    assert second.number == 2
    assert [step.id for step in second.graph.steps] == [step.id for step in first.graph.steps]
    assert second.graph.edges == first.graph.edges
    assert first.graph.steps[0].name == "Look"


def test_whoever_waits_for_it_is_told_in_the_same_transaction(workflow, coordinator, now, monkeypatch):
    told = []
    monkeypatch.setattr(actions.workflow_published, "_calls", [lambda **facts: told.append(facts)])
    version = actions.initialize(by(coordinator), workflow, at=now)
    assert told == [{"workflow": workflow, "version": version, "at": now}]


def test_publishing_is_recorded(workflow, coordinator):
    version = actions.initialize(by(coordinator), workflow, note="First")
    event = AuditEvent.objects.get(action="workflow.initialized")
    assert (event.before["status"], event.after["status"], event.note) == ("draft", "initialized", "First")
    assert event.after["active_version"] == version.pk


def test_publishing_what_has_not_changed_is_refused(workflow, coordinator):
    actions.initialize(by(coordinator), workflow)
    with pytest.raises(Conflict):
        actions.initialize(by(coordinator), workflow)
    assert workflow.versions.count() == 1


def test_a_paused_workflow_stays_paused(workflow, coordinator):
    actions.initialize(by(coordinator), workflow)
    actions.pause(by(coordinator), workflow)
    actions.update_details(by(coordinator), workflow, {"description": "New"})
    version = actions.initialize(by(coordinator), workflow)
    workflow.refresh_from_db()
    assert (workflow.status, workflow.active_version) == ("paused", version)


def test_a_long_note_is_refused(workflow, coordinator):
    with pytest.raises(Invalid) as error:
        actions.initialize(by(coordinator), workflow, note="x" * 257)
    assert set(error.value.details) == {"note"}


UNSOUND = {
    "no start": (lambda g, r: g["nodes"][0].update(is_start=False), "graph", "start"),
    "two starts": (lambda g, r: g["nodes"][1].update(is_start=True), "graph.nodes[1]", "Mend"),
    "no end": (lambda g, r: g["nodes"][1].update(is_end=False), "graph", "end"),
    "unreachable": (lambda g, r: g["nodes"].append(node("alone", r["Agent"])), "graph.nodes[2]", "Alone"),
    "self loop": (lambda g, r: g["edges"].append(edge("look", "look", "Again")), "graph.edges[1]", "Again"),
    "same name": (lambda g, r: g["edges"].append(edge("look", "mend", "done")), "graph.edges[1]", "done"),
    "no role": (lambda g, r: g["nodes"][0].update(role_id=None), "graph.nodes[0]", "Look"),
    "weight": (lambda g, r: g["nodes"][0].update(weight=0), "graph.nodes[0]", "Look"),
    "end goes on": (lambda g, r: g["edges"].append(edge("mend", "look", "Back")), "graph.edges[1]", "Back"),
    "stranding": (
        lambda g, r: g["edges"][0].update(condition={"field": "priority", "op": "eq", "value": "High"}),
        "graph.nodes[0]",
        "Look",
    ),
}


@pytest.mark.parametrize("case", UNSOUND)
@pytest.mark.parametrize("action", [actions.deploy, actions.initialize])
def test_an_unsound_graph_is_refused_naming_the_culprit(case, action, coordinator, roles):
    spoil, place, name = UNSOUND[case]
    graph = sound_graph(roles)
    spoil(graph, roles)
    workflow = draft(coordinator, roles, graph=graph)
    with pytest.raises(Invalid) as error:
        action(by(coordinator), workflow)
    assert any(name in message for message in error.value.details[place])
    workflow.refresh_from_db()
    assert workflow.status == "draft"
    assert not workflow.versions.exists()


def test_every_error_is_named_at_once(coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"][0].update(role_id=None, is_start=False)
    graph["edges"].append(edge("look", "look", "Again"))
    workflow = draft(coordinator, roles, graph=graph)
    with pytest.raises(Invalid) as error:
        actions.initialize(by(coordinator), workflow)
    assert set(error.value.details) == {"graph", "graph.nodes[0]", "graph.edges[1]"}


def test_a_retired_role_is_refused_at_its_step(coordinator, roles):
    workflow = draft(coordinator, roles)
    people.retire_role(SYSTEM, roles["Technician"])
    with pytest.raises(Invalid) as error:
        actions.initialize(by(coordinator), workflow)
    assert "Technician" in error.value.details["graph.nodes[1]"][0]


@pytest.mark.parametrize("statement", ["UPDATE {} SET number = 7", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_version(statement, workflow, coordinator):
    actions.initialize(by(coordinator), workflow)
    sql = statement.format(WorkflowVersion._meta.db_table)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)
    assert workflow.versions.get().number == 1


# ---------------------------------------------------------------------------- status


def statuses(workflow, user, *steps):
    found = []
    for step in steps:
        found.append(step(by(user), workflow))
        workflow.refresh_from_db()
    return workflow.status


def test_the_way_of_a_workflow(workflow, coordinator):
    assert statuses(workflow, coordinator, actions.deploy) == "deployed"
    assert statuses(workflow, coordinator, actions.initialize) == "initialized"
    assert statuses(workflow, coordinator, actions.pause) == "paused"
    assert statuses(workflow, coordinator, actions.resume) == "initialized"
    assert statuses(workflow, coordinator, actions.archive) == "archived"
    assert statuses(workflow, coordinator, actions.unarchive) == "paused"


def test_a_draft_comes_back_from_the_archive_as_a_draft(workflow, coordinator):
    assert statuses(workflow, coordinator, actions.archive, actions.unarchive) == "draft"


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ([], [actions.pause, actions.resume, actions.unarchive]),
        ([actions.deploy], [actions.deploy, actions.pause, actions.resume]),
        ([actions.initialize], [actions.deploy, actions.resume, actions.unarchive, actions.delete_draft]),
        ([actions.initialize, actions.pause], [actions.deploy, actions.pause]),
        ([actions.initialize, actions.archive], [actions.archive, actions.initialize, actions.resume]),
    ],
)
def test_what_does_not_fit_the_status_is_refused(before, refused, workflow, coordinator):
    status = statuses(workflow, coordinator, *before)
    for action in refused:
        with pytest.raises(Conflict):
            action(by(coordinator), workflow)
    workflow.refresh_from_db()
    assert workflow.status == (status or "draft")


def rights_on(workflow) -> int:
    """How many rows of rights there are on an object, or on one that was."""
    rows = (WorkflowUserPermission.objects, WorkflowGroupPermission.objects)
    return sum(row.filter(content_object_id=workflow.pk).count() for row in rows)


@pytest.mark.security(50)
def test_a_draft_that_never_ran_is_deleted_with_its_rights(workflow, coordinator, designer, roles):
    other = draft(coordinator, roles, "Another")
    for one in (workflow, other):
        actions.share(by(coordinator), one, designer, Right.EDIT)
        actions.share(by(coordinator), one, roles["Agent"], Right.VIEW)
    kept = rights_on(other)
    assert rights_on(workflow) == kept > 2
    actions.delete_draft(by(coordinator), workflow)
    assert list(Workflow.objects.all()) == [other]
    assert (rights_on(workflow), rights_on(other)) == (0, kept)
    assert AuditEvent.objects.get(action="workflow.deleted").before["name"] == "Laptop repair"


ALL = [
    actions.deploy,
    actions.initialize,
    actions.pause,
    actions.resume,
    actions.archive,
    actions.unarchive,
    actions.delete_draft,
]


@pytest.mark.parametrize("name", ["agent", "manager", "designer", "analyst", "outsider", "requester"])
def test_without_the_right_the_status_stays(name, request, workflow):
    actor = by(request.getfixturevalue(name))
    for action in ALL:
        with pytest.raises(Forbidden):
            action(actor, workflow)
    workflow.refresh_from_db()
    assert workflow.status == "draft"


# ---------------------------------------------------------------------------- sharing


def test_rights_build_on_each_other(workflow, coordinator, designer):
    for right in (Right.VIEW, Right.EDIT, Right.PUBLISH, Right.EDIT, Right.NONE):
        actions.share(by(coordinator), workflow, designer, right)
        assert access.right_on(designer, workflow) == right


def test_a_role_shares_with_its_members(workflow, coordinator, designer, agent, roles):
    actions.share(by(coordinator), workflow, roles["Designer"], Right.EDIT)
    assert access.right_on(designer, workflow) == Right.EDIT
    assert access.right_on(agent, workflow) == Right.NONE
    people.set_membership(SYSTEM, designer, roles["Designer"], is_active=False)
    assert access.right_on(designer, workflow) == Right.NONE


@pytest.mark.security(49)
def test_who_edits_does_not_publish_and_gives_no_rights(workflow, coordinator, designer):
    actions.share(by(coordinator), workflow, designer, Right.EDIT)
    actions.update_details(by(designer), workflow, {"description": "Mine"})
    with pytest.raises(Forbidden):
        actions.initialize(by(designer), workflow)
    with pytest.raises(Forbidden):
        actions.share(by(designer), workflow, designer, Right.PUBLISH)
    assert access.right_on(designer, workflow) == Right.EDIT


def test_who_publishes_pauses_too(workflow, coordinator, designer):
    actions.share(by(coordinator), workflow, designer, Right.PUBLISH)
    assert statuses(workflow, designer, actions.initialize, actions.pause) == "paused"


def test_reading_is_not_given(workflow, coordinator, designer):
    with pytest.raises(Invalid):
        actions.share(by(coordinator), workflow, designer, Right.READ)


@pytest.mark.parametrize(
    ("name", "draft_seen", "published_seen"),
    [
        ("admin", True, True),
        ("coordinator", False, True),
        ("agent", False, True),
        ("analyst", False, True),
        ("designer", False, True),
        ("requester", False, False),
    ],
)
def test_who_reads_what(name, draft_seen, published_seen, request, roles):
    user = request.getfixturevalue(name)
    secret, public = draft(None, roles, "Secret"), live(None, roles, "Public")
    assert set(access.readable_workflows(user)) == {
        workflow for workflow, seen in ((secret, draft_seen), (public, published_seen)) if seen
    }
    for workflow, seen in ((secret, draft_seen), (public, published_seen)):
        if seen:
            assert access.workflow_for_read(user, workflow.pk)[0] == workflow
        else:
            with pytest.raises(Forbidden):
                access.workflow_for_read(user, workflow.pk)
