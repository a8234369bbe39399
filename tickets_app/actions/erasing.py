"""What tickets know of a person who is erased."""

from django.db.models import Q

from tickets_app.actions.change import Change, locked_ticket
from tickets_app.models import Mute, Notification, Ticket
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.ledger import erasing

UNSENT = (Notification.State.WAITING, Notification.State.FAILED)
NAMELESS = {"requester_name": "", "requester_email": "", "requester_external_id": ""}


def erase_requester(*, actor: Actor, user: User, address: str) -> None:
    """Take the person's name, address and id out of their tickets, with the history, and out of notices.

    Called in the transaction that erases the person. What was asked for and said stays as it was written.
    """
    theirs = Q(requester=user) | Q(requester__isnull=True, requester_email=address)
    for ticket_id in Ticket.objects.filter(theirs).order_by("pk").values_list("pk", flat=True):
        _erase_from(actor, ticket_id)
    Notification.objects.filter(address=address, state__in=UNSENT).delete()
    Notification.objects.filter(address=address).update(address="")
    Mute.objects.filter(address=address).delete()


def _erase_from(actor, ticket_id) -> None:
    ticket, task = locked_ticket(ticket_id)
    erasing.erase("ticket", ticket_id)
    change = Change(actor, ticket, task)
    if change.set_ticket(**NAMELESS):
        change.before = {}  # it would say what is being erased
        change.write("ticket.requester_erased")
    # Also where nothing changed: the search index has the name of the account.
    Ticket.objects.filter(pk=ticket_id).update(**NAMELESS)
