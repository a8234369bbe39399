"""Tickets that may be about the same thing as a subject that somebody types."""

import re

from tickets_app.access import requested_by, visible_tickets
from tickets_app.models import Ticket
from tickets_app.models.ticket import FINISHED
from tts.accounts.access import standing
from tts.accounts.models import User

# Only so many of the newest open tickets are looked at, so that typing costs the same however many there are.
NEWEST = 500
SHOWN = 5
SHORTEST_WORD = 3
WORD = re.compile(r"\w+")


def similar_tickets(user: User, subject: str) -> list[Ticket]:
    """Open tickets whose subject shares most words with `subject`: one's own, and for staff those they see.

    At least half of the words must agree. The most alike come first, of those the newest.
    """
    wanted = words_of(subject)
    if not wanted:
        return []
    found = {}
    for tickets in _scopes(user):
        for ticket in tickets.exclude(status__in=FINISHED).order_by("-pk")[:NEWEST]:
            found[ticket.pk] = ticket
    alike = [(likeness(wanted, words_of(ticket.subject)), ticket) for ticket in found.values()]
    alike = sorted(alike, key=lambda pair: (-pair[0], -pair[1].pk))
    return [ticket for share, ticket in alike if share >= 0.5][:SHOWN]


def _scopes(user):
    yield Ticket.objects.filter(requested_by(user))
    if standing(user).is_staff:
        yield visible_tickets(user)


def words_of(text: str) -> set[str]:
    """The words of a subject that say something, in lower case."""
    return {word for word in WORD.findall(text.lower()) if len(word) >= SHORTEST_WORD}


def likeness(wanted: set[str], other: set[str]) -> float:
    """The share of `wanted` words that `other` has; the last of them may be half typed."""
    hits = sum(any(word == theirs or theirs.startswith(word) for theirs in other) for word in wanted)
    return hits / len(wanted)
