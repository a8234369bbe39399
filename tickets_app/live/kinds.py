"""What the events are about that open pages hear of: the ticket itself, or its conversation."""

from django.db.models import Max, OuterRef, Subquery

from tts.core.models import AuditEvent

TICKET, CONVERSATION = "ticket", "conversation"
KINDS = (TICKET, CONVERSATION)


def last_event() -> Subquery:
    """For a query of tickets: the id of the last event of each or of its conversation."""
    events = AuditEvent.objects.filter(target_type__in=KINDS, target_id=OuterRef("pk")).order_by()
    return Subquery(events.values("target_id").annotate(last=Max("pk")).values("last"))
