"""Who may read what is said on a ticket, in one table: every role by every way in."""

import pytest

from tests.api import Api
from tests.comments.test_files import put, sent
from tests.live.scenes import cookie_of
from tests.tickets.pages import page_as, ticket_url
from tickets_app.live import events, news
from tickets_app.live.signing_in import sign_in_of

pytestmark = pytest.mark.django_db

SAID, NOTED = "We send a new printer.", "It was dropped from a window."
# role -> what of the conversation they read.
TABLE = {
    "agent": {"public", "internal"},  # held an item
    "technician": {"public", "internal"},  # holds one
    "coordinator": {"public", "internal"},
    "admin": {"public", "internal"},
    "analyst": {"public"},
    "requester": {"public"},
    "agent2": set(),
    "outsider": set(),
}


@pytest.fixture
def talk(ticket, say, technician):
    """Both kinds of comment, each with a file."""
    found = {}
    for part, text in (("public", SAID), ("internal", NOTED)):
        internal = part == "internal"
        file = put(technician, ticket, sent(text.encode(), f"{part}.txt"), internal=internal)
        found[part] = (say(technician, text, internal=internal, attachment_ids=(file.pk,)), file.pk)
    return found


def by_page(person, ticket, talk):
    answer = page_as(person).get(ticket_url(ticket))
    return _parts(answer.content.decode()) if answer.status_code == 200 else set()


def by_changes(person, ticket, talk):
    answer = page_as(person).get(f"/ticket/{ticket.number}/conversation/changes/?after=0")
    return _parts(answer.content.decode()) if answer.status_code == 200 else set()


def by_rest(person, ticket, talk):
    answer = Api(person).get(f"/tickets/{ticket.pk}/comments/")
    return _parts(answer.content.decode()) if answer.status_code == 200 else set()


def by_rest_one_by_one(person, ticket, talk):
    answers = {part: Api(person).get(f"/tickets/{ticket.pk}/comments/{talk[part][0].pk}/") for part in talk}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {part for part, answer in answers.items() if answer.status_code == 200}


def by_attachment(person, ticket, talk):
    answers = {part: page_as(person).get(f"/files/{talk[part][1]}/") for part in talk}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {part for part, answer in answers.items() if answer.status_code == 200}


def by_rest_attachment(person, ticket, talk):
    address = f"/tickets/{ticket.pk}/attachments/"
    answers = {part: Api(person).get(f"{address}{talk[part][1]}/content/") for part in talk}
    return {part for part, answer in answers.items() if answer.status_code == 200}


def by_socket(person, ticket, talk):
    """What the socket would tell of the events of both comments."""
    sign_in = sign_in_of(dict([cookie_of(person).split("=", 1)]))
    new = news.read(ticket.pk, 0, events.latest(ticket.pk), [sign_in])
    if sign_in not in new.seats:
        return set()
    told = {row.after["comment_id"] for row in new.known_to(new.seats[sign_in][1], 0) if news.is_said([row])}
    found = _parts(news.contents(new, [sign_in])[sign_in])
    assert {part for part in talk if talk[part][0].pk in told} == found
    return found


def _parts(text):
    return {part for part, words in (("public", SAID), ("internal", NOTED)) if words in text}


WAYS = [by_page, by_changes, by_rest, by_rest_one_by_one, by_attachment, by_rest_attachment, by_socket]


@pytest.mark.security(19, 27)
@pytest.mark.parametrize("role", TABLE)
def test_each_role_reads_the_same_by_every_way(role, request, ticket, talk, roles):
    person = request.getfixturevalue(role)
    assert {way.__name__: way(person, ticket, talk) for way in WAYS} == {
        way.__name__: TABLE[role] for way in WAYS
    }
