"""Acting on tasks over REST: who may, who is refused, and that a stranger learns nothing."""

import pytest

from tests.api import Api, refused, results
from tests.factories import by, edge_id, make_ticket, make_user
from tickets_app.actions import finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.models import Task
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(version, requester):
    """The task of a ticket that waits at Triage with the agent."""
    return make_ticket(requester=requester).task


def url(task, action):
    if action == "transition":
        return f"/transitions/{task.pk}/transition/"
    return f"/tasks/{action}/" if action in ("transfer", "escalate") else f"/tasks/{task.pk}/{action}/"


@pytest.fixture
def bodies(task, version, manager, agent2):
    """A body with which each action works on `task`."""
    item_id = open_item(task).pk
    return {
        "transition": {"transition_id": edge_id(version, "Send on"), "notes": "broken fuser"},
        "update-user-status": {"status": "in progress"},
        "hold": {"reason": "waiting for a part"},
        "resume": {},
        "cancel": {"reason": "duplicate", "outcome": "rejected"},
        "reopen": {"reason": "still broken"},
        "transfer": {"task_item_id": item_id, "new_user_id": agent2.pk, "notes": "yours"},
        "assign": {"new_user_id": agent2.pk},
        "escalate": {"task_item_id": item_id, "reason": "too hard"},
    }


def finished(task, version, coordinator):
    for edge in ("Send on", "Done"):
        move.transition(by(coordinator), task.pk, edge_id(version, edge))
    move.transition(by(coordinator), task.pk)


def prepare(action, task, version, coordinator):
    """Bring `task` where `action` can be done."""
    if action == "resume":
        hold.hold(by(coordinator), task.pk, "waiting")
    if action == "reopen":
        finished(task, version, coordinator)


HOLDERS = ["transition", "update-user-status", "hold", "resume", "escalate"]
DIRECTORS = ["transfer", "assign", "cancel"]
EVERYTHING = [*HOLDERS, *DIRECTORS, "reopen"]


class TestWho:
    @pytest.fixture(autouse=True)
    def _state(self, task, bodies, version, coordinator):
        self.task, self.bodies, self.version, self.coordinator = task, bodies, version, coordinator

    def act(self, user, action):
        return Api(user).post(url(self.task, action), self.bodies[action])

    @pytest.mark.parametrize("action", HOLDERS)
    def test_holder_may(self, agent, action):
        prepare(action, self.task, self.version, self.coordinator)
        assert self.act(agent, action).status_code == 200

    @pytest.mark.parametrize("action", EVERYTHING)
    def test_coordinator_may(self, action):
        prepare(action, self.task, self.version, self.coordinator)
        assert self.act(self.coordinator, action).status_code == 200

    def test_requester_may_reopen(self, requester):
        finished(self.task, self.version, self.coordinator)
        assert self.act(requester, "reopen").status_code == 200

    def assert_refused(self, user, actions, *expected):
        for action in actions:
            assert refused(self.act(user, action)) == expected, action

    def test_holder_may_not_direct(self, agent):
        self.assert_refused(agent, [*DIRECTORS, "reopen"], 403, [])

    def test_others_who_may_see_it_may_not_act(self, requester, analyst, agent2):
        for user in (requester, analyst, agent2):
            self.assert_refused(user, [*HOLDERS, *DIRECTORS], 403, [])
        for user in (analyst, agent2):
            assert refused(self.act(user, "reopen")) == (403, [])

    def test_strangers_are_told_that_there_is_no_such_thing(self, outsider, technician, designer):
        people = (outsider, technician, designer)
        foreign = [self.act(user, action) for user in people for action in EVERYTHING]
        self.task.pk += 1
        for action in ("transfer", "escalate"):
            self.bodies[action]["task_item_id"] += 1
        missing = [self.act(user, action) for user in people for action in EVERYTHING]
        assert {answer.status_code for answer in foreign} == {404}
        assert [answer.content for answer in foreign] == [answer.content for answer in missing]

    def test_nobody_signed_in_may_not(self):
        self.assert_refused(None, EVERYTHING, 401, [])

    def test_a_field_that_does_not_belong_is_named(self, admin):
        for body in self.bodies.values():
            body["owner_id"] = 1
        self.assert_refused(admin, EVERYTHING, 400, ["owner_id"])

    def test_nothing_refused_changes_anything(self, requester, analyst, outsider, admin):
        before = Task.objects.values().get(pk=self.task.pk)
        for user in (requester, analyst, outsider, None):
            for action in (*HOLDERS, *DIRECTORS):
                self.act(user, action)
        assert Task.objects.values().get(pk=self.task.pk) == before


class TestTransition:
    def test_answers_where_it_is(self, task, version, agent, bodies):
        answer = Api(agent).post(url(task, "transition"), bodies["transition"]).json()
        step = answer["task"].pop("current_step")
        assert answer == {
            "success": True,
            "task": {"task_id": task.pk, "status": "in progress"},
            "message": "It is at Repair now.",
        }
        assert step == {"step_id": Task.objects.get().step_id, "name": "Repair"}
        assert AuditEvent.objects.get(action="task.transitioned").note == "broken fuser"

    def test_completes_at_the_end(self, task, version, coordinator):
        for edge in ("Send on", "Done"):
            move.transition(by(coordinator), task.pk, edge_id(version, edge))
        answer = Api(coordinator).post(url(task, "transition"), {"notes": "works again"}).json()
        assert answer["task"] == {"task_id": task.pk, "status": "completed", "current_step": None}

    @pytest.mark.security(13)
    def test_a_step_already_left_is_a_conflict(self, task, agent, bodies):
        Api(agent).post(url(task, "transition"), bodies["transition"])
        answer = Api(agent).post(url(task, "transition"), bodies["transition"])
        assert refused(answer) == (409, [])
        assert "at Repair now" in answer.json()["error"]

    @pytest.mark.security(13)
    def test_a_stale_revision_is_a_conflict(self, task, agent, bodies):
        stale = {**bodies["transition"], "revision": task.revision + 5}
        assert refused(Api(agent).post(url(task, "transition"), stale)) == (409, [])

    def test_while_held_is_a_conflict(self, task, agent, bodies):
        hold.hold(by(agent), task.pk, "waiting")
        assert refused(Api(agent).post(url(task, "transition"), bodies["transition"])) == (409, [])

    @pytest.mark.security(12)
    @pytest.mark.parametrize("transition_id", [None, 10**9, 2**63, 0, "5", True, 1.5, [1]])
    def test_needs_one_of_the_workflow(self, task, agent, transition_id):
        answer = Api(agent).post(url(task, "transition"), {"transition_id": transition_id})
        assert refused(answer) == (400, ["transition_id"])

    @pytest.mark.security(13)
    def test_needs_one_that_leaves_the_step(self, task, version, agent):
        answer = Api(agent).post(url(task, "transition"), {"transition_id": edge_id(version, "Done")})
        assert refused(answer) == (409, [])

    @pytest.mark.parametrize("notes", [5, None, ["x"], "x" * 10_001])
    def test_needs_notes_that_are_text(self, task, agent, bodies, notes):
        answer = Api(agent).post(url(task, "transition"), {**bodies["transition"], "notes": notes})
        assert refused(answer) == (400, ["notes"])
        task.refresh_from_db()
        assert task.status == "pending"


class TestPassingOn:
    def test_a_transfer_shows_in_the_lists(self, task, agent, agent2, coordinator, bodies):
        answer = Api(coordinator).post(url(task, "transfer"), bodies["transfer"]).json()
        assert answer["message"] == "It is with Agent2 now."
        assert (answer["task_item"]["user_id"], answer["task_item"]["origin"]) == (agent2.pk, "Transferred")
        assert results(Api(agent).get("/tasks/my-tasks/")) == []
        (row,) = results(Api(agent2).get("/tasks/my-tasks/"))
        assert (row["task_item_id"], row["origin"]) == (answer["task_item"]["task_item_id"], "Transferred")

    def test_a_transfer_twice_is_a_conflict(self, task, coordinator, bodies):
        Api(coordinator).post(url(task, "transfer"), bodies["transfer"])
        assert refused(Api(coordinator).post(url(task, "transfer"), bodies["transfer"])) == (409, [])

    @pytest.mark.security(12)
    @pytest.mark.parametrize("user_id", [None, 10**9, 2**63, "1", True])
    def test_a_transfer_needs_a_person(self, task, coordinator, bodies, user_id):
        answer = Api(coordinator).post(url(task, "transfer"), {**bodies["transfer"], "new_user_id": user_id})
        assert refused(answer) == (400, ["new_user_id"])

    def test_a_transfer_out_of_the_role_needs_that_role_named(
        self, task, coordinator, technician, roles, bodies
    ):
        body = {**bodies["transfer"], "new_user_id": technician.pk}
        assert refused(Api(coordinator).post(url(task, "transfer"), body)) == (400, ["new_user_id"])
        answer = Api(coordinator).post(url(task, "transfer"), {**body, "role_id": roles["Technician"].pk})
        assert answer.json()["task_item"]["role"] == "Technician"

    def test_an_escalation_goes_to_the_escalation_role(self, task, agent, manager, bodies):
        answer = Api(agent).post(url(task, "escalate"), bodies["escalate"]).json()
        assert (answer["task_item"]["user_id"], answer["task_item"]["origin"]) == (manager.pk, "Escalation")

    @pytest.mark.parametrize("reason", [None, "", "   ", 5, "x" * 256])
    def test_an_escalation_needs_a_reason(self, task, agent, bodies, reason):
        answer = Api(agent).post(url(task, "escalate"), {**bodies["escalate"], "reason": reason})
        assert refused(answer) == (400, ["reason"])

    def test_a_finished_task_has_nothing_to_assign(self, task, coordinator, bodies):
        finish.cancel(by(coordinator), task.pk, "duplicate")
        assert refused(Api(coordinator).post(url(task, "assign"), bodies["assign"])) == (409, [])


class TestStates:
    def test_hold_and_resume(self, task, agent):
        held = Api(agent).post(url(task, "hold"), {"reason": "waiting"}).json()
        assert held["task"]["status"] == "on_hold"
        assert refused(Api(agent).post(url(task, "hold"), {"reason": "again"})) == (409, [])
        assert Api(agent).post(url(task, "resume")).json()["task"]["status"] == "pending"
        assert refused(Api(agent).post(url(task, "resume"))) == (409, [])

    def test_beginning(self, task, agent):
        answer = Api(agent).post(url(task, "update-user-status"), {"status": "in progress"}).json()
        assert answer["task"]["status"] == "in progress"
        again = Api(agent).post(url(task, "update-user-status"), {"status": "in progress"})
        assert refused(again) == (409, [])

    @pytest.mark.parametrize("status", [None, "resolved", "new", 1])
    def test_beginning_is_all_that_a_status_can_say(self, task, agent, status):
        answer = Api(agent).post(url(task, "update-user-status"), {"status": status})
        assert refused(answer) == (400, ["status"])

    def test_cancelling_and_rejecting(self, version, coordinator):
        for outcome in ("cancelled", "rejected"):
            body = {"reason": "duplicate", "outcome": outcome}
            answer = Api(coordinator).post(url(make_ticket().task, "cancel"), body)
            assert answer.json()["task"] == {**answer.json()["task"], "status": outcome, "current_step": None}

    def test_cancelling_knows_two_outcomes(self, task, coordinator):
        answer = Api(coordinator).post(url(task, "cancel"), {"reason": "x", "outcome": "completed"})
        assert refused(answer) == (400, ["outcome"])

    def test_reopening_what_is_open_is_a_conflict(self, task, requester):
        assert refused(Api(requester).post(url(task, "reopen"))) == (409, [])

    def test_reading_is_not_acting(self, task, admin):
        for action in EVERYTHING:
            assert refused(Api(admin).get(url(task, action))) == (405, [])


def test_a_coordinator_of_another_department_is_a_stranger(task, roles):
    finance = make_user("finance", roles["Ticket Coordinator"], departments=["Finance"])
    assert refused(Api(finance).post(url(task, "hold"), {"reason": "x"})) == (404, [])
