"""Reading canned replies, and filling in their places for a ticket."""

import re

from django.db.models import Q, QuerySet

from tickets_app.models import CannedReply, Ticket
from tts.accounts.access import standing
from tts.accounts.models import User

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PLACES = ("number", "subject", "requester", "status", "me")


def replies_of(user: User) -> QuerySet[CannedReply]:
    """The replies that `user` may use: their own, and those of the roles that they are in."""
    return CannedReply.objects.filter(_usable(user)).select_related("role", "owner")


def _usable(user) -> Q:
    return Q(owner=user) | Q(role__in=standing(user).role_ids)


def changeable_by(user: User) -> QuerySet[CannedReply]:
    """The replies that `user` may change: their own, and for coordinators all that a role has."""
    rule = Q(owner=user)
    if standing(user).coordinates:
        rule |= Q(role__isnull=False)
    return CannedReply.objects.filter(rule)


def filled(reply: CannedReply, ticket: Ticket, user: User) -> str:
    """The text with its places filled in, once: what fills them is never read as a place again."""
    asker = ticket.requester.full_name if ticket.requester else ticket.requester_name
    values = {
        "number": ticket.number,
        "subject": ticket.subject,
        "requester": asker,
        "status": ticket.get_status_display(),
        "me": user.first_name or user.full_name,
    }
    return PLACE.sub(lambda found: str(values.get(found.group(1), found.group(0))), reply.text)
