"""Many tickets at once, for the queue: the rules of `receive`, with a few statements for all of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from tickets_app.actions.receive import Arrival, new_number, take_in
from tickets_app.intake import GivenTicket
from tickets_app.models import Task, TaskItem, Ticket
from tts.core.actor import Actor
from tts.core.models import AuditEvent
from tts.core.pipeline import pipelined

KNOWN = "SELECT number FROM tickets_app_ticket WHERE number"


def known_numbers(given: Sequence[GivenTicket]) -> set[str]:
    """The numbers of `given` that tickets have already."""
    numbers = [ticket.number for ticket in given if ticket.number]
    # Not `rows.prepared`: a plan kept from when there were few tickets reads all of them ever after.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{KNOWN} = ANY(%s)", [numbers])
        else:
            cursor.execute(f"{KNOWN} IN ({', '.join(['%s'] * len(numbers))})", numbers)
        return {number for (number,) in cursor.fetchall()}


def receive_new(entries: Sequence[tuple[Actor, GivenTicket]], at: datetime) -> list[Ticket]:
    """Take in tickets whose numbers are new and different, in the caller's transaction.

    Raises IntegrityError where one is not; then nothing of the transaction holds.
    """
    arrivals = [Arrival(actor, given, given.number or new_number(at)) for actor, given in entries]
    if not arrivals:
        return []
    with pipelined(dict.fromkeys((Ticket, Task, TaskItem, AuditEvent), len(arrivals))):
        return take_in(arrivals, at)
