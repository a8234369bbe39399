"""Whoever asks too fast is told to wait, on pages and by REST; nobody else is held up."""

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.api import Api, refused
from tts.core import rate_limits


@pytest.fixture(autouse=True)
def clock():
    """A clock that stands still, and counters that start at nothing."""
    rate_limits._counter.cache_clear()
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def limited(settings):
    def set_to(text):
        settings.RATE_LIMITS = text

    return set_to


@pytest.mark.django_db
class TestPerson:
    def test_is_refused_by_rest_until_the_minute_is_over(self, limited, clock, agent):
        limited("person=3/min")
        api = Api(agent)
        assert [api.get("/tasks/my-tasks/").status_code for _ in range(3)] == [200] * 3
        answer = api.get("/tasks/my-tasks/")
        assert refused(answer) == (429, [])
        assert 1 <= int(answer["Retry-After"]) <= 60
        clock.shift(120)
        assert api.get("/tasks/my-tasks/").status_code == 200

    def test_is_refused_on_pages_with_a_page(self, limited, agent):
        limited("person=2/min")
        client = Api(agent).client
        assert [client.get("/inbox/").status_code for _ in range(2)] == [200, 200]
        answer = client.get("/inbox/")
        assert answer.status_code == 429
        assert answer["Retry-After"]
        assert "Too many requests" in answer.content.decode()

    def test_pages_and_rest_count_together(self, limited, agent):
        limited("person=2/min")
        api = Api(agent)
        api.get("/inbox/")
        api.get("/tasks/my-tasks/")
        assert api.get("/tasks/my-tasks/").status_code == 429
        assert api.get("/inbox/").status_code == 429

    def test_holds_up_nobody_else(self, limited, agent, agent2):
        limited("person=1/min")
        Api(agent).get("/inbox/")
        assert Api(agent).get("/inbox/").status_code == 429
        assert Api(agent2).get("/inbox/").status_code == 200

    def test_a_refused_action_changes_nothing(self, limited, requester):
        limited("person=1/min")
        api = Api(requester)
        api.get("/tickets/")
        ticket = {"subject": "Printer", "category": "Technology", "department": "IT"}
        assert refused(api.post("/tickets/", ticket)) == (429, [])
        limited("off")
        assert api.get("/tickets/").json()["count"] == 0


@pytest.mark.django_db
class TestAddress:
    def test_is_refused_before_it_is_known_who_asks(self, limited, django_assert_num_queries, agent):
        limited("address=1/min")
        client = Api(agent).client
        client.get("/inbox/")
        with django_assert_num_queries(0):
            by_page, by_rest = client.get("/inbox/"), client.get("/tasks/my-tasks/")
        assert by_page.status_code == 429
        assert refused(by_rest) == (429, [])
        assert all(1 <= int(answer["Retry-After"]) <= 60 for answer in (by_page, by_rest))
        assert by_rest["X-Request-ID"]

    def test_another_address_is_not(self, limited, agent):
        limited("address=1/min")
        client = Api(agent).client
        client.get("/inbox/")
        assert client.get("/inbox/", REMOTE_ADDR="10.0.0.7").status_code == 200

    def test_sends_the_sign_in_form_far_fewer_times(self, limited):
        limited("address=100/min,sign-in=2/min")
        client, path = Client(), "/accounts/password/reset/"
        given = {"email": "nobody@example.org"}
        assert [client.post(path, given).status_code for _ in range(2)] == [302, 302]
        assert client.post(path, given).status_code == 429
        assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_off_lets_everything_through(limited, agent):
    limited("off")
    assert {Api(agent).get("/inbox/").status_code for _ in range(20)} == {200}


@pytest.mark.django_db
def test_a_silent_redis_holds_up_nobody(limited, settings, agent, caplog):
    limited("person=1/min,address=1/min")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert {Api(agent).get("/inbox/").status_code for _ in range(3)} == {200}
    assert "requests are not counted" in caplog.text


@pytest.mark.once
@pytest.mark.parametrize("text", ["person=many", "person=0/min", "people=3/min", "person=3/year", "person"])
def test_a_limit_that_cannot_be_read_is_named(text):
    with pytest.raises(ImproperlyConfigured, match=text):
        rate_limits.read(text)
