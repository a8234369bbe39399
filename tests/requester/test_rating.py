"""A requester says how content they are, once, when it is resolved; that closes the ticket."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api import Api
from tests.factories import by, edge_id, make_ticket
from tests.tickets.pages import HTMX, page_as, ticket_url, words
from tickets_app.actions import finish, move
from tickets_app.actions import requester as requesting
from tickets_app.integrity import check
from tickets_app.models import Rating
from tts.core.errors import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolved(version, agent, technician, requester):
    ticket = make_ticket(requester, requester=requester)
    resolve(ticket.task, version, agent, technician)
    ticket.refresh_from_db()
    return ticket


def resolve(task, version, agent, technician):
    move.transition(by(agent), task.pk, edge_id(version, "Send on"))
    move.transition(by(technician), task.pk, edge_id(version, "Done"))
    move.transition(by(agent), task.pk)


def test_rating_closes_the_ticket_and_stays(resolved, requester):
    rating, created = requesting.rate(by(requester), resolved.pk, 4, " fine ")
    resolved.refresh_from_db()
    assert (rating.score, rating.comment, created, resolved.status) == (4, "fine", True, "Closed")
    with pytest.raises(Conflict, match="rated already"):
        requesting.rate(by(requester), resolved.pk, 5)
    assert Rating.objects.get().score == 4
    assert list(check()) == []


def test_after_reopening_it_can_be_rated_anew(resolved, version, agent, technician, requester):
    requesting.rate(by(requester), resolved.pk, 1, "broken again")
    finish.reopen(by(requester), resolved.task.pk)
    with pytest.raises(Conflict, match="Only a resolved"):
        requesting.rate(by(requester), resolved.pk, 5)
    move.transition(by(agent), resolved.task.pk)
    rating, created = requesting.rate(by(requester), resolved.pk, 5)
    assert (rating.score, created) == (5, False)
    assert list(check()) == []


def test_what_closed_by_itself_can_be_rated_once(resolved, requester):
    finish.close_due(timezone.now() + timedelta(days=9))
    requesting.rate(by(requester), resolved.pk, 2)
    with pytest.raises(Conflict):
        requesting.rate(by(requester), resolved.pk, 3)


@pytest.mark.parametrize("name", ["agent", "technician", "coordinator", "admin", "analyst", "outsider"])
def test_nobody_else_rates(resolved, request, name):
    with pytest.raises(Forbidden):
        requesting.rate(by(request.getfixturevalue(name)), resolved.pk, 5)
    with pytest.raises(Forbidden):
        requesting.rate(by(None), resolved.pk, 5)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_from_1_to_5(resolved, requester, score):
    with pytest.raises(Invalid):
        requesting.rate(by(requester), resolved.pk, score)
    with pytest.raises(Invalid):
        requesting.rate(by(requester), resolved.pk, 3, "x" * 2001)


def test_on_the_page(resolved, requester, agent):
    client = page_as(requester)
    assert "How content are you" in words(client.get(ticket_url(resolved)))
    assert "How content are you" not in words(page_as(agent).get(ticket_url(resolved)))
    for bad in ({"score": "9"}, {}, {"score": "x"}):
        assert client.post(ticket_url(resolved, "rate"), bad).status_code == 400
    answer = client.post(ticket_url(resolved, "rate"), {"score": "2", "comment": "<b>slow</b>"}, headers=HTMX)
    assert "&lt;b&gt;slow" in answer.content.decode()
    assert "Rated 2 of 5" in words(page_as(agent).get(ticket_url(resolved)))
    assert client.post(ticket_url(resolved, "rate"), {"score": "3"}).status_code == 409


def test_over_rest(resolved, requester, agent, outsider):
    path = f"/tickets/{resolved.pk}/rating/"
    assert Api(requester).get(path).status_code == 404
    for bad in (
        {"score": "5"},
        {"score": 0},
        {"score": 2.5},
        {"score": True},
        {},
        {"score": 1, "comment": 5},
    ):
        assert Api(requester).post(path, bad).status_code == 400
    assert Api(agent).post(path, {"score": 1}).status_code == 403
    assert Api(outsider).post(path, {"score": 1}).status_code == 404
    answer = Api(requester).post(path, {"score": 5, "comment": "thanks"})
    assert (answer.status_code, answer.json()["score"], answer.json()["comment"]) == (201, 5, "thanks")
    assert Api(agent).get(path).json()["score"] == 5
    assert Api(requester).post(path, {"score": 4}).status_code == 409
