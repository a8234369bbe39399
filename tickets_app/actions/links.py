"""Saying what tickets have to do with each other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets_app.access import directs, sees_as_staff, ticket_for_read, visible_tickets
from tickets_app.actions.change import Change, locked_ticket
from tickets_app.actions.finish import end_task, tell_workers
from tickets_app.actions.move import tell_requester
from tickets_app.intake import NUMBER
from tickets_app.linking import links_between
from tickets_app.models import TaskStatus, Ticket, TicketLink, TicketStatus
from tickets_app.watching import tell_watchers
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound

Kind = TicketLink.Kind


@transaction.atomic
def link(actor: Actor, ticket_id: int, number: str, kind: str, *, at: datetime | None = None) -> TicketLink:
    """Link a ticket to the one called `number`: whoever works on it and sees both.

    A duplicate ends by it, which is for those who direct it. Raises Invalid for a number that is none, is
    the ticket's own or may not be seen (nothing tells these apart), Conflict for two that are linked.
    """
    ticket = _staffs(actor, ticket_id)
    if kind not in Kind.values:
        raise Invalid({"kind": [_("Use relates, duplicate, blocked or part.")]})
    number = number.strip()
    known = visible_tickets(actor.user) if NUMBER.fullmatch(number) else Ticket.objects.none()
    other = known.filter(number=number).exclude(pk=ticket.pk).first()
    if other is None:
        raise Invalid({"number": [_("There is no other ticket of this number.")]})
    change = _locked(actor, ticket, other, at)
    if links_between(ticket.pk, other.pk).exists():
        raise Conflict(_("These two are linked already."))
    if kind == Kind.DUPLICATE:
        _end_duplicate(change)
    row = TicketLink.objects.create(ticket=ticket, other=other, kind=kind, created_at=change.at)
    _write(change, other, "ticket.linked", "after", kind)
    return row


def _locked(actor, ticket, other, at) -> Change:
    """A change on `ticket`, with both locked, always in the same order."""
    rows = {pk: locked_ticket(pk) for pk in sorted((ticket.pk, other.pk))}
    return Change(actor, *rows[ticket.pk], at)


def _end_duplicate(change: Change) -> None:
    """A duplicate needs no work of its own: what is still open of it ends."""
    if not directs(change.actor.user, change.ticket):
        raise Forbidden(_("Only coordinators can end a ticket as a duplicate."))
    if change.ticket.is_finished:
        return
    if change.task is None:
        change.set_ticket(status=TicketStatus.WITHDRAWN)
    else:
        tell_workers(change, end_task(change, TaskStatus.CANCELLED))
    tell_requester(change)
    tell_watchers(change)


def _write(change: Change, other: Ticket, action: str, side: str, kind: str) -> None:
    """One event at each end. They name the other by id only: not everyone who reads one sees the other."""
    getattr(change, side)["link"] = {"kind": kind, "ticket_id": other.pk}
    change.write(action)
    facts = {side: {"link": {"kind": kind, "ticket_id": change.ticket.pk, "is_other": True}}}
    record(change.actor, action, "ticket", other.pk, at=change.at, **facts)


@transaction.atomic
def unlink(actor: Actor, ticket_id: int, link_id: int, *, at: datetime | None = None) -> None:
    """Take a link of the ticket away: whoever works on it and sees both. NotFound for any other link.

    What ended as a duplicate stays ended.
    """
    ticket = _staffs(actor, ticket_id)
    row = TicketLink.objects.filter(pk=link_id).select_related("ticket", "other").first()
    if row is None or ticket.pk not in (row.ticket_id, row.other_id):
        raise NotFound
    other = row.end_beside(ticket.pk)
    if not visible_tickets(actor.user).filter(pk=other.pk).exists():
        raise NotFound
    change = _locked(actor, ticket, other, at)
    row.delete()
    _write(change, other, "ticket.unlinked", "before", row.kind)


def _staffs(actor: Actor, ticket_id: int) -> Ticket:
    ticket = ticket_for_read(actor.user, pk=ticket_id)
    if not sees_as_staff(actor.user, ticket):
        raise Forbidden(_("Links are for those who work on the ticket."))
    return ticket
