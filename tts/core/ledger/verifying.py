"""Comparing the audit trail with its seals."""

from collections.abc import Iterator

from tts.core.ledger.leaves import leaves
from tts.core.ledger.sealing import GENESIS, digest_of, hash_of
from tts.core.models import AuditEvent, LedgerSeal, RetiredEvent


def problems() -> Iterator[tuple[str, str]]:
    """(seal, what is wrong with it) for each seal that does not agree. Three to five queries a seal."""
    previous, number, last_id = GENESIS, 0, 0
    for row in LedgerSeal.objects.order_by("number").iterator(chunk_size=100):
        name = f"seal {row.number} (events {row.first_id} to {row.last_id})"
        if row.number != number + 1 or row.first_id != last_id + 1:
            yield name, "does not follow the seal before it"
        if row.previous != previous or row.hash != hash_of(row):
            yield name, "is not chained to the seal before it, or was changed"
        found = _hashes(row)
        if len(found) != row.events:
            yield name, f"closed {row.events} events, {len(found)} are there"
        elif digest_of(found) != row.digest:
            yield name, "an event was changed after it was sealed"
        previous, number, last_id = row.hash, row.number, row.last_id


def _hashes(row) -> list[str]:
    span = (row.first_id, row.last_id)
    events = list(AuditEvent.objects.filter(pk__range=span).order_by("pk"))
    found = dict(zip((event.pk for event in events), leaves(events), strict=True))
    found |= dict(RetiredEvent.objects.filter(event_id__range=span).values_list("event_id", "leaf"))
    return [found[key] for key in sorted(found)]
