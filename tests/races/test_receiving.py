"""Tickets that arrive at the same moment: every one whole, in turn, and once."""

from collections import Counter

import pytest

from tests.factories import make_user
from tests.races.crowd import crowd
from tickets_app import integrity
from tickets_app.actions.receive import receive
from tickets_app.intake import read_ticket
from tickets_app.models import Task, TaskItem, Ticket
from tts.accounts.models import Turn
from tts.core.actor import SYSTEM
from tts.core.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = {"subject": "Printer on fire", "department": "IT", "category": "Support", "source_service": "hdts"}


@pytest.fixture
def members(version, roles):
    """Five agents and five coordinators; the cast has one of each."""
    for number in range(4):
        make_user(f"agent-{number}", roles["Agent"])
        make_user(f"coordinator-{number}", roles["Ticket Coordinator"])


def receive_some(_index, count):
    for _ in range(count):
        receive(SYSTEM, read_ticket(FACTS))


def spread(drawn):
    """Most minus least often drawn."""
    counts = Counter(drawn).values()
    return max(counts) - min(counts)


@pytest.mark.race
def test_sixteen_workers_draw_five_members_in_turn(members, roles):
    crowd(16, receive_some, 125)
    items = TaskItem.objects.filter(role=roles["Agent"]).values_list("user_id", flat=True)
    owners = Task.objects.values_list("owner_id", flat=True)
    assert (Ticket.objects.count(), len(items), len(owners)) == (2000, 2000, 2000)
    assert len(set(items)) == len(set(owners)) == 5
    assert spread(items) <= 1
    assert spread(owners) <= 1
    assert list(integrity.check()) == []


def test_eight_processes_are_never_refused(members):
    crowd(8, receive_some, 25)
    assert Task.objects.filter(owner__isnull=False).count() == 200
    assert spread(TaskItem.objects.values_list("user_id", flat=True)) <= 1


def send_copies(index, count, may_update):
    """How often this worker made a ticket, repeated one, and was refused."""
    outcomes = Counter()
    for number in range(count):
        # Now and then another priority: each one works the clocks out anew from all that happened.
        priority = "High" if number % 25 == index else "Low"
        given = read_ticket({**FACTS, "ticket_number": "HD-1", "priority": priority}, takes_number=True)
        try:
            _ticket, created = receive(SYSTEM, given, may_update=may_update)
            outcomes["created" if created else "repeated"] += 1
        except Conflict:
            outcomes["refused"] += 1
    return outcomes


@pytest.mark.race
def test_one_number_a_thousand_times_is_one_ticket(version, roles):
    outcomes = sum(crowd(8, send_copies, 125, True), Counter())
    assert outcomes == {"created": 1, "repeated": 999}
    assert (Ticket.objects.count(), Task.objects.count(), TaskItem.objects.count()) == (1, 1, 1)
    assert Turn.objects.get(role=roles["Agent"]).position == 1
    assert list(integrity.check()) == []


@pytest.mark.race
def test_one_number_by_those_who_may_not_update_is_taken_once(version):
    outcomes = sum(crowd(8, send_copies, 25, False), Counter())
    assert outcomes == {"created": 1, "refused": 199}
    assert (Ticket.objects.count(), Task.objects.count()) == (1, 1)
