"""REST: steps and transitions of drafts, by the same checks as whole graphs."""

import pytest

from tests.factories import by
from tests.workflows.drafting import draft, live
from tests.workflows.test_api_workflows import client_of
from workflows_app import actions, drafts
from workflows_app.access import Right
from workflows_app.models import Step, Transition

pytestmark = pytest.mark.django_db


@pytest.fixture
def workflow(coordinator, roles):
    return draft(coordinator, roles)


@pytest.fixture
def api(coordinator):
    return client_of(coordinator)


def send(api, verb, path, body=None):
    return getattr(api, verb)(path, body, format="json")


def look(workflow):
    return workflow.steps.get(name="Look")


def test_a_step_is_added_read_changed_and_removed(api, workflow, roles):
    body = {"workflow_id": workflow.pk, "name": "Test", "role_id": roles["Agent"].pk, "weight": 0.3}
    made = send(api, "post", "/steps/", body)
    assert made.status_code == 201, made.data
    path = f"/steps/{made.data['step_id']}/"
    assert api.get(path).json() == made.json()
    assert made.json() | body == made.json()
    changed = send(api, "put", path, made.json() | {"name": "Try"})
    assert (changed.status_code, changed.json()["name"]) == (200, "Try")
    assert send(api, "patch", path, {"weight": 0.4}).json()["weight"] == 0.4
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    workflow.refresh_from_db()
    assert workflow.revision == 5


def test_a_removed_step_takes_its_transitions_but_not_those_of_versions(api, coordinator, roles):
    workflow = live(coordinator, roles)
    api.delete(f"/steps/{look(workflow).pk}/")
    assert not Transition.objects.exists()
    workflow.refresh_from_db()
    assert workflow.has_changes
    assert len(workflow.active_version.graph.steps) == 2


def test_a_transition_is_added_and_removed(api, workflow):
    first, second = workflow.steps.order_by("pk")
    body = {"workflow_id": workflow.pk, "from_id": second.pk, "to_id": first.pk, "name": "Back"}
    made = send(api, "post", "/transitions/", body)
    assert made.status_code == 201, made.data
    path = f"/transitions/{made.data['transition_id']}/"
    assert api.get(path).json() | body == made.json()
    assert api.delete(path).status_code == 204
    assert [edge.name for edge in drafts.load(workflow).edges] == ["Done"]


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("steps", {"name": "Test"}, "workflow_id"),
        ("steps", {"workflow_id": "one", "name": "Test"}, "workflow_id"),
        ("steps", {"role_id": 1}, "name"),
        ("steps", {"name": "Test", "role_id": 4711}, "role_id"),
        ("steps", {"name": "Test", "colour": "red"}, "colour"),
        ("transitions", {"name": "Back", "from_id": 4711, "to_id": 4711}, "from_id"),
        ("transitions", {"name": "Back", "to_id": 4711}, "from_temp_id"),
        ("transitions", {"name": "x", "condition": {"field": "mood", "op": "eq"}}, "condition.field"),
    ],
)
def test_what_is_wrong_is_named(kind, body, field, api, workflow):
    given = body if "workflow_id" in body or field == "workflow_id" else body | {"workflow_id": workflow.pk}
    answer = send(api, "post", f"/{kind}/", given)
    assert answer.status_code == 400
    assert field in answer.json()["details"]
    assert (Step.objects.count(), Transition.objects.count()) == (2, 1)


def test_a_body_is_an_object(api, workflow):
    for path in ("/steps/", "/transitions/"):
        assert send(api, "post", path, [1]).status_code == 400
    assert send(api, "put", f"/steps/{look(workflow).pk}/", [1]).status_code == 400


def test_lists_are_those_of_drafts_that_one_may_see(api, coordinator, agent, roles, workflow):
    other = live(coordinator, roles, "Phone repair")
    assert api.get("/steps/").json()["count"] == 4
    assert api.get("/transitions/", {"workflow_id": other.pk}).json()["count"] == 1
    assert client_of(agent).get("/steps/").json()["count"] == 0
    actions.share(by(coordinator), other, agent, Right.VIEW)
    assert client_of(agent).get("/steps/").json()["count"] == 2


def test_lists_cost_the_same_for_many(api, coordinator, roles, workflow, django_assert_max_num_queries):
    for number in range(5):
        draft(coordinator, roles, f"Repair {number}")
    with django_assert_max_num_queries(9):
        assert len(api.get("/steps/", {"page_size": 100}).json()["results"]) == 12


def test_readers_change_nothing(coordinator, agent, outsider, workflow, roles):
    path, body = f"/steps/{look(workflow).pk}/", {"workflow_id": workflow.pk, "name": "x"}
    assert client_of(outsider).get(path).status_code == 404
    actions.share(by(coordinator), workflow, agent, Right.VIEW)
    viewer = client_of(agent)
    assert viewer.get(path).status_code == 200
    assert send(viewer, "put", path, {"name": "x"}).status_code == 403
    assert send(viewer, "post", "/steps/", body).status_code == 403
    assert viewer.delete(path).status_code == 403
    assert client_of().get(path).status_code == 401


def test_an_archived_workflow_is_left_alone(api, coordinator, workflow):
    actions.archive(by(coordinator), workflow)
    assert send(api, "put", f"/steps/{look(workflow).pk}/", {"name": "x"}).status_code == 409
