"""Malformed messages among good ones that real Celery sends: these arrive, those are kept with a reason.

MALFORMED=300 sends as many among ten times as many good ones; one of each kind suffices every day.
"""

import os

import pytest

from tests.broker import eventually, running
from tests.ingest.messages import malformed, ticket
from tickets_app.ingest import tickets
from tickets_app.ingest.consumer import Consumer
from tickets_app.models import DeadLetter, Task, Ticket

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
GOOD_FOR_EACH = 10
SECONDS = 300


@pytest.mark.security(47)
def test_they_block_nobody_and_none_is_executed(broker, version, agent, tmp_path):
    trap = tmp_path / "trap"
    kinds = list(malformed(trap).values())
    wanted = int(os.environ.get("MALFORMED", len(kinds)))
    with broker.celery() as app:
        for number in range(wanted):
            bad = kinds[number % len(kinds)]()
            broker.put(tickets.QUEUE, bad.body, {**bad.headers, "id": f"bad-{number}"}, bad.properties)
            for place in range(GOOD_FOR_EACH):
                facts = ticket(ticket_number=f"G-{number}-{place}")
                app.send_task(tickets.TASK, args=[facts], queue=tickets.QUEUE)
    good = wanted * GOOD_FOR_EACH
    with running(Consumer(broker.url)):
        eventually(lambda: (Ticket.objects.count(), DeadLetter.objects.count()) == (good, wanted), SECONDS)
    assert Task.objects.count() == good
    assert not trap.exists()
    reasons = set(DeadLetter.objects.values_list("reason", flat=True))
    assert all(reasons)
    assert not [reason for reason in reasons if "mistake of this program" in reason]
