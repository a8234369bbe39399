"""What a socket asks the database for itself: where it sits down, and how much is unread."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext

from tickets_app.access import ticket_in_sight
from tickets_app.comments.access import Part, part_of
from tickets_app.context import unread
from tickets_app.live.signing_in import person_of
from tts.accounts.models import User
from tts.core.errors import NotFound


@dataclass(frozen=True)
class Seat:
    """A person at a ticket that they may see at this moment."""

    user: User
    ticket_id: int
    number: str
    part: Part


def seat(cookies: Mapping[str, str], **lookup) -> Seat | None:
    """The seat of who is signed in by `cookies` at one ticket; None where they may not be there."""
    user = person_of(cookies)
    if user is None:
        return None
    try:
        ticket = ticket_in_sight(user, **lookup)
    except NotFound:
        return None
    return Seat(user, ticket.pk, ticket.number, part_of(user, ticket))


def bell(cookies: Mapping[str, str]) -> dict | None:
    """What the bell shows to who is signed in by `cookies`; None for nobody."""
    user = person_of(cookies)
    return user and bell_of(user)


def bell_of(user: User) -> dict:
    """What the bell shows to `user`."""
    count = unread(user)
    label = ngettext("Notifications: %(n)s unread", "Notifications: %(n)s unread", count) % {"n": count}
    return {"type": "unread", "count": count, "label": label}
