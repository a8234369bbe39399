"""What one consumer takes from a real RabbitMQ a second: tickets that a real Celery program sent."""

import os
import subprocess
import sys
import time
from itertools import count

from celery import Celery
from django.db.models import Max
from kombu import Queue

from bench import scene
from bench.harness import Goal, Result, interleaved, per_second
from bench.yardstick import DESCRIPTION, TOGETHER, bare_batches, bare_inserts
from tests import services
from tickets_app.ingest import tickets
from tickets_app.models import Ticket

TICKETS = 4000
BARE_TICKETS = 300
BARE_BATCHES = 30
MOST_SECONDS = 300
POLL_SECONDS = 0.05  # what asks more often takes from the consumer


def benchmarks():
    """Tickets a second by one consumer, beside bare tickets one by one and beside fifty bare ones at once."""
    scene.version()
    numbers = count(1)
    with services.rabbitmq() as broker:
        with bare_inserts() as insert_ticket:
            ours, bare = interleaved(
                lambda: intake(broker.url, numbers), lambda: per_second(insert_ticket, BARE_TICKETS)
            )
        yield Result("intake_batches", ours, "tickets/s", Goal("ratio", ">=", 1.5), bare)
        with bare_batches() as insert_tickets:
            ours, bare = interleaved(
                lambda: intake(broker.url, numbers),
                lambda: per_second(insert_tickets, BARE_BATCHES) * TOGETHER,
            )
        yield Result(
            "intake_batches_beside_bare_batches", ours, "tickets/s", Goal("ratio", ">=", 1 / 7), bare
        )


def intake(url, numbers):
    """The rate at which a consumer of its own takes what waits for it, from its first commit to its last."""
    send(url, numbers)
    known = Ticket.objects.aggregate(last=Max("pk"))["last"] or 0
    consumer = subprocess.Popen(
        [sys.executable, "manage.py", "consume_queues"],
        env={**os.environ, "DJANGO_CELERY_BROKER_URL": url},
    )
    try:
        first, began = reached(1, known)
        last, ended = reached(TICKETS, known)
    finally:
        consumer.terminate()
        consumer.wait(60)
    return (last - first) / (ended - began)


def send(url, numbers):
    """Send tickets as the help desk's Celery does."""
    queue = Queue(tickets.QUEUE, routing_key=tickets.QUEUE)
    with Celery("hdts", broker=url, set_as_current=False) as app, app.producer_or_acquire() as producer:
        for _ in range(TICKETS):
            app.send_task(tickets.TASK, args=[facts(next(numbers))], queue=queue, producer=producer)


def facts(number):
    """A ticket as the help desk sends it."""
    return {
        "ticket_number": f"B-{number}", "subject": "Printer does not print", "description": DESCRIPTION,
        "department": "IT", "category": "Support", "priority": "High", "location": "2nd floor",
        "employee": {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com"},
    }  # fmt: skip


def reached(wanted, known):
    """(how many tickets are newer than the id `known`, when) as soon as there are `wanted`."""
    deadline = time.monotonic() + MOST_SECONDS
    while (there := Ticket.objects.filter(pk__gt=known).count()) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{there} of {wanted} tickets after {MOST_SECONDS} s")
        time.sleep(POLL_SECONDS)
    return there, time.monotonic()
