"""The log of a ticket over REST: complete for staff, without notes for analysts, public for its requester."""

import pytest

from tests.api import Api, refused, results
from tests.factories import by, edge_id, make_ticket
from tickets_app.actions import assign, hold, move
from tickets_app.actions.change import open_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(version, requester, agent, agent2, coordinator):
    """A task with a past: handed on, held, resumed, and sent on by its coordinator."""
    task = make_ticket(requester=requester).task
    holder = open_item(task).user
    item = assign.transfer(by(coordinator), open_item(task).pk, (agent2 if holder == agent else agent).pk)
    hold.hold(by(item.user), task.pk, "secret reason")
    hold.resume(by(item.user), task.pk)
    move.transition(by(coordinator), task.pk, edge_id(version, "Send on"), notes="secret note")
    return task


def log(user, task):
    return results(Api(user).get(f"/tasks/{task.pk}/action-logs/"))


class TestWhatIsTold:
    def test_to_staff_is_everything(self, task, coordinator, technician):
        entries = log(technician, task)
        actions = [entry["action"] for entry in entries]
        assert actions == [
            "ticket.received",
            "task.transferred",
            "task.held",
            "task.resumed",
            "task.transitioned",
        ]
        last = entries[-1]
        assert list(last) == [
            "id", "at", "action", "text", "actor", "on_behalf_of", "before", "after", "note", "rule",
        ]  # fmt: skip
        assert last["note"] == "secret note"
        assert last["actor"] == {
            "user_id": coordinator.pk,
            "full_name": "Coordinator",
            "email": coordinator.email,
        }
        assert last["on_behalf_of"]["full_name"] in ("Agent", "Agent2")
        assert last["before"]["task"]["step_name"] == "Triage"
        assert last["after"]["task"]["step_name"] == "Repair"
        assert "“Send on”: Triage → Repair" in last["text"]

    def test_to_analysts_is_without_notes_but_with_why_it_was_held(self, task, analyst):
        entries = log(analyst, task)
        assert [entry["note"] for entry in entries] == ["", "", "secret reason", "", ""]
        assert entries[-1]["actor"]["full_name"] == "Coordinator"

    def test_to_the_requester_is_the_public_part(self, task, requester, coordinator):
        answer = Api(requester).get(f"/tasks/{task.pk}/action-logs/")
        entries = results(answer)
        assert [entry["action"] for entry in entries] == [
            "ticket.received",
            "task.held",
            "task.resumed",
            "task.transitioned",
        ]
        last = entries[-1]
        assert last["actor"] == {"user_id": None, "full_name": "Coordinator", "email": None}
        assert last["after"] == {"task": {"status": "in progress", "step_name": "Repair"},
                                 "ticket": {"status": "In Progress"}}  # fmt: skip
        for word in (b"secret", coordinator.email.encode(), b'user_id":%d' % coordinator.pk, b"owner_id"):
            assert word not in answer.content

    def test_comes_in_pages(self, task, coordinator):
        page = Api(coordinator).get(f"/tasks/{task.pk}/action-logs/", page=2, page_size=2).json()
        assert (page["count"], len(page["results"])) == (5, 2)

    def test_costs_the_same_for_any_number(self, task, coordinator, django_assert_max_num_queries):
        costs, api = [], Api(coordinator)
        for count in (1, 20):
            for _ in range(count):
                hold.hold(by(coordinator), task.pk, "x")
                hold.resume(by(coordinator), task.pk)
            with django_assert_max_num_queries(15) as queries:
                api.get(f"/tasks/{task.pk}/action-logs/", page_size=100)
            costs.append(len(queries))
        assert costs[0] == costs[1]


class TestByTicket:
    def test_a_number_or_an_id_will_do(self, task, coordinator):
        for named in (task.ticket.number, task.ticket.pk):
            assert len(results(Api(coordinator).get("/tasks/logs/", ticket_id=named))) == 5

    def test_also_without_a_task(self, version, coordinator):
        ticket = make_ticket(category="Garden")
        (entry,) = results(Api(coordinator).get("/tasks/logs/", ticket_id=ticket.number))
        assert entry["action"] == "ticket.received"

    def test_needs_a_ticket_named(self, coordinator):
        assert refused(Api(coordinator).get("/tasks/logs/")) == (400, ["ticket_id"])


@pytest.mark.security(10)
def test_a_foreign_one_is_like_a_missing_one(task, outsider):
    for foreign, missing in (
        (f"/tasks/{task.pk}/action-logs/", f"/tasks/{task.pk + 1}/action-logs/"),
        (f"/tasks/logs/?ticket_id={task.ticket.number}", "/tasks/logs/?ticket_id=none"),
        (f"/tasks/logs/?ticket_id={task.ticket.pk}", "/tasks/logs/?ticket_id=" + "9" * 30),
    ):
        told = Api(outsider).get(foreign)
        assert (told.status_code, told.content) == (404, Api(outsider).get(missing).content)
