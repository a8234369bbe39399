"""A person sees where they are signed in and ends sessions there, and nobody else's."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.factories import PASSWORD, make_user
from tests.tickets.pages import words
from tts.accounts.sessions import device
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


def signed_in(name, agent):
    client = Client(headers={"User-Agent": agent})
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def two(requester):
    return signed_in("requester", FIREFOX), signed_in("requester", PHONE)


def row_of(client):
    return UserSession.objects.get(session_key=client.session.session_key)


def test_both_places_are_shown(two):
    page = words(two[0].get("/profile/sessions/"))
    assert "Firefox on Linux" in page
    assert "Safari on iOS" in page
    assert page.count("Here") == 1


def test_one_is_ended_from_the_other(two):
    here, there = two
    assert there.get("/profile/").status_code == 200
    assert here.post(f"/profile/sessions/{row_of(there).pk}/end/").status_code == 302
    assert there.get("/profile/").status_code == 302
    assert here.get("/profile/").status_code == 200
    assert "Safari" not in words(here.get("/profile/sessions/"))
    assert AuditEvent.objects.get(action="user.session_ended").after == {"device": "Safari on iOS"}


def test_all_others_are_ended_at_once(two):
    here, there = two
    third = signed_in("requester", PHONE)
    here.post("/profile/sessions/end/")
    assert [client.get("/profile/").status_code for client in (here, there, third)] == [200, 302, 302]


def test_somebody_elses_session_is_not_ended(two):
    make_user("other")
    other = signed_in("other", FIREFOX)
    assert other.post(f"/profile/sessions/{row_of(two[0]).pk}/end/").status_code == 404
    other.post("/profile/sessions/end/")
    assert two[0].get("/profile/").status_code == 200
    assert "Safari" not in words(other.get("/profile/sessions/"))


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("", "Unknown browser"),
        ("<script>", "Unknown browser"),
        ("Chrome/1 Safari/2 Edg/3 Windows NT", "Edge on Windows"),
    ],
)
def test_what_a_browser_calls_itself_is_read(agent, said):
    assert device(agent) == said
