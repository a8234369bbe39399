"""What the sockets at one ticket are told: each just what their own page would fetch."""

import re
import time

import jwt
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import by, make_user
from tests.live.scenes import cookie_of
from tests.tickets.pages import page_as
from tickets_app.comments import actions
from tickets_app.live import events, news
from tickets_app.live.signing_in import sign_in_of

pytestmark = pytest.mark.django_db
STAFF = ("agent", "technician", "coordinator", "admin")
OTHERS = ("requester", "analyst", "manager", "outsider", "designer")


def signed_in(person):
    return sign_in_of(dict([cookie_of(person).split("=", 1)]))


def told(ticket, sign_ins, after=0):
    """(who has a seat, what is sent to each of those)."""
    new = news.read(ticket.pk, after, events.latest(ticket.pk), sign_ins)
    return new, news.contents(new, list(new.seats))


def comments(html):
    """The comments in `html`, without what no two answers have alike."""
    found = re.findall(r"<article.*?</article>", html, re.DOTALL)
    return [re.sub(r">[^<>]*</time>", "></time>", article) for article in found]


@pytest.fixture
def talk(say, ticket, agent, technician, requester, admin):
    """Both audiences; an answer, a mention, thumbs, and one that was taken back."""
    first = say(requester, "It burns")
    say(technician, "Which floor? @requester", parent_id=first.pk)
    say(agent, "He dropped it @technician", internal=True)
    actions.vote(by(requester), first.pk, 1)
    actions.vote(by(agent), first.pk, -1)
    actions.delete(by(admin), say(admin, "Wrong ticket").pk)
    return first


def test_everybody_is_sent_what_their_page_would_fetch(talk, ticket, request):
    people = [request.getfixturevalue(name) for name in STAFF + OTHERS]
    sign_ins = {person.username: signed_in(person) for person in people}
    new, sent = told(ticket, sign_ins.values())
    for person in people:
        path = f"/ticket/{ticket.number}/conversation/changes/?after=0&seen=0"
        answer = page_as(person).get(path, headers={"HX-Request": "true"})
        sign_in = sign_ins[person.username]
        assert (sign_in in sent) == (answer.status_code == 200), person
        if sign_in in sent:
            assert comments(sent[sign_in]) == comments(answer.text), person
            assert ("He dropped it" in sent[sign_in]) == new.seats[sign_in][1].internal
    assert {sign_ins[name] for name in STAFF} <= set(sent)
    assert sign_ins["outsider"] not in sent


def test_who_has_no_part_in_what_was_said_shares_it(talk, ticket, roles, monkeypatch):
    made = []
    render = news.render_to_string
    monkeypatch.setattr(news, "render_to_string", lambda *given: made.append(1) or render(*given))
    coordinators = [make_user(f"lead-{number}", roles["Ticket Coordinator"]) for number in range(3)]
    coordinators[2].time_zone = "Asia/Tokyo"
    coordinators[2].save()
    _new, sent = told(ticket, [signed_in(person) for person in coordinators])
    assert len(set(sent.values())) == len(made) == 2


def test_it_takes_as_many_statements_for_one_as_for_many(talk, ticket, roles, coordinator):
    one = [signed_in(coordinator)]
    with CaptureQueriesContext(connection) as few:
        told(ticket, one)
    many = [signed_in(make_user(f"lead-{number}", roles["Ticket Coordinator"])) for number in range(5)]
    with CaptureQueriesContext(connection) as more:
        told(ticket, one + many)
    assert len(more) == len(few) <= 11


def test_one_who_signs_in_by_token_is_asked_too(ticket, say, agent, technician, settings):
    settings.DJANGO_JWT_SIGNING_KEY = "k" * 64
    technician.external_id = "t-1"
    technician.save()
    claims = {"user_id": "t-1", "email": technician.email, "username": "technician", "exp": time.time() + 60}
    token = jwt.encode({**claims, "full_name": "T", "roles": []}, settings.DJANGO_JWT_SIGNING_KEY, "HS256")
    sign_in = sign_in_of({"access_token": token})
    assert sign_in.session_key == ""
    say(agent, "Hello")
    assert "Hello" in told(ticket, [sign_in])[1][sign_in]
    technician.is_active = False
    technician.save()
    assert told(ticket, [sign_in])[0].seats == {}
