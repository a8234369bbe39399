"""A ticket from its arrival to its end, and what each hand on the way may and may not do."""

from datetime import timedelta

import pytest

from tests.factories import by, edge_id, make_ticket, make_user
from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.models import ItemHistory, Notification, Task, TaskItem, Ticket
from tts.accounts import actions as people
from tts.core.errors import Conflict, Forbidden, Invalid
from tts.core.models import AuditEvent, OutboxMessage

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def statuses(item):
    return list(ItemHistory.objects.filter(item=item).values_list("status", flat=True))


class TestArrival:
    def test_is_bound_owned_and_assigned(self, version, agent, coordinator):
        ticket = make_ticket()
        task = ticket.task
        assert (ticket.status, task.status, task.version) == ("Open", "pending", version)
        assert (task.owner, open_item(task).user) == (coordinator, agent)
        assert task.target_resolution == task.started_at + 24 * HOUR
        assert open_item(task).target_resolution == task.started_at + timedelta(hours=24 * 0.2)

    def test_tells_the_assignee_in_the_same_transaction(self, version, agent):
        make_ticket()
        told = Notification.objects.values_list("recipient", "channel", "kind")
        assert sorted(told) == [
            (agent.pk, "email", "task_assignment"),
            (agent.pk, "in_app", "task_assignment"),
        ]

    def test_without_a_workflow_is_kept_as_new(self, version):
        ticket = make_ticket(category="Gardening")
        assert ticket.status == "New"
        assert not Task.objects.exists()

    def test_from_outside_tells_its_source(self, version):
        make_ticket(source_service="hdts")
        assert OutboxMessage.objects.get().args[1] == "Open"


class TestMoving:
    def test_goes_along_its_edges_to_the_end(self, version, agent, technician):
        ticket = make_ticket()
        task_id = ticket.task.pk
        first = open_item(ticket.task)
        move.transition(by(agent), task_id, edge_id(version, "Send on"), notes="broken fuser")
        move.transition(by(technician), task_id, edge_id(version, "Done"))
        task = move.transition(by(agent), task_id)
        ticket.refresh_from_db()
        assert (task.status, ticket.status, task.step_id) == ("completed", "Resolved", None)
        assert statuses(first) == ["new", "in progress", "resolved"]

    def test_someone_else_is_refused(self, version, technician, manager):
        task = make_ticket().task
        with pytest.raises(Forbidden, match="Triage is assigned to Agent"):
            move.transition(by(technician), task.pk, edge_id(version, "Send on"))

    def test_a_coordinator_acts_on_behalf_of_the_holder(self, version, agent, coordinator):
        ticket = make_ticket()
        move.transition(by(coordinator), ticket.task.pk, edge_id(version, "Send on"))
        event = AuditEvent.objects.filter(action="task.transitioned").get()
        assert (event.actor_id, event.on_behalf_of_id) == (coordinator.pk, agent.pk)

    def test_a_step_already_left_says_what_happened(self, version, agent):
        task = make_ticket().task
        move.transition(by(agent), task.pk, edge_id(version, "Send on"))
        with pytest.raises(Conflict, match="at Repair now"):
            move.transition(by(agent), task.pk, edge_id(version, "Send on"))

    def test_completing_before_the_end_step_is_refused(self, version, agent):
        with pytest.raises(Invalid):
            move.transition(by(agent), make_ticket().task.pk)

    @pytest.mark.security(12)
    def test_an_edge_of_another_workflow_is_refused(self, version, agent):
        with pytest.raises(Invalid):
            move.transition(by(agent), make_ticket().task.pk, 10**9)

    def test_acting_while_held_is_refused(self, version, agent):
        task = make_ticket().task
        hold.hold(by(agent), task.pk, "waiting for a part")
        with pytest.raises(Conflict, match="on hold"):
            move.transition(by(agent), task.pk, edge_id(version, "Send on"))


class TestHold:
    def test_moves_the_targets_by_the_time_held(self, version, agent, now):
        task = make_ticket(at=now).task
        hold.hold(by(agent), task.pk, "waiting", at=now + HOUR)
        assert Task.objects.get().target_resolution is None
        hold.resume(by(agent), task.pk, at=now + 3 * HOUR)
        assert Task.objects.get().target_resolution == now + 26 * HOUR
        assert open_item(task).target_resolution == now + timedelta(hours=6.8)

    def test_needs_a_reason(self, version, agent):
        with pytest.raises(Invalid):
            hold.hold(by(agent), make_ticket().task.pk, "  ")

    def test_is_refused_to_others(self, version, technician):
        with pytest.raises(Forbidden):
            hold.hold(by(technician), make_ticket().task.pk, "because")


class TestPassingOn:
    def test_a_transfer_keeps_the_clock(self, version, agent, agent2, coordinator):
        item = open_item(make_ticket().task)
        new = assign.transfer(by(coordinator), item.pk, agent2.pk if item.user == agent else agent.pk)
        assert (new.origin, new.target_resolution) == ("Transferred", item.target_resolution)
        assert statuses(item) == ["new", "reassigned"]

    def test_a_transfer_by_its_holder_is_refused(self, version, agent, agent2):
        item = open_item(make_ticket().task)
        with pytest.raises(Forbidden):
            assign.transfer(by(item.user), item.pk, agent2.pk)

    def test_a_transfer_to_a_stranger_of_the_role_is_refused(self, version, coordinator, manager):
        item = open_item(make_ticket().task)
        with pytest.raises(Invalid):
            assign.transfer(by(coordinator), item.pk, manager.pk)

    def test_an_escalation_begins_a_clock_of_its_own(self, version, agent, manager, now):
        item = open_item(make_ticket(at=now).task)
        new = assign.escalate(by(agent), item.pk, "too hard", at=now + HOUR)
        assert (new.user, new.origin) == (manager, "Escalation")
        assert new.target_resolution == now + timedelta(hours=1 + 4.8)
        assert statuses(item) == ["new", "escalated"]


class TestWaiting:
    @pytest.mark.django_db(transaction=True)
    def test_is_handed_out_oldest_first_when_someone_comes(self, version, technician, agent, roles):
        people.set_active(by(None), technician, False)
        tasks = [make_ticket().task for _ in range(3)]
        for task in tasks:
            move.transition(by(agent), task.pk, edge_id(version, "Send on"))
        assert TaskItem.objects.filter(closed_at=None, user=None).count() == 3
        newcomer = make_user("newcomer", roles["Technician"])
        assert set(TaskItem.objects.filter(closed_at=None).values_list("user", flat=True)) == {newcomer.pk}


class TestEnding:
    def test_cancelling_withdraws(self, version, coordinator):
        ticket = make_ticket()
        finish.cancel(by(coordinator), ticket.task.pk, "duplicate")
        ticket.refresh_from_db()
        assert ticket.status == "Withdrawn"
        assert open_item(ticket.task) is None

    def test_cancelling_is_refused_to_agents(self, version, agent):
        with pytest.raises(Forbidden):
            finish.cancel(by(agent), make_ticket().task.pk, "no")

    def test_reopening_goes_back_to_the_last_holder(self, version, agent, technician, coordinator, now):
        task_id = make_ticket(at=now).task.pk
        move.transition(by(agent), task_id, edge_id(version, "Send on"), at=now + HOUR)
        move.transition(by(technician), task_id, edge_id(version, "Done"), at=now + 2 * HOUR)
        move.transition(by(agent), task_id, at=now + 3 * HOUR)
        task = finish.reopen(by(coordinator), task_id, "still broken", at=now + 10 * HOUR)
        assert (task.status, task.step_name, open_item(task).user) == ("in progress", "Verify", agent)
        assert Task.objects.get().target_resolution == now + 31 * HOUR
        assert Ticket.objects.get().status == "In Progress"

    def test_reopening_too_late_is_refused(self, version, coordinator, agent, technician, now):
        task_id = make_ticket(at=now).task.pk
        move.transition(by(agent), task_id, edge_id(version, "Send on"), at=now)
        move.transition(by(technician), task_id, edge_id(version, "Done"), at=now)
        move.transition(by(agent), task_id, at=now)
        with pytest.raises(Conflict):
            finish.reopen(by(coordinator), task_id, at=now + 73 * HOUR)
