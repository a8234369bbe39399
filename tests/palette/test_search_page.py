"""The one box: tickets and pages that the person may see, and a number that leads right there."""

import pytest

from tests.factories import make_ticket
from tests.tickets.pages import HTMX, page_as, words

pytestmark = pytest.mark.django_db


def test_a_number_leads_right_to_its_ticket_for_those_who_see_it(version, agent, outsider):
    ticket = make_ticket()
    assert page_as(agent).get("/search/", {"q": ticket.number})["Location"] == f"/ticket/{ticket.number}/"
    answer = page_as(outsider).get("/search/", {"q": ticket.number})
    assert "Nothing has all of these words." in words(answer)


def test_tickets_and_pages_are_found(version, coordinator, requester):
    make_ticket(subject="Workflows are slow")
    text = words(page_as(coordinator).get("/search/", {"q": "workflows"}, headers=HTMX))
    assert "Workflows are slow" in text
    assert "Go to Workflows" in text
    assert "Nothing has" in words(page_as(requester).get("/search/", {"q": "workflows"}, headers=HTMX))


def test_readers_of_reports_are_led_there(analyst, agent):
    assert "Go to Reports" in words(page_as(analyst).get("/search/", {"q": "reports"}, headers=HTMX))
    assert "Nothing has" in words(page_as(agent).get("/search/", {"q": "reports"}, headers=HTMX))


def test_staff_and_only_staff_are_led_to_canned_replies(agent, requester):
    assert "Go to Canned replies" in words(page_as(agent).get("/search/", {"q": "canned"}, headers=HTMX))
    assert 'href="/replies/"' in page_as(agent).get("/").content.decode()
    assert "Nothing has" in words(page_as(requester).get("/search/", {"q": "canned"}, headers=HTMX))
    assert 'href="/replies/"' not in page_as(requester).get("/").content.decode()
