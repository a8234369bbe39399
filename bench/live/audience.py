"""Who looks at the tickets of the benchmark: people of every kind, each with a session of their own."""

from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.test import Client

from bench import scene
from tests.factories import make_ticket
from tickets_app.models import Comment, Ticket
from tts.accounts import actions as people
from tts.accounts.models import Role
from tts.core.actor import SYSTEM

# One of each at every ticket. Staff read everything, analysts and requesters the public part.
STAFF = ("Admin", "Ticket Coordinator", "Agent")
KINDS = (*STAFF, "Analyst", "Requester")
_numbers = count()


@dataclass(frozen=True)
class Place:
    """Where a page stands, and the cookie of who looks at it."""

    ticket: Ticket
    cookie: str
    reads_internal: bool


def places(tickets: int, pages: int) -> list[Place]:
    """So many pages of new people at new tickets."""
    scene.version()
    scene.admin()
    roles = {name: _role(name) for name in KINDS[:-1]}
    askers = [_person(f"asker-{next(_numbers)}") for _ in range(tickets)]
    asked = [make_ticket(requester=asker) for asker in askers]
    found = []
    for number in range(pages):
        kind, place = KINDS[number // tickets % len(KINDS)], number % tickets
        person = askers[place] if kind not in roles else _person(f"reader-{next(_numbers)}", roles[kind])
        found.append(Place(asked[place], _cookie(person), kind in STAFF))
    return found


def _role(name) -> Role:
    return Role.objects.filter(name=name).first() or people.create_role(SYSTEM, name=name, kind="analyst")


def _person(name, role=None):
    """Without a password: to make one takes long."""
    user = people.create_user(SYSTEM, email=f"{name}@example.com", username=name, full_name=name.title())
    if role is not None:
        people.set_membership(SYSTEM, user, role)
    return user


def _cookie(person) -> str:
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def truths(found: list[Place]) -> list[list[int]]:
    """The ids of the comments that each page is to show, in order."""
    rows = Comment.objects.filter(ticket__in={place.ticket for place in found}).order_by("pk")
    said: dict[int, list[tuple[int, bool]]] = {place.ticket.pk: [] for place in found}
    for pk, ticket_id, is_internal in rows.values_list("pk", "ticket_id", "is_internal"):
        said[ticket_id].append((pk, is_internal))
    return [
        [pk for pk, is_internal in said[place.ticket.pk] if place.reads_internal or not is_internal]
        for place in found
    ]
