"""While the broker is away people work as ever, and what other systems should know waits in the outbox."""

import socket

import pytest
from django.test import Client

from tests.factories import PASSWORD, by, make_ticket
from tests.ingest.messages import ticket
from tickets_app.comments import actions as comments
from tts.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker_that_is_away(settings):
    """Where a broker would be: it answers nobody, and knows whether somebody called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        settings.DJANGO_CELERY_BROKER_URL = f"amqp://guest:guest@127.0.0.1:{server.getsockname()[1]}//"
        yield server


def is_called(server) -> bool:
    """Whether anybody has connected."""
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def test_people_sign_in_read_act_and_comment_without_calling_the_broker(version, agent, broker_that_is_away):
    made = make_ticket(takes_number=True, **ticket(source_service="hdts"))
    client = Client()
    assert client.post("/accounts/login/", {"login": agent.email, "password": PASSWORD}).status_code == 302
    assert client.get(f"/ticket/{made.number}/").status_code == 200
    assert client.post(f"/ticket/{made.number}/begin/").status_code == 302
    comments.create(by(agent), made.pk, "It is plugged in now.", internal=False)
    waiting = OutboxMessage.objects.filter(state="waiting").order_by("pk")
    assert [row.args for row in waiting] == [["HD-1", "Open"], ["HD-1", "In Progress"]]
    assert not is_called(broker_that_is_away)


def test_a_call_would_be_noticed(broker_that_is_away):
    with socket.create_connection(broker_that_is_away.getsockname()):
        assert is_called(broker_that_is_away)


def test_readiness_says_so_and_stays_ready(client):
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert b"degraded" in answer.content
