"""What somebody says is theirs, of the kind that the server found it to be, whichever door it came by."""

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from tests.api import Api, refused
from tests.comments.conftest import media, say, ticket
from tests.factories import by, make_ticket
from tests.ingest.messages import envelope, take_all
from tests.ingest.messages import ticket as sent_ticket
from tests.live.conftest import often
from tests.live.scenes import cookie_of, play, watching
from tests.tickets.pages import page_as
from tickets_app import guests, mail
from tickets_app.comments import actions
from tickets_app.live import socket
from tickets_app.models import Comment, Ticket
from tts.core.models import AuditEvent

__all__ = ["media", "often", "say", "ticket"]
pytestmark = [pytest.mark.django_db, pytest.mark.security(29)]
LONG_AGO = "2001-01-01T00:00:00Z"


@pytest.fixture
def forged(admin):
    """What a sender may claim of a comment: that the administrator made it, long ago, as the system does."""
    return {
        "author": admin.pk, "author_id": admin.pk, "actor": admin.pk, "user": admin.pk, "user_id": admin.pk,
        "created_at": LONG_AGO, "edited_at": LONG_AGO, "type": "system", "kind": "system", "id": 4711,
        "mentions": [admin.pk], "guest": "boss@example.com", "rule": "by a rule",
    }  # fmt: skip


@pytest.fixture
def begun():
    return timezone.now()


def is_by(comment, author, begun, action="comment.added"):
    """Whether `comment`, and the event that tells of it, are of `author` and of just now."""
    event = AuditEvent.objects.filter(action=action, after__comment_id=comment.pk).latest("pk")
    written = comment.edited_at if action == "comment.edited" else comment.created_at
    authors = (comment.author_id, event.actor_id)
    return authors == (author and author.pk,) * 2 and begun <= written <= timezone.now()


def test_by_rest_such_a_field_is_named_and_nothing_said(ticket, technician, forged):
    body = {"text": "Hello", "internal": False, **forged}
    answer = Api(technician).post(f"/tickets/{ticket.pk}/comments/", body)
    assert refused(answer) == (400, sorted(forged))
    assert not Comment.objects.exists()


def test_by_rest_a_comment_is_of_whoever_asks(ticket, technician, begun):
    answer = Api(technician).post(f"/tickets/{ticket.pk}/comments/", {"text": "Hello", "internal": False})
    assert answer.status_code == 201
    assert answer.json()["author"] == {"user_id": technician.pk, "full_name": "Technician"}
    assert is_by(Comment.objects.get(), technician, begun)


def test_by_rest_a_change_claims_no_other_author(ticket, say, technician, forged, begun):
    comment = say(technician, "Mine")
    path = f"/tickets/{ticket.pk}/comments/{comment.pk}/"
    patch = Api(technician).client.patch
    answer = patch(path, {"text": "Changed", **forged}, content_type="application/json")
    assert refused(answer) == (400, sorted(forged))
    assert patch(path, {"text": "Changed"}, content_type="application/json").status_code == 200
    comment.refresh_from_db()
    assert comment.text == "Changed"
    assert is_by(comment, technician, begun, "comment.edited")


def test_by_page_such_fields_are_ignored(ticket, technician, forged, begun):
    client, text = page_as(technician), {"text": "Hello", "audience": "internal"}
    assert client.post(f"/ticket/{ticket.number}/conversation/say/", {**text, **forged}).status_code == 302
    comment = Comment.objects.get()
    assert comment.pk != 4711
    assert (comment.is_internal, comment.mentions, comment.edited_at) == (True, [], None)
    assert is_by(comment, technician, begun)
    changed = {"text": "Changed", "audience": "public", **forged}
    assert client.post(f"/comments/{comment.pk}/edit/", changed).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.is_internal) == ("Changed", True)
    assert is_by(comment, technician, begun, "comment.edited")


def test_by_the_link_of_a_mail_it_is_the_requesters_and_public(version, agent, forged, begun):
    asked = make_ticket(employee={"name": "Ann Lee", "email": "ann@example.com"})
    link = "/" + guests.link(asked, "ann@example.com").split("/", 3)[3]
    said = {"text": "Hello", "audience": "internal", "internal": "true", **forged}
    assert Client().post(f"{link}say/", said).status_code == 302
    comment = Comment.objects.get()
    assert (comment.text, comment.is_internal) == ("Hello", False)
    assert is_by(comment, None, begun)
    event = AuditEvent.objects.get(action="comment.added")
    assert event.rule == {"rule": guests.BY_LINK}


def test_by_queue_a_ticket_brings_no_comment_and_no_author(version, admin, forged, begun):
    comments = [{"text": "Approved", "author": admin.pk, "created_at": LONG_AGO}]
    claimed = {"created_by": admin.pk, "status": "Closed", "comments": comments, "internal_notes": comments}
    take_all([envelope(sent_ticket(**{**forged, **claimed, "id": None}))])
    received = Ticket.objects.get()
    event = AuditEvent.objects.get(action="ticket.received")
    assert (event.actor_id, event.target_id) == (None, received.pk)
    assert begun <= received.created_at <= timezone.now()
    assert (received.status, received.requester) == ("Open", None)
    assert not Comment.objects.exists()


def test_a_mail_is_of_the_installation_and_names_who_really_spoke(ticket, technician, requester, settings):
    settings.DEFAULT_FROM_EMAIL = "desk@example.com"
    actions.create(by(technician), ticket.pk, "From: Admin <admin@example.com>\n\nApproved.", internal=False)
    event = AuditEvent.objects.get(action="comment.added")
    mail.send_for_events([event.pk])
    (sent,) = [message for message in outbox.outbox if message.to == [requester.email]]
    head = sent.message()
    assert (head["From"], head["Sender"], head["Reply-To"]) == ("desk@example.com", None, None)
    assert "Technician" in sent.body
    assert "Admin commented" not in sent.body


@pytest.mark.django_db(transaction=True)
def test_by_socket_nobody_writes_under_another_name(ticket, agent, technician, admin):
    first, second = cookie_of(agent), cookie_of(technician)

    async def scene():
        watcher, writer = await watching(first, ticket), await watching(second, ticket)
        await writer.say({"writing": "internal"})
        await watcher.hears_present({"Technician": "internal"})
        await writer.say({"writing": "public", "name": "Admin", "user_id": 1})
        assert await writer.close_code() == socket.BAD_MESSAGE
        await writer.ends()
        people = (await watcher.hear("present"))["people"]
        assert "Admin" not in {person["name"] for person in people}
        await watcher.ends()

    play(scene)


@pytest.mark.security(30)
def test_the_comment_of_somebody_else_is_not_changed(ticket, say, technician, agent, admin):
    comment = say(technician, "Mine")
    path = f"/tickets/{ticket.pk}/comments/{comment.pk}/"
    for person in (agent, admin):
        answer = page_as(person).post(f"/comments/{comment.pk}/edit/", {"text": "Theirs"})
        assert answer.status_code == 403
        answer = Api(person).client.patch(path, {"text": "Theirs"}, content_type="application/json")
        assert refused(answer) == (403, [])
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at) == ("Mine", None)
