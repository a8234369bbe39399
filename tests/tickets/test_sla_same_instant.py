"""Changes of one instant, as replayed logs have them: their order says what a clock still saw."""

from datetime import timedelta

import pytest

from tests.factories import by, edge_id, make_ticket
from tickets_app import integrity
from tickets_app.actions import move
from tickets_app.actions.receive import update_facts

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def raise_priority(task, at):
    update_facts(by(None), task.ticket_id, {"priority": "Urgent"}, at=at)


def send_on(task, version, agent, at):
    move.transition(by(agent), task.pk, edge_id(version, "Send on"), at=at)


def shares_due(task):
    task.refresh_from_db()
    return [line for line in task.sla_plan.splitlines() if " step 1 " in line]


# Triage has a fifth of 24 hours, and of 4 hours once the ticket is urgent: three hours are too many then.
@pytest.fixture
def task(version, now):
    return make_ticket(at=now - 4 * HOUR).task


def test_a_change_before_the_step_is_left_is_seen(task, version, agent, now):
    at = now - HOUR
    raise_priority(task, at)
    send_on(task, version, agent, at)
    assert len(shares_due(task)) == 3
    assert list(integrity.check()) == []


def test_a_change_after_the_step_is_left_is_not(task, version, agent, now):
    at = now - HOUR
    send_on(task, version, agent, at)
    raise_priority(task, at)
    assert shares_due(task) == []
    assert list(integrity.check()) == []
