"""While a subject is typed, open tickets that may be about the same are shown."""

import pytest

from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import page_as, words
from tickets_app.actions.requester import withdraw
from tickets_app.similar import similar_tickets

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(version, agent, requester):
    other = make_user("other")
    return {
        "own": make_ticket(requester, requester=requester, subject="Printer on the third floor is broken"),
        "foreign": make_ticket(other, requester=other, subject="The printer is broken, third floor"),
        "unlike": make_ticket(requester, requester=requester, subject="New chair"),
    }


def numbers(user, subject):
    return [ticket.number for ticket in similar_tickets(user, subject)]


@pytest.mark.security(18)
def test_requesters_see_their_own_only(tickets, requester):
    assert numbers(requester, "printer brok") == [tickets["own"].number]


def test_staff_see_those_they_may_see(tickets, agent, outsider):
    assert set(numbers(agent, "Broken PRINTER")) == {tickets["own"].number, tickets["foreign"].number}
    assert numbers(outsider, "Broken PRINTER") == []


@pytest.mark.parametrize("subject", ["", "a b", "%", "_", "chairs and tables", "\N{SNOWMAN}" * 9])
def test_nothing_is_like_nothing(tickets, requester, subject):
    assert tickets["own"].number not in numbers(requester, subject)


def test_finished_ones_are_not_shown(tickets, requester):
    withdraw(by(requester), tickets["own"].pk, "done")
    assert numbers(requester, "printer broken") == []


def test_the_part_of_the_page(tickets, requester, django_assert_max_num_queries):
    client = page_as(requester)
    page = client.get("/new/", {"department": "IT", "category": "Support"}).content.decode()
    assert 'hx-get="/new/similar/"' in page
    with django_assert_max_num_queries(7):
        answer = client.get("/new/similar/", {"subject": "printer broken"})
    assert tickets["own"].number in words(answer)
    assert tickets["foreign"].number not in words(answer)
    assert client.get("/new/similar/", {"subject": "a\x00b"}).status_code == 200
    assert client.post("/new/similar/").status_code == 405
