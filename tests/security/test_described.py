"""The REST API answers as it describes itself, whatever it is asked and whoever asks."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.factories import by, edge_id, make_ticket
from tests.security import described
from tickets_app.actions.links import link
from tickets_app.comments import actions as comments
from tickets_app.comments import files
from tickets_app.models import DeadLetter, Notification
from tts.core.api_paths import PREFIXES
from tts.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ids(version, agent, admin, settings):
    """A world with one of everything; the ids in it by the name of their parameter."""
    settings.DJANGO_JWT_SIGNING_KEY = described.KEY
    for person in (agent, admin):
        person.external_id = f"auth-{person.pk}"
        person.save(update_fields=["external_id"])
    ticket = make_ticket(agent)
    step = ticket.task.step_id
    item = ticket.task.items.get()
    return {
        "ticket_id": ticket.pk,
        "task_id": ticket.task.pk,
        "task_item_id": item.pk,
        "step_id": step,
        "workflow_id": version.workflow_id,
        "transition_id": edge_id(version, "Send on"),
        "from_id": step,
        "user_id": agent.pk,
        "new_user_id": agent.pk,
        "role_id": item.role_id,
        **conversation(ticket, agent, admin),
        **troubles(ticket),
        "event_id": AuditEvent.objects.first().pk,
    }


def conversation(ticket, agent, admin):
    """A comment, a file and a link."""
    paper = SimpleUploadedFile("note.txt", b"Serial number 4711")
    file = files.upload(by(agent), ticket.pk, paper, internal=False, is_draft=False)
    comment = comments.create(by(agent), ticket.pk, "It smokes.", internal=False)
    related = link(by(admin), ticket.pk, make_ticket(admin).number, "relates")
    return {"attachment_id": file.pk, "comment_id": comment.pk, "link_id": related.pk}


def troubles(ticket):
    """A message that could not be used, and a mail that failed."""
    now = timezone.now()
    letter = DeadLetter.objects.create(
        message_id="m-1", queue="TICKET_TASKS_PRODUCTION", body=json.dumps([[{}], {}, {}]).encode(),
        received_at=now, reason="No subject.", payload={},
    )  # fmt: skip
    notice = Notification.objects.create(
        event_id=1, ticket=ticket, address="ada@example.com", channel="email", kind="ticket_status",
        state="failed", error="refused", created_at=now,
    )  # fmt: skip
    return {"letter_id": letter.pk, "notification_id": notice.pk}


@pytest.mark.security(41)
@pytest.mark.parametrize("area", [area for area in PREFIXES if area != "schema"])
@pytest.mark.parametrize("who", ["admin", "agent", "anonymous"])
def test_every_operation_answers_as_described(request, ids, who, area):
    user = None if who == "anonymous" else request.getfixturevalue(who)
    with described.one_connection():
        found = described.ask(area, user, ids)
    print(f"{area} as {who}: {found.summary}")
    assert found.operations
    assert max(found.answers) < 500
    assert not found.failures, f"{found.summary}\n{found}"


def test_requests_are_made_up_from_the_seed_that_was_said():
    assert described.seed("4711") == 4711
    assert described.seed("random") != described.seed("random")


def test_an_answer_that_is_not_as_described_is_found(ids, admin, monkeypatch):
    monkeypatch.setattr("tts.accounts.api.views.RoleSerializer.data", [{"id": "one"}], raising=False)
    with described.one_connection():
        found = described.ask("roles", admin, ids)
    assert found.failures
