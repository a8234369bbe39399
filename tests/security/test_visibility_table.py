"""Who sees which ticket, and its internal notes, by every way in: one table, each cell of it tested.

The scene: `apple` was asked for by the requester and is with the agent, `banana` is with the technician,
`cherry` belongs to Finance and is with the outsider. `plum` is an internal note on `apple`.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from tests.api import Api
from tests.cast import EDGES, STEPS
from tests.factories import by, make_role, make_ticket, make_user, publish
from tests.live.scenes import cookie_of
from tests.tickets.pages import page_as
from tickets_app.comments import actions as comments
from tickets_app.comments import files
from tickets_app.live import events, news
from tickets_app.live.signing_in import sign_in_of
from tickets_app.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.security(10, 18, 19, 27, 43)]
TICKETS, NOTE = ("apple", "banana", "cherry"), "plum"
#           own        role's      foreign
TABLE = {
    "requester": {"apple"},
    "agent": {"apple", "plum"},
    "agent2": {"apple", "plum"},
    "technician": {"banana"},
    "outsider": {"cherry"},
    "manager": set(),
    "designer": set(),
    "coordinator": {"apple", "banana", "plum"},
    "analyst": {"apple", "banana", "cherry"},
    "admin": {"apple", "banana", "cherry", "plum"},
}
PEOPLE = {
    "requester": None, "agent": "Agent", "agent2": "Agent", "technician": "Technician", "manager": "Manager",
    "outsider": "Finance Admin", "designer": "Designer", "analyst": "Analyst", "admin": "Admin",
}  # fmt: skip
KINDS = {"Admin": "admin", "Ticket Coordinator": "coordinator", "Analyst": "analyst"}


class Scene:
    """The people, the tickets, and of each ticket a public comment with a file."""

    def __init__(self):
        roles = {
            name: make_role(name, KINDS.get(name, "step")) for name in {*PEOPLE.values(), *KINDS} - {None}
        }
        self.people = {name: make_user(name, role and roles[role]) for name, role in PEOPLE.items()}
        make_user("owner", roles["Ticket Coordinator"])
        other = make_user("other")
        publish("IT Support", STEPS, EDGES, roles, escalation="Manager")
        for name, department, role in (("Repair", "IT", "Technician"), ("Pay", "Finance", "Finance Admin")):
            steps = (("Do", role, 0.5), ("End", role, 0.5))
            publish(name, steps, (("Done", "Do", "End"),), roles, department=department, category=name)
        asked = (
            ("apple", self.people["requester"], {}),
            ("banana", other, {"category": "Repair"}),
            ("cherry", other, {"category": "Pay", "department": "Finance"}),
        )
        self.tickets = {
            name: make_ticket(requester=who, subject=f"The {name} one", **facts) for name, who, facts in asked
        }
        # Not before: whoever owns a ticket sees it, whatever they oversee.
        self.people["coordinator"] = make_user("coordinator", roles["Ticket Coordinator"], departments=["it"])
        self.files, self.said = {}, {}
        everybody = " ".join(f"@{name}" for name in self.people)
        for name, ticket in self.tickets.items():
            self.say(name, ticket, f"About {name} {everybody}", internal=False)
        self.say(NOTE, self.tickets["apple"], f"A {NOTE} {everybody}", internal=True)

    def say(self, name, ticket, text, *, internal):
        admin = by(self.people["admin"])
        sent = SimpleUploadedFile(f"{name}.txt", name.encode())
        row = files.upload(admin, ticket.pk, sent, internal=internal, is_draft=True)
        self.files[name] = row.pk
        said = comments.create(admin, ticket.pk, text, internal=internal, attachment_ids=(row.pk,))
        self.said[name] = said


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once: no test here changes anything."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        yield Scene()
        transaction.set_rollback(True)


def named(answer) -> set[str]:
    """Which of the things an answer names; none where it is refused."""
    text = answer.content.decode() if answer.status_code == 200 else ""
    return {name for name in (*TICKETS, NOTE) if name in text}


def by_page(person, scene):
    return set().union(*(named(page_as(person).get(f"/ticket/{t.number}/")) for t in scene.tickets.values()))


def by_rest(person, scene):
    found = set()
    for ticket in scene.tickets.values():
        for path in (f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/comments/"):
            found |= named(Api(person).get(path))
    return found


def by_rest_list(person, scene):
    return named(Api(person).get("/tickets/"))


def by_count(person, scene):
    return {name for name in (*TICKETS, NOTE) if Api(person).get("/tickets/", search=name).json()["count"]}


def by_search(person, scene):
    """What is found by its word: the ticket's own number stands in the answer then."""
    found, client = set(), page_as(person)
    for name in (*TICKETS, NOTE):
        text = client.get("/search/", {"q": name}).content.decode()
        ticket = scene.tickets["apple" if name == NOTE else name]
        found |= {name} if ticket.number in text else set()
    return found


def by_lists(person, scene):
    client = page_as(person)
    return set().union(*(named(client.get(f"/{name}/")) for name in ("inbox", "desk", "track", "owned")))


def by_export(person, scene):
    client, names = page_as(person), ("inbox", "desk", "track", "owned")
    return set().union(*(named(client.get(f"/{name}/", {"format": "csv"})) for name in names))


def by_attachment(person, scene):
    client = page_as(person)
    answers = {name: client.get(f"/files/{pk}/").status_code for name, pk in scene.files.items()}
    assert set(answers.values()) <= {200, 404}
    return {name for name, status in answers.items() if status == 200}


def by_rest_attachment(person, scene):
    found = set()
    for ticket in scene.tickets.values():
        found |= named(Api(person).get(f"/tickets/{ticket.pk}/attachments/"))
    return found


def by_socket(person, scene):
    sign_in, found = sign_in_of(dict([cookie_of(person).split("=", 1)])), set()
    for name, said in scene.said.items():
        new = news.read(said.ticket_id, 0, events.latest(said.ticket_id), [sign_in])
        if sign_in in new.seats and f"comment-{said.pk}" in news.contents(new, [sign_in])[sign_in]:
            found.add(name)
    return found


def by_mail(person, scene):
    """Everybody was mentioned everywhere: only who may read it is told of it."""
    ids = {said.pk: name for name, said in scene.said.items()}
    told = Notification.objects.filter(recipient=person, channel="email", kind="mention")
    return {ids[notice.facts["comment_id"]] for notice in told}


WAYS = {
    way.__name__: way
    for way in (
        by_page, by_rest, by_rest_list, by_count, by_search, by_lists, by_export, by_attachment,
        by_rest_attachment, by_socket, by_mail,
    )
}  # fmt: skip


# Lists show no notes; the lists of somebody's work show their own, and analysts have none of them.
LISTS, WORK = ("by_rest_list", "by_lists", "by_export"), ("by_lists", "by_export")
HAVE_NO_SUCH_WORK = ("agent2", "analyst")


def expected(role, way) -> set[str]:
    if (way in WORK and role in HAVE_NO_SUCH_WORK) or (role, way) == ("admin", "by_mail"):
        return set()  # the admin said it all, and nobody is told of their own words
    return TABLE[role] - {NOTE} if way in LISTS else TABLE[role]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", TABLE)
def test_each_sees_what_the_table_says(role, way, scene):
    assert WAYS[way](scene.people[role], scene) == expected(role, way)
