"""Correcting by hand what was asked for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.actions.change import Change, locked_ticket
from tickets_app.actions.clockwork import retarget
from tickets_app.models import Ticket, TicketStatus
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden


@transaction.atomic
def edit(actor: Actor, ticket_id: int, facts: dict, *, at: datetime | None = None) -> Ticket:
    """Set facts of a ticket, empty values too, never its status or workflow: its coordinators and admins.

    `facts` are fields of Ticket; `extra` is added to what is there. A new priority moves the clocks.
    Raises Conflict once the ticket is closed.
    """
    ticket, task = locked_ticket(ticket_id)
    _check_may_edit(actor.user, ticket)
    if "extra" in facts:
        facts = {**facts, "extra": {**ticket.extra, **facts["extra"]}}
    change = Change(actor, ticket, task, at)
    changed = change.set_ticket(**facts)
    if changed:
        change.write("ticket.updated")
        if "priority" in changed and task is not None and task.is_active:
            retarget(task, change.at)
    return ticket


def _check_may_edit(user, ticket):
    if not directs(user, ticket):
        raise Forbidden(_("Only coordinators of this department can change what was asked for."))
    if ticket.status == TicketStatus.CLOSED:
        raise Conflict(_("This ticket is closed."))
