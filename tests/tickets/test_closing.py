"""Resolved tickets are closed by the clock, each by the limit of the version it runs on."""

from datetime import timedelta

import pytest

from tests.factories import make_ticket, publish
from tickets_app.actions import finish, move
from tickets_app.models import Ticket
from tts.core.actor import SYSTEM
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def resolved(roles, agent, now):
    """A function: a ticket resolved `now`, in a workflow with `hours` until it is closed."""

    def make(hours):
        name = f"closes after {hours}"
        publish(name, [("Do", "Agent", 1)], [], roles, category=name, auto_close_hours=hours)
        ticket = make_ticket(category=name, at=now)
        move.transition(SYSTEM, ticket.task.pk, at=now)
        return ticket

    return make


def status(ticket):
    return Ticket.objects.get(pk=ticket.pk).status


def test_after_its_hours_and_not_before(resolved, now):
    soon, late, never = resolved(1), resolved(72), resolved(None)
    assert finish.close_due(now + HOUR - timedelta(seconds=1)) == 0
    assert finish.close_due(now + HOUR) == 1
    assert [status(ticket) for ticket in (soon, late, never)] == ["Closed", "Resolved", "Resolved"]
    assert finish.close_due(now + 1000 * HOUR) == 1
    assert [status(ticket) for ticket in (late, never)] == ["Closed", "Resolved"]


def test_says_which_rule_closed_it(resolved, now):
    resolved(1)
    finish.close_due(now + HOUR)
    assert "after being resolved" in AuditEvent.objects.get(action="ticket.closed").rule["rule"]


def test_open_ones_are_left_alone(resolved, now):
    resolved(1)
    still_open = make_ticket(category="closes after 1", at=now)
    finish.close_due(now + 1000 * HOUR)
    assert status(still_open) == "Open"
