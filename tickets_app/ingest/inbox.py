"""Each message once: the inbox knows every id that came, and what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from tickets_app.models import InboxMessage
from tts.core import rows

Outcome = InboxMessage.Outcome
KEPT = timedelta(days=30)  # far longer than a broker redelivers; a ticket's number tells repeats for ever
ENTER = """
INSERT INTO tickets_app_inboxmessage (message_id, queue, outcome, attempts, received_at)
{entries} ON CONFLICT (message_id) DO NOTHING RETURNING message_id
"""
# PostgreSQL gets the ids as one value, so that its plan serves for any number of them.
ROW, AT_ONCE = "(%s, %s, %s, 0, %s)", "SELECT name, %s, %s, 0, %s FROM unnest(%s::text[]) AS name"


def enter(ids: Sequence[str], queue: str, outcome: Outcome, at: datetime) -> set[str]:
    """Enter messages of a queue in one statement. Answers the ids that were not there yet.

    A process that enters one of them at the same time makes this one wait for its commit. In order of
    id, so that two of them cannot wait for each other.
    """
    if not ids:
        return set()
    entries, values = _entries(
        sorted(ids), [queue, str(outcome), connection.ops.adapt_datetimefield_value(at)]
    )
    with rows.prepared() as cursor:
        cursor.execute(ENTER.format(entries=entries), values)
        return {row[0] for row in cursor.fetchall()}


def _entries(ids, rest):
    if connection.vendor == "postgresql":
        return AT_ONCE, [*rest, ids]
    return "VALUES " + ", ".join([ROW] * len(ids)), [part for name in ids for part in (name, *rest)]


def claim(name: str, queue: str, at: datetime) -> bool:
    """Whether this message is ours to take, locked until commit; False where it has been taken before."""
    if enter([name], queue, Outcome.BEGUN, at):
        return True
    row = InboxMessage.objects.select_for_update().get(message_id=name)
    return row.outcome == Outcome.BEGUN


def finish(name: str, outcome: Outcome) -> None:
    """Say what became of a message that is claimed."""
    InboxMessage.objects.filter(message_id=name).update(outcome=outcome)


def note_attempt(name: str, queue: str, at: datetime) -> int:
    """Count, and commit, that work on a message begins once more. Answers how often by now.

    Called for what comes a second time: should it kill the process, the count tells.
    """
    enter([name], queue, Outcome.BEGUN, at)
    return _count(name, Outcome.BEGUN)


def note_held_attempt(name: str) -> int:
    """As `note_attempt`, of a message that was held until now."""
    return _count(name, Outcome.HELD)


def _count(name, outcome) -> int:
    begun = InboxMessage.objects.filter(message_id=name, outcome=outcome)
    begun.update(attempts=F("attempts") + 1)
    return begun.values_list("attempts", flat=True).first() or 0


def purge(at: datetime) -> int:
    """Forget messages that were dealt with long ago. Answers how many."""
    done = InboxMessage.objects.exclude(outcome__in=[Outcome.BEGUN, Outcome.HELD])
    return done.filter(received_at__lt=at - KEPT).delete()[0]
