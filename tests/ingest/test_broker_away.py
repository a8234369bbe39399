"""While the broker is away people work as ever, and what other systems should know waits in the outbox."""

import pytest
from django.test import Client

from tests.factories import PASSWORD, by, make_ticket
from tests.ingest.messages import ticket
from tickets_app.actions.move import begin
from tts.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_listens(settings):
    settings.DJANGO_CELERY_BROKER_URL = "amqp://guest:guest@127.0.0.1:1//"


def test_people_sign_in_read_and_act(version, agent):
    made = make_ticket(takes_number=True, **ticket(source_service="hdts"))
    client = Client()
    assert client.post("/accounts/login/", {"login": agent.email, "password": PASSWORD}).status_code == 302
    assert client.get(f"/ticket/{made.number}/").status_code == 200
    begin(by(agent), made.task.pk)
    waiting = OutboxMessage.objects.filter(state="waiting").order_by("pk")
    assert [row.args for row in waiting] == [["HD-1", "Open"], ["HD-1", "In Progress"]]


def test_readiness_says_so_and_stays_ready(client):
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert b"degraded" in answer.content
