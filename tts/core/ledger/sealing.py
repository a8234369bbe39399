"""Closing batches of committed events into the chain."""

import hashlib

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tts.core.ledger.leaves import leaves
from tts.core.models import AuditEvent, LedgerHorizon, LedgerSeal

BATCH = 1000
MOST_BATCHES = 50
UNDER_WAY = """
SELECT pid || ' since ' || xact_start FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""
GENESIS = "0" * 64


@transaction.atomic
def seal() -> int:
    """Seal the events that no transaction still under way can come before. Answers how many were sealed.

    Events get their ids before they are committed, so one with a low id may appear late. A horizon notes the
    highest id given out and the transactions under way; events up to it are sealed once those have ended.
    """
    horizon, _made = LedgerHorizon.objects.select_for_update().get_or_create(pk=1)
    if not _settled(horizon):
        return 0
    sealed = _seal_up_to(horizon.event_id)
    _look_ahead(horizon)
    if connection.vendor == "sqlite":  # one writer: what is there is all there will be
        sealed += _seal_up_to(horizon.event_id)
    return sealed


def _settled(horizon) -> bool:
    """Whether every transaction that had begun when the horizon was noted has ended."""
    return not set(horizon.under_way) & set(_under_way())


def _look_ahead(horizon):
    """Note where the numbers of events stand now, and which transactions could still write lower ones."""
    horizon.event_id = AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    horizon.under_way = _under_way()
    horizon.noted_at = timezone.now()
    horizon.save()


def _under_way() -> list[str]:
    """The other transactions of this database, by process and beginning. SQLite has one writer: us."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(UNDER_WAY)
        return [name for (name,) in cursor.fetchall()]


def _seal_up_to(last_id) -> int:
    newest = LedgerSeal.objects.order_by("-pk").first()
    sealed = 0
    for _batch in range(MOST_BATCHES):
        after = newest.last_id if newest else 0
        events = list(AuditEvent.objects.filter(pk__gt=after, pk__lte=last_id).order_by("pk")[:BATCH])
        if not events:
            break
        newest = _close(newest, after + 1, events)
        sealed += len(events)
    return sealed


def _close(previous, first_id, events):
    digest = digest_of(leaves(events))
    row = LedgerSeal(
        number=previous.number + 1 if previous else 1,
        first_id=first_id,
        last_id=events[-1].pk,
        events=len(events),
        digest=digest,
        previous=previous.hash if previous else GENESIS,
    )
    row.hash = hash_of(row)
    row.save(force_insert=True)
    return row


def digest_of(hashes: list[str]) -> str:
    """The hash over the hashes of a batch, in order of the events' ids."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def hash_of(row: LedgerSeal) -> str:
    """What the next seal is chained to: everything a seal states."""
    stated = (row.number, row.first_id, row.last_id, row.events, row.digest, row.previous)
    return hashlib.sha256(":".join(map(str, stated)).encode()).hexdigest()
