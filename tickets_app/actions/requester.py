"""What a requester does with a ticket of theirs, signed in or by its signed link."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets_app.access import is_requester
from tickets_app.actions.change import Change, locked_ticket
from tickets_app.actions.finish import end_task, tell_workers
from tickets_app.actions.hold import needed_reason
from tickets_app.models import Rating, TaskStatus, Ticket, TicketStatus
from tickets_app.watching import tell_watchers
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden, Invalid

LONGEST_COMMENT = 2000


@transaction.atomic
def withdraw(actor: Actor, ticket_id: int, reason: str, *, at: datetime | None = None) -> Ticket:
    """Take a request back before it is resolved: its requester only, with a reason.

    Whoever worked on it is told. Raises Conflict once it is finished.
    """
    reason = needed_reason(reason)
    change = _change(actor, ticket_id, at, _("Only its requester can withdraw a ticket."))
    if change.task is None:
        _withdraw_unmatched(change, reason)
        return change.ticket
    tell_workers(change, end_task(change, TaskStatus.CANCELLED), reason)
    tell_watchers(change)
    change.write("task.cancelled", note=reason)
    return change.ticket


def _withdraw_unmatched(change, reason) -> None:
    if change.ticket.is_finished:
        raise Conflict(_("This ticket is finished already."))
    change.set_ticket(status=TicketStatus.WITHDRAWN)
    tell_watchers(change)
    change.write("ticket.withdrawn", note=reason)


@transaction.atomic
def rate(
    actor: Actor, ticket_id: int, score: int, comment: str = "", *, at: datetime | None = None
) -> tuple[Rating, bool]:
    """Say how content one is with a resolved ticket, 1 to 5: its requester only. Answers (rating, created).

    Rating closes the ticket; it is final then, but one that was reopened and resolved again can be rated
    anew. A ticket that closed by itself can still be rated once.
    """
    comment = _checked(score, comment)
    change = _change(actor, ticket_id, at, _("Only its requester can rate a ticket."))
    ticket = change.ticket
    earlier = Rating.objects.filter(ticket=ticket).first()
    _check_may_rate(ticket, earlier)
    rating = Rating(ticket=ticket, score=score, comment=comment, rated_at=change.at)
    rating.save(force_insert=earlier is None)
    if earlier is not None:
        change.before["rating"] = {"score": earlier.score, "comment": earlier.comment}
    change.after["rating"] = {"score": score, "comment": comment}
    if ticket.status == TicketStatus.RESOLVED:
        change.set_ticket(status=TicketStatus.CLOSED, closed_at=change.at)
    change.write("ticket.rated", note=comment)
    return rating, earlier is None


def _checked(score, comment: str) -> str:
    if not Rating.LOWEST <= score <= Rating.HIGHEST:
        raise Invalid({"score": [_("Choose from 1 to 5.")]})
    comment = comment.strip()
    if len(comment) > LONGEST_COMMENT:
        words = ngettext("At most %(n)d character.", "At most %(n)d characters.", LONGEST_COMMENT)
        raise Invalid({"comment": [words % {"n": LONGEST_COMMENT}]})
    return comment


def _check_may_rate(ticket, earlier) -> None:
    if ticket.status == TicketStatus.CLOSED and earlier is not None:
        raise Conflict(_("This ticket is rated already, and closed."))
    if ticket.status not in (TicketStatus.RESOLVED, TicketStatus.CLOSED):
        raise Conflict(_("Only a resolved ticket can be rated."))


def _change(actor, ticket_id, at, refusal) -> Change:
    ticket, task = locked_ticket(ticket_id)
    if not is_requester(actor, ticket):
        raise Forbidden(refusal)
    return Change(actor, ticket, task, at)
