"""A ticket with a conversation on it, for every test of comments."""

import pytest

from tests.factories import by, edge_id, make_ticket
from tickets_app.actions import move
from tickets_app.comments import actions
from tickets_app.models import Ticket


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test go with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def ticket(version, agent, technician, requester):
    """Asked for by the requester, went through Triage (agent), is at Repair (technician)."""
    ticket = make_ticket(requester=requester)
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def say(ticket):
    """A function that comments on the ticket: say(person, text, internal=False, ...)."""

    def say(person, text="Have you tried paper?", *, internal=False, **more):
        return actions.create(by(person), ticket.pk, text, internal=internal, **more)

    return say
