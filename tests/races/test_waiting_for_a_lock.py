"""An action that waited for another sees the ticket as the other left it, not as it was before."""

import threading
import time

import pytest
from django.db import connection, transaction

from tests.factories import by, make_ticket
from tickets_app import integrity
from tickets_app.actions import assign, hold
from tickets_app.actions.change import open_item
from tickets_app.actions.receive import assign_workflow, update_facts
from tickets_app.models import Task, TaskItem, Ticket
from tts.core.errors import Conflict

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def while_another(first, then):
    """Begin `then` in a thread of its own while `first` has been done but not committed; its outcome."""
    outcome = []

    def wait_and_act():
        try:
            outcome.append(then())
        except Conflict as refusal:
            outcome.append(refusal)
        connection.close()

    with transaction.atomic():
        first()
        waiting = threading.Thread(target=wait_and_act)
        waiting.start()
        wait_until_blocked()
    waiting.join(30)
    assert outcome, "the waiting action failed"
    return outcome[0]


def wait_until_blocked():
    for _ in range(200):
        with connection.cursor() as cursor:
            # Not pg_stat_activity: a transaction sees it as it was when it first looked.
            cursor.execute(
                "SELECT count(*) FROM pg_locks "
                "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nothing waits")


def test_resuming_while_somebody_holds(version, agent):
    task = make_ticket().task
    while_another(
        lambda: hold.hold(by(agent), task.pk, "waiting for a part"), lambda: hold.resume(by(agent), task.pk)
    )
    assert (Task.objects.get().status, Ticket.objects.get().status) == ("pending", "Open")
    assert list(integrity.check()) == []


def test_escalating_while_the_priority_changes(version, agent, manager):
    task = make_ticket(priority="Low").task
    item = open_item(task)
    while_another(
        lambda: update_facts(by(None), task.ticket_id, {"priority": "Urgent"}),
        lambda: assign.escalate(by(agent), item.pk, "too hard"),
    )
    new = TaskItem.objects.get(closed_at=None)
    share = version.graph.share(new.step_id)
    assert new.target_resolution - new.clock_started_at == version.urgent_sla * share


def test_a_ticket_that_gets_its_workflow_meanwhile_is_not_changed_without_its_clocks(version):
    ticket = make_ticket(category="Gardening")
    outcome = while_another(
        lambda: assign_workflow(by(None), ticket.pk, version.workflow_id),
        lambda: update_facts(by(None), ticket.pk, {"priority": "Urgent"}),
    )
    assert isinstance(outcome, Conflict)
    assert Ticket.objects.get().priority == "Medium"


def test_a_ticket_gets_one_workflow(version):
    ticket = make_ticket(category="Gardening")
    outcome = while_another(
        lambda: assign_workflow(by(None), ticket.pk, version.workflow_id),
        lambda: assign_workflow(by(None), ticket.pk, version.workflow_id),
    )
    assert isinstance(outcome, Conflict)
    assert TaskItem.objects.count() == 1
