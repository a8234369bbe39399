"""Hints are only hints: what they are about is done, whether or not there is a Redis to send them through."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.api import Api
from tickets_app.live import hints
from tickets_app.models import Ticket


async def away(given):
    """As with Redis gone."""
    raise ConnectionError("nobody listens")


def posted(requester, facts):
    try:
        return Api(requester).post("/tickets/", facts)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_ticket_is_accepted_while_redis_is_away(settings, monkeypatch, version, requester, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.RATE_LIMITS = "off"
    monkeypatch.setattr(hints, "send", away)
    facts = {"subject": "Printer", "department": "IT", "category": "Support"}
    # In a thread of its own, as on a server: a browser test before may have left an event loop in this one.
    with ThreadPoolExecutor(1) as server:
        answer = server.submit(posted, requester, facts).result()
    assert answer.status_code == 201
    assert Ticket.objects.count() == 1
    assert "nobody listens" in caplog.text
