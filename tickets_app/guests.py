"""Requesters without an account: a signed link in their mails opens their one ticket, for a while."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tickets_app.models import Ticket
from tts.core.actor import Actor
from tts.core.errors import Invalid

SALT = "tts.ticket-link"
BY_LINK = "by the ticket's link"


def link(ticket: Ticket, address: str) -> str:
    """The address of the page of `ticket` for whoever reads the mails of `address`."""
    token = signing.dumps([ticket.pk, address], salt=SALT)
    return settings.SITE_URL + reverse("track_ticket", args=[token])


def ticket_of(token: str) -> tuple[Ticket, str]:
    """The ticket that a link opens, and the address that it was sent to.

    Raises Invalid for a link that was not made here, has expired, or is no more its requester's.
    """
    lifetime = timedelta(days=settings.TICKET_LINK_DAYS)
    try:
        ticket_id, address = signing.loads(token, salt=SALT, max_age=lifetime)
    except signing.SignatureExpired as error:
        raise Invalid({}, _("This link is too old. Use the one in the newest mail about it.")) from error
    except signing.BadSignature as error:
        raise Invalid({}, _("This link is not complete. Copy the whole of it from the mail.")) from error
    related = ("task__version__calendar", "requester")
    ticket = Ticket.objects.select_related(*related).filter(pk=ticket_id, requester_email=address).first()
    if ticket is None or not address or (ticket.requester and not ticket.requester.is_active):
        raise Invalid({}, _("This link is not in use any more."))
    return ticket, address


def actor(request_id: str, address: str) -> Actor:
    """Whoever came by the link that was sent to `address`."""
    return Actor(request_id=request_id, rule=BY_LINK, guest=address)


def keeper(ticket: Ticket) -> str:
    """Under whose name browsers keep what is typed on the page of the link: no other's, and no secret."""
    return "guest-" + salted_hmac(SALT, f"{ticket.pk} {ticket.requester_email}").hexdigest()[:16]
