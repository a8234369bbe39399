"""The events of a ticket that open pages hear of: its audit events, and those of its conversation.

Whoever writes one holds the ticket's row, so within a ticket ids grow in the order of commits: a page that
has seen event N lacks exactly those of a higher id.
"""

from datetime import datetime

from django.db.models import Max, QuerySet

from tickets_app.live.hints import tell_events
from tickets_app.live.kinds import CONVERSATION, KINDS
from tickets_app.models import Attachment, Comment, Ticket
from tts.core import audit
from tts.core.actor import Actor
from tts.core.models import AuditEvent


def lock(ticket: Ticket) -> None:
    """Hold the row of `ticket` until the caller commits. Actions on its task hold it too."""
    Ticket.objects.select_for_update(no_key=True).filter(pk=ticket.pk).values_list("pk").first()


def record(actor: Actor, comment: Comment, action: str, *, at: datetime | None = None, **facts) -> AuditEvent:
    """Write an event of the conversation that is about `comment`, in the caller's transaction."""
    after = {"comment_id": comment.pk, "internal": comment.is_internal, **facts.pop("after", {})}
    row = audit.record(actor, action, CONVERSATION, comment.ticket_id, at=at, after=after, **facts)
    tell_events([row])
    return row


def record_file(actor: Actor, row: Attachment, action: str, *, at: datetime | None = None) -> AuditEvent:
    """Write an event about a file that is on the ticket itself or was on a comment."""
    facts = {"file_id": row.pk, "comment_id": row.comment_id, "internal": row.is_internal, "name": row.name}
    event = audit.record(actor, action, CONVERSATION, row.ticket_id, at=at, after=facts)
    tell_events([event])
    return event


def since(ticket_id: int, after: int) -> QuerySet[AuditEvent]:
    """The events of a ticket and its conversation with a higher id than `after`, oldest first."""
    rows = AuditEvent.objects.filter(target_type__in=KINDS, target_id=ticket_id, pk__gt=after)
    return rows.order_by("pk")


def latest(ticket_id: int) -> int:
    """The id of the last event of a ticket or its conversation; 0 before there is one."""
    rows = AuditEvent.objects.filter(target_type__in=KINDS, target_id=ticket_id)
    return rows.aggregate(last=Max("pk"))["last"] or 0
