"""A requester without an account opens one ticket by the link of a mail, and does there what is theirs."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.api import Api
from tests.factories import by, edge_id, make_ticket
from tests.tickets.pages import words
from tickets_app import guests, mail
from tickets_app.actions import hold, move
from tickets_app.comments import actions as comments
from tickets_app.comments import files
from tickets_app.integrity import check
from tickets_app.models import Comment, Notification, Ticket
from tts.core.errors import Forbidden, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
ANN = {"employee": {"name": "Ann Lee", "email": "Ann@Example.com"}}


@pytest.fixture
def ticket(version, agent):
    return make_ticket(subject="Lost key", **ANN)


def path_of(ticket):
    return "/" + guests.link(ticket, ticket.requester_email).split("/", 3)[3]


def test_the_mail_that_confirms_a_request_has_the_link(client, ticket):
    mail.send_for_events(Notification.objects.values_list("event_id", flat=True))
    (message,) = [m for m in outbox.outbox if m.to == ["ann@example.com"]]
    assert "Your request has arrived" in message.body
    path = re.search(r"https?://[^/]+(/track/\S+)", message.body).group(1)
    page = client.get(path)
    said = words(page)
    assert page.status_code == 200
    assert "Your request waits for its turn." in said
    assert "Next: Agent (Agent), Triage." in said
    assert "Due" in said
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.security(27)
def test_it_shows_nothing_internal(client, ticket, agent, version, coordinator):
    agent.first_name, agent.last_name = "Gus", "Secretname"
    agent.save()
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"), notes="internal words")
    hold.hold(by(coordinator), ticket.task.pk, "internal reason")
    said = words(client.get(path_of(ticket)))
    for hidden in ("internal words", "internal reason", "Secretname", agent.email):
        assert hidden not in said
    assert "Gus" in said


def test_it_opens_no_other_ticket_and_no_other_page(client, ticket):
    other = make_ticket(employee={"name": "Bob", "email": "bob@example.com"})
    client.get(path_of(ticket))
    for path in (f"/ticket/{ticket.number}/", f"/ticket/{other.number}/", "/track/", "/inbox/", "/new/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
    assert client.get(f"/tickets/{ticket.pk}/").status_code == 401
    mixed = signing.dumps([other.pk, "ann@example.com"], salt=guests.SALT)
    assert client.get(f"/track/{mixed}/").status_code == 400


def test_it_expires(client, ticket, settings):
    path = path_of(ticket)
    settings.TICKET_LINK_DAYS = 2
    with time_machine.travel(timezone.now() + timedelta(days=1.9)):
        assert client.get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2.1)):
        assert client.get(path).status_code == 400
        assert client.post(f"{path}withdraw/", {"reason": "x"}).status_code == 400


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsImEiXQ:1abcde:sig"])
def test_a_made_up_link_is_refused(client, ticket, token):
    assert client.get(f"/track/{token}/").status_code == 400
    assert client.post(f"/track/{token}/withdraw/", {"reason": "x"}).status_code == 400


def test_it_ends_with_the_address_it_was_sent_to(client, ticket):
    path = path_of(ticket)
    Ticket.objects.update(requester_email="new@example.com")
    assert client.get(path).status_code == 400


def test_only_what_is_a_requesters_can_be_done(client, ticket):
    data = {"reason": "x", "outcome": "rejected", "notes": "x"}
    for verb in ("transition", "begin", "hold", "resume", "cancel", "transfer", "escalate", "workflow"):
        assert client.post(f"{path_of(ticket)}{verb}/", data).status_code == 404
    ticket.task.refresh_from_db()
    assert ticket.task.status == "pending"


def test_withdrawing_by_it(client, ticket, agent):
    path = path_of(ticket)
    assert client.post(f"{path}withdraw/", {"reason": " "}).status_code == 400
    assert client.get(f"{path}withdraw/").status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"{path}withdraw/", {"reason": "x"}).status_code == 403
    assert client.post(f"{path}withdraw/", {"reason": "found it"}).status_code == 302
    said = words(client.get(path))
    assert "Your request was withdrawn." in said
    assert "The requester ended it: Withdrawn" in said
    event = AuditEvent.objects.get(action="task.cancelled")
    assert (event.actor_id, event.rule) == (None, {"rule": guests.BY_LINK})
    assert client.post(f"{path}withdraw/", {"reason": "again"}).status_code == 409
    assert list(check()) == []


def test_rating_and_reopening_by_it(client, ticket, version, agent, technician):
    path = path_of(ticket)
    assert client.post(f"{path}rate/", {"score": "5"}).status_code == 409
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
    move.transition(by(technician), ticket.task.pk, edge_id(version, "Done"))
    move.transition(by(agent), ticket.task.pk)
    assert client.post(f"{path}reopen/", {"reason": "no"}).status_code == 302
    move.transition(by(agent), ticket.task.pk)
    assert client.post(f"{path}rate/", {"score": "7"}).status_code == 400
    assert client.post(f"{path}rate/", {"score": "5", "comment": "good"}).status_code == 302
    assert "Rated 5 of 5" in words(client.get(path))
    assert list(check()) == []


def test_no_link_for_somebody_with_an_account(version, agent, requester):
    ticket = make_ticket(requester, requester=requester)
    assert not Notification.objects.filter(kind="ticket_status").exists()
    requester.is_active = False
    requester.save()
    assert Client().get(path_of(Ticket.objects.filter(pk=ticket.pk).first())).status_code == 400


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def attach(person, ticket, name, *, internal=False, is_draft=False):
    file = SimpleUploadedFile(name, b"how to")
    return files.upload(by(person), ticket.pk, file, internal=internal, is_draft=is_draft)


def test_what_was_said_publicly_is_there_and_nothing_else(client, ticket, agent, coordinator):
    agent.first_name, agent.last_name = "Gus", "Secretname"
    agent.save()
    asked = comments.create(by(agent), ticket.pk, "Which **key**?", internal=False)
    comments.create(by(agent), ticket.pk, "The blue one?", internal=False, parent_id=asked.pk)
    comments.create(by(coordinator), ticket.pk, "He loses all", internal=True)
    gone = comments.create(by(agent), ticket.pk, "Taken back", internal=False)
    comments.delete(by(agent), gone.pk)
    other = make_ticket(employee={"name": "Bob", "email": "bob@example.com"})
    comments.create(by(agent), other.pk, "For Bob", internal=False)
    page = client.get(path_of(ticket))
    said = words(page)
    assert "<strong>key</strong>" in page.content.decode()
    assert ("The blue one?" in said, "Deleted by Gus" in said) == (True, True)
    for hidden in ("He loses all", "Taken back", "For Bob", "Secretname", "data-answer", "hx-post"):
        assert hidden not in page.content.decode()


def test_files_of_the_public_part_open_by_it_and_no_others(client, media, ticket, agent, coordinator):
    path = path_of(ticket)
    shown = attach(agent, ticket, "how.txt")
    page = client.get(path).content.decode()
    assert f"{path}files/{shown.pk}/" in page
    answer = client.get(f"{path}files/{shown.pk}/")
    assert b"".join(answer.streaming_content) == b"how to"
    assert answer["X-Content-Type-Options"] == "nosniff"
    other = make_ticket(employee={"name": "Bob", "email": "bob@example.com"})
    for hidden in (
        attach(coordinator, ticket, "note.txt", internal=True),
        attach(agent, ticket, "draft.txt", is_draft=True),
        attach(coordinator, other, "bobs.txt"),
    ):
        assert client.get(f"{path}files/{hidden.pk}/").status_code == 404
        assert hidden.name not in client.get(path).content.decode()
    files.remove(by(agent), shown.pk)
    assert client.get(f"{path}files/{shown.pk}/").status_code == 404
    assert client.get(f"/track/x/files/{shown.pk}/").status_code == 400
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        assert client.get(f"{path}files/{shown.pk}/").status_code == 400


def test_many_comments_come_in_parts(client, ticket, agent):
    for number in range(32):
        comments.create(by(agent), ticket.pk, f"Said {number}.", internal=False)
    newest = client.get(path_of(ticket))
    assert ("Said 31." in words(newest), "Said 1." in words(newest)) == (True, False)
    before = re.search(r"\?before=(\d+)", newest.content.decode()).group(1)
    earlier = words(client.get(path_of(ticket), {"before": before}))
    assert ("Said 1." in earlier, "Said 31." in earlier) == (True, False)
    assert "Said 31." in words(client.get(path_of(ticket), {"before": "x"}))


def test_answering_by_it(client, ticket, agent, coordinator):
    asked = comments.create(by(agent), ticket.pk, "Which key?", internal=False)
    path = path_of(ticket)
    assert client.post(f"{path}say/", {"text": " "}).status_code == 400
    for _again in range(2):  # sent twice by a double click, said once
        answer = client.post(f"{path}say/", {"text": "The **blue** one, @admin"})
    said = Comment.objects.exclude(pk=asked.pk).get()
    assert answer["Location"].endswith(f"#comment-{said.pk}")
    assert (said.author, said.is_internal, said.mentions) == (None, False, [])
    event = AuditEvent.objects.get(action="comment.added", after__comment_id=said.pk)
    assert (event.actor_id, event.rule) == (None, {"rule": guests.BY_LINK})
    told = Notification.objects.filter(event_id=event.pk)
    assert {notice.recipient for notice in told} == {agent, ticket.task.owner}
    assert {notice.facts["who"] for notice in told} == {"Ann Lee"}
    for reader in (client, Api(agent).client, Api(coordinator).client):
        page = reader.get(path if reader is client else f"/ticket/{ticket.number}/")
        assert "<strong>blue</strong>" in page.content.decode()
        assert "Ann Lee" in words(page)
    listed = Api(agent).get(f"/tickets/{ticket.pk}/comments/").json()["results"]
    assert listed[-1]["author"] == {"user_id": None, "full_name": "Ann Lee"}
    comments.create(by(agent), ticket.pk, "Thanks", internal=False, parent_id=said.pk)
    with pytest.raises(Forbidden):
        comments.edit(by(coordinator), said.pk, "other words")
    comments.delete(by(coordinator), said.pk)
    assert "blue" not in words(client.get(path))
    assert list(check()) == []


def test_answering_is_refused_by_any_other_link_and_when_it_goes_too_fast(client, ticket, settings):
    path = path_of(ticket)
    other = make_ticket(employee={"name": "Bob", "email": "bob@example.com"})
    mixed = signing.dumps([other.pk, "ann@example.com"], salt=guests.SALT)
    say = {"text": "Let me in"}
    assert client.post("/track/x/say/", say).status_code == 400
    assert client.post(f"/track/{mixed}/say/", say).status_code == 400
    assert client.get(f"{path}say/").status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"{path}say/", say).status_code == 403
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        assert client.post(f"{path}say/", say).status_code == 400
    with pytest.raises(NotFound):
        comments.answer(guests.actor("", "ann@example.com"), other.pk, "Let me in")
    with pytest.raises(NotFound):
        comments.answer(by(None), ticket.pk, "Let me in")
    settings.RATE_LIMITS = "sign-in=1/min"
    assert client.post(f"{path}say/", say).status_code == 302
    assert client.post(f"{path}say/", {"text": "More"})["Retry-After"]
    assert list(Comment.objects.values_list("text", flat=True)) == ["Let me in"]
