"""The same number again: what the sender states is changed, what it leaves out stays."""

from datetime import timedelta

import pytest

from tests.factories import by
from tickets_app.actions.receive import receive
from tickets_app.intake import read_ticket
from tickets_app.models import Ticket
from tts.core.errors import Conflict

pytestmark = pytest.mark.django_db
FIRST = {
    "id": "HD-7",
    "subject": "Printer",
    "department": "IT",
    "category": "Support",
    "priority": "High",
    "source_service": "hdts",
    "attachments": [{"id": 1, "file_name": "a.png"}],
    "location": "Room 4",
}


def send(data, may_update=True):
    return receive(by(None), read_ticket(data, takes_number=True), may_update=may_update)


@pytest.fixture
def ticket(version):
    return send(FIRST)[0]


def test_what_is_left_out_stays(ticket):
    silent = {key: FIRST[key] for key in ("id", "subject", "department", "source_service")}
    again, created = send({**silent, "subject": "Printer on fire"})
    assert (again.pk, created) == (ticket.pk, False)
    stored = Ticket.objects.get()
    assert (stored.subject, stored.priority, stored.category) == ("Printer on fire", "High", "Support")
    assert stored.attachments == FIRST["attachments"]
    assert stored.extra["location"] == "Room 4"


def test_a_new_priority_moves_the_clock(ticket):
    send({**FIRST, "priority": "Critical"})
    stored = Ticket.objects.select_related("task").get()
    assert stored.priority == "Urgent"
    assert stored.task.target_resolution == stored.task.started_at + timedelta(hours=4)


def test_from_another_source_is_refused(ticket):
    with pytest.raises(Conflict):
        send({**FIRST, "source_service": "other", "subject": "Mine"})
    assert Ticket.objects.get().subject == "Printer"


def test_from_a_person_is_refused(ticket):
    with pytest.raises(Conflict):
        send(FIRST, may_update=False)
