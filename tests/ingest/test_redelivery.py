"""Copies of messages, shuffled over four consumers: one ticket and one history each.

REDELIVERIES=1000 sends as many as are promised; a few suffice every day.
"""

import os
import random

import pytest

from tests.broker import eventually, running
from tests.ingest.messages import ticket
from tickets_app.history import events_of, fold
from tickets_app.ingest import tickets
from tickets_app.ingest.consumer import Consumer
from tickets_app.models import DeadLetter, InboxMessage, Task, TaskItem, Ticket
from tts.core.models import AuditEvent, OutboxMessage

pytestmark = [pytest.mark.broker, pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NUMBERS = 10
COPIES = int(os.environ.get("REDELIVERIES", "200")) // NUMBERS


def test_one_ticket_each(broker, version, coordinator, agent, agent2):
    copies = [(number, copy) for number in range(NUMBERS) for copy in range(COPIES)]
    random.Random(3).shuffle(copies)
    with broker.celery() as app:
        for number, copy in copies:
            # Half are the same message again, half another message about the same ticket.
            task_id = f"same-{number}" if copy % 2 else f"other-{number}-{copy}"
            facts = ticket(ticket_number=f"R-{number}")
            app.send_task(tickets.TASK, args=[facts], queue=tickets.QUEUE, task_id=task_id)
    messages = NUMBERS * (COPIES // 2 + 1)
    with running(*[Consumer(broker.url) for _ in range(4)]):
        eventually(lambda: _taken() == messages and broker.depth(tickets.QUEUE) == 0, 120)
    assert Ticket.objects.count() == Task.objects.count() == TaskItem.objects.count() == NUMBERS
    assert AuditEvent.objects.filter(action="ticket.received").count() == NUMBERS
    assert OutboxMessage.objects.count() == NUMBERS
    assert not DeadLetter.objects.exists()
    for row in Ticket.objects.all():
        assert fold(events_of(row.pk))["ticket"]["status"] == row.status
    drawn = [TaskItem.objects.filter(user=person).count() for person in (agent, agent2)]
    assert abs(drawn[0] - drawn[1]) <= 1


def _taken():
    return InboxMessage.objects.exclude(outcome="begun").count()
