"""Letting old events go; the chain stays whole."""

from datetime import datetime

from django.db import transaction

from tts.core import audit
from tts.core.actor import Actor
from tts.core.append_only import maintenance_door
from tts.core.ledger.leaves import leaves
from tts.core.models import AuditEvent, LedgerSeal, RetiredEvent

BATCH = 1000
# Tickets are never deleted, and what they are follows from these.
KEPT = ("ticket", "conversation")


def retire(actor: Actor, before: datetime) -> int:
    """Replace sealed events from before an instant by their hashes, except the history of tickets.

    Answers how many. Each batch is one transaction, with an event of its own that says how many went.
    """
    retired = 0
    while count := _retire_batch(actor, before):
        retired += count
    return retired


@transaction.atomic
def _retire_batch(actor, before) -> int:
    newest = LedgerSeal.objects.order_by("-pk").first()
    if newest is None:
        return 0
    old = AuditEvent.objects.filter(pk__lte=newest.last_id, recorded_at__lt=before)
    events = list(old.exclude(target_type__in=KEPT).order_by("pk")[:BATCH])
    if not events:
        return 0
    hashes = zip(events, leaves(events), strict=True)
    RetiredEvent.objects.bulk_create([RetiredEvent(event_id=event.pk, leaf=leaf) for event, leaf in hashes])
    with maintenance_door():
        AuditEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
    after = {"events": len(events), "before": before.isoformat()}
    audit.record(actor, "audit.retired", "installation", 0, after=after)
    return len(events)
