"""check_integrity finds what does not agree, and nothing where everything does."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import by, edge_id, make_ticket
from tickets_app import integrity
from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.models import ItemHistory, Notification, Task, TaskItem, Ticket
from tts.accounts import actions as people
from tts.accounts.models import Turn
from tts.core.actor import SYSTEM
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def problems():
    return [str(finding) for finding in integrity.check()]


@pytest.fixture
def ticket(version):
    return make_ticket(ticket_number="TX1")


class TestAgrees:
    def test_after_every_kind_of_action(self, version, agent, agent2, technician, coordinator, manager):
        moved, held, cancelled, passed, finished = (make_ticket().task for _ in range(5))
        make_ticket(category="Gardening")
        move.transition(SYSTEM, moved.pk, edge_id(version, "Send on"))
        hold.hold(SYSTEM, held.pk, "waiting")
        finish.cancel(by(coordinator), cancelled.pk, "duplicate")
        new = assign.escalate(SYSTEM, open_item(passed).pk, "stuck")
        people.set_membership(SYSTEM, agent, new.role)
        assign.transfer(by(coordinator), new.pk, agent.pk)
        for edge in ("Send on", "Done"):
            move.transition(SYSTEM, finished.pk, edge_id(version, edge))
        move.transition(SYSTEM, finished.pk)
        finish.close(SYSTEM, finished.pk)
        finish.reopen(by(coordinator), finished.pk)
        assert problems() == []

    def test_where_people_are_away_or_gone(self, ticket, agent, technician):
        tomorrow = timezone.now() + timedelta(days=1)
        people.set_away(SYSTEM, agent, away_from=timezone.now(), away_until=tomorrow)
        people.set_active(SYSTEM, technician, False)
        assert problems() == []


class TestFinds:
    def test_a_status_that_no_event_explains(self, ticket):
        Ticket.objects.update(status="Resolved")
        assert problems() == [
            "ticket TX1: ticket.status is 'Resolved', its history says 'Open'",
            "ticket TX1: is Resolved while its task is pending",
        ]

    def test_a_task_that_no_event_explains(self, ticket):
        Task.objects.update(step_name="Elsewhere")
        assert problems() == ["ticket TX1: task.step_name is 'Elsewhere', its history says 'Triage'"]

    def test_an_item_that_no_event_explains(self, ticket, manager):
        TaskItem.objects.update(user=manager)
        assert "user_id is" in problems()[0]

    def test_an_item_in_no_event(self, ticket):
        item = TaskItem.objects.get()
        extra = TaskItem(
            task=item.task, role=item.role, step_id=item.step_id, step_name=item.step_name, status="resolved",
            clock_started_at=item.created_at, created_at=item.created_at, closed_at=item.created_at,
        )  # fmt: skip
        extra.save()
        assert problems() == [
            f"ticket TX1: item {extra.pk} is in no event",
            f"ticket TX1: item {extra.pk} is resolved, its status history ends with None",
        ]

    def test_a_status_history_that_ends_elsewhere(self, ticket):
        item = TaskItem.objects.get()
        ItemHistory.objects.create(item=item, status="escalated", at=timezone.now())
        assert problems() == [f"ticket TX1: item {item.pk} is new, its status history ends with escalated"]

    def test_an_active_task_without_an_open_item(self, ticket):
        TaskItem.objects.update(closed_at=timezone.now())
        assert problems() == ["ticket TX1: has 0 open items while its task is pending"]

    def test_an_open_item_at_another_step(self, ticket):
        Task.objects.update(step_id=0)
        assert any("its open item is at" in problem for problem in problems())

    def test_a_task_that_is_gone(self, version):
        Ticket.objects.filter(pk=make_ticket(ticket_number="TX2", category="Gardening").pk).update(
            status="Open"
        )
        assert "ticket TX2: is Open without a task" in problems()

    def test_a_ticket_without_history(self, now):
        Ticket.objects.create(number="TX3", subject="?", department="IT", created_at=now, updated_at=now)
        assert problems() == ["ticket TX3: no event says how it arrived"]

    def test_an_event_of_no_ticket(self, now):
        event = AuditEvent.objects.create(at=now, action="task.held", target_type="ticket", target_id=10**9)
        assert problems() == [f"event {event.pk}: task.held of ticket {10**9}, which does not exist"]

    def test_a_notification_of_another_ticket(self, ticket):
        Notification.objects.filter(channel="in_app").update(event_id=10**9)
        notice = Notification.objects.get(channel="in_app")
        assert problems() == [
            f"notification {notice.pk}: names event {10**9}, which is not one of ticket {ticket.pk}"
        ]

    def test_a_turn_of_others(self, roles, agent):
        Turn.objects.filter(role=roles["Agent"]).update(members=[])
        assert problems() == ["role Agent: those who take turns are not its active members"]

    def test_a_turn_by_another_policy(self, roles, agent):
        Turn.objects.filter(role=roles["Agent"]).update(cap=1)
        assert problems() == ["role Agent: its turn follows another policy"]

    def test_a_group_of_others(self, roles, agent, technician):
        roles["Agent"].group.user_set.add(technician)
        assert problems() == ["role Agent: its group is not its active members"]


class TestBatches:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch):
        monkeypatch.setattr(integrity, "BATCH", 2)

    def test_reach_every_ticket(self, version):
        for _ in range(5):
            make_ticket()
        Ticket.objects.update(priority="Low")
        counted = []
        assert len(list(integrity.check(counted.append))) == 5
        assert counted == [2, 4, 5]


class TestCommand:
    def test_says_that_everything_agrees(self, ticket):
        out = StringIO()
        call_command("check_integrity", stdout=out)
        assert out.getvalue() == "1 tickets checked: everything agrees.\n"

    def test_prints_findings_and_fails(self, ticket):
        Ticket.objects.update(subject="Another")
        out = StringIO()
        with pytest.raises(CommandError, match="1 findings in 1 tickets"):
            call_command("check_integrity", stdout=out)
        assert "ticket.subject is 'Another', its history says 'Printer on fire'" in out.getvalue()

    @pytest.mark.postgresql
    @pytest.mark.django_db(transaction=True)
    def test_reads_each_batch_at_one_instant(self, ticket):
        assert problems() == []
