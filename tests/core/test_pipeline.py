"""Rows sent without waiting are the same rows, and what the database refuses is not lost."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tickets_app.models import Ticket, Watcher
from tts.core import rows
from tts.core.pipeline import pipelined

pytestmark = pytest.mark.django_db


def new_tickets(*numbers):
    now = timezone.now()
    return [
        rows.new(Ticket, number=number, subject="Printer", created_at=now, updated_at=now, submitted_at=now)
        for number in numbers
    ]


def test_rows_refer_to_each_other(agent):
    tickets = new_tickets("P-1", "P-2")
    watchers = [rows.new(Watcher, ticket=ticket, user=agent) for ticket in tickets]
    with transaction.atomic(), pipelined({Ticket: 2, Watcher: 2}):
        rows.insert(tickets)
        rows.insert(watchers)
    assert [ticket.pk for ticket in tickets] == [
        Ticket.objects.get(number=ticket.number).pk for ticket in tickets
    ]
    assert [watcher.ticket_id for watcher in Watcher.objects.order_by("pk")] == [t.pk for t in tickets]
    assert not any(row._state.adding for row in tickets + watchers)


def test_more_rows_than_announced_are_stored_as_ever():
    tickets = new_tickets("P-1", "P-2", "P-3")
    with transaction.atomic(), pipelined({Ticket: 2}):
        rows.insert(tickets)
    assert {ticket.pk for ticket in tickets} == set(Ticket.objects.values_list("pk", flat=True))


def test_the_next_rows_get_ids_of_their_own():
    with transaction.atomic(), pipelined({Ticket: 1}):
        rows.insert(new_tickets("P-1"))
        rows.insert(new_tickets("P-2"))
    rows.insert(new_tickets("P-3"))
    assert Ticket.objects.count() == 3


def test_what_is_refused_is_told_and_undoes_all():
    with pytest.raises(IntegrityError), transaction.atomic(), pipelined({Ticket: 2}):
        rows.insert(new_tickets("P-1", "P-1"))
    assert not Ticket.objects.exists()


@pytest.mark.postgresql
def test_a_reference_to_nothing_is_refused_before_the_commit(agent):
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic(), pipelined({Watcher: 1}):
            rows.insert([rows.new(Watcher, ticket_id=2**40, user=agent)])
        assert not Watcher.objects.exists()


def test_nothing_is_sent_for_no_rows(django_assert_num_queries):
    beginning = 2 if connection.vendor == "postgresql" else 0
    with transaction.atomic(), django_assert_num_queries(beginning), pipelined({Ticket: 2}):
        rows.insert([])
