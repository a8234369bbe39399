"""The server says which kept form it has taken, and of no other."""

from urllib.parse import urlencode

import pytest

from tests.tickets.pages import HTMX, page_as
from tickets_app.models import Ticket

pytestmark = pytest.mark.django_db

FULL = {"department": "IT", "category": "Support", "subject": "Printer on fire", "priority": "High"}
FORM = "application/x-www-form-urlencoded"


def send(client, keep="new-ticket", **more):
    data = urlencode({**FULL, "keep": keep, **more})
    return client.post("/new/", data, content_type=FORM)


def taken(response):
    return response.cookies["taken"].value if "taken" in response.cookies else None


def test_what_was_carried_out_is_named(version, requester):
    assert taken(send(page_as(requester))) == "new-ticket"
    assert Ticket.objects.exists()


def test_what_was_refused_is_not(version, requester):
    assert taken(send(page_as(requester), subject="")) is None


def test_what_met_the_end_of_the_session_is_not(version, client):
    assert taken(send(client)) is None
    response = client.post("/new/", urlencode({"keep": "x"}), content_type=FORM, headers=HTMX)
    assert response["HX-Redirect"]
    assert taken(response) is None


def test_what_met_the_demand_for_a_second_factor_is_not(version, admin, settings):
    settings.REQUIRE_SECOND_FACTOR = "admins"
    response = send(page_as(admin))
    assert (response.status_code, taken(response)) == (302, None)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("key", ["", "a b", "x;path=/", "ü", "y" * 81])
def test_no_other_text_gets_into_the_cookie(version, requester, key):
    assert taken(send(page_as(requester), keep=key)) is None


def test_a_look_is_no_sending(version, requester):
    assert taken(page_as(requester).get("/new/?keep=new-ticket")) is None
