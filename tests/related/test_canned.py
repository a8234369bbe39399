"""Canned replies: one's own and those of one's roles, filled in for a ticket, never more than text."""

import pytest

from tests.api import Api
from tests.factories import by, make_ticket
from tests.tickets.pages import page_as, ticket_url, words
from tickets_app import canned
from tickets_app.actions.canned import remove_reply, save_reply
from tickets_app.models import CannedReply
from tts.core.errors import Forbidden, Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(version, agent, requester):
    return make_ticket(subject="{{me}} {{7*7}}", requester=requester)


@pytest.fixture
def reply(agent, roles):
    text = "Dear {{ requester }}, {{number}} “{{subject}}” is {{status}}. {{me}}"
    return save_reply(by(agent), name="Hello", text=text, role=roles["Agent"])


def names(user):
    return [row.name for row in canned.replies_of(user)]


def test_places_are_filled_once(ticket, reply, agent):
    assert canned.filled(reply, ticket, agent) == (
        f"Dear Requester, {ticket.number} “{{{{me}}}} {{{{7*7}}}}” is Open. Agent"
    )


def test_roles_share_and_others_do_not_see(reply, agent, agent2, technician, coordinator, roles):
    save_reply(by(agent), name="Mine", text="x")
    assert names(agent) == ["Hello", "Mine"]
    assert names(agent2) == ["Hello"]
    assert names(technician) == []
    with pytest.raises(Forbidden):
        save_reply(by(agent), name="Theirs", text="x", role=roles["Technician"])
    save_reply(by(coordinator), name="Theirs", text="x", role=roles["Technician"])
    assert names(technician) == ["Theirs"]


def test_only_its_owner_and_coordinators_change_a_shared_one(reply, agent, agent2, coordinator):
    with pytest.raises(NotFound):
        save_reply(by(agent2), reply_id=reply.pk, name="Hello", text="spam")
    with pytest.raises(NotFound):
        remove_reply(by(agent2), reply.pk)
    own = save_reply(by(agent), name="Mine", text="x")
    with pytest.raises(NotFound):
        remove_reply(by(coordinator), own.pk)
    save_reply(by(coordinator), reply_id=reply.pk, name="Hello", text="better", role=reply.role)
    assert CannedReply.objects.get(pk=reply.pk).owner == agent
    remove_reply(by(agent), reply.pk)
    events = AuditEvent.objects.filter(action__startswith="canned_reply.").order_by("pk")
    assert [event.action.split(".")[1] for event in events] == ["saved", "saved", "saved", "removed"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " hello", "text": "x"}, "name"),
        ({"name": "", "text": "x"}, "name"),
        ({"name": "New", "text": " "}, "text"),
        ({"name": "New", "text": "{{password}}"}, "text"),
        ({"name": "New", "text": "{{ __class__ }}"}, "text"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(reply, agent, values, field):
    with pytest.raises(Invalid) as caught:
        save_reply(by(agent), **values)
    assert list(caught.value.details) == [field]
    answer = page_as(agent).post("/replies/", values)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors


def test_requesters_keep_none(requester):
    with pytest.raises(Forbidden):
        save_reply(by(requester), name="x", text="x")
    assert page_as(requester).get("/replies/").status_code == 403


def test_the_pages_keep_change_and_remove(agent, agent2, roles):
    page = page_as(agent)
    page.post("/replies/", {"name": "Hi", "text": "Hello {{requester}}", "role": roles["Agent"].pk})
    row = CannedReply.objects.get()
    assert "Hi" in words(page.get("/replies/"))
    assert page_as(agent2).get(f"/replies/{row.pk}/").status_code == 404
    assert page.post("/replies/", {"name": "x", "text": "x", "role": roles["Manager"].pk}).status_code == 400
    page.post(f"/replies/{row.pk}/", {"name": "Hi", "text": "Bye", "role": ""})
    row.refresh_from_db()
    assert (row.text, row.role) == ("Bye", None)
    page.post(f"/replies/{row.pk}/", {"remove": "1"})
    assert not CannedReply.objects.exists()


def test_they_are_offered_filled_in_to_who_works_on_the_ticket(ticket, reply, agent, requester, outsider):
    save_reply(by(agent), name="<b>", text='"><script>alert(1)</script>')
    shown = page_as(agent).get(ticket_url(ticket, "replies")).content.decode()
    assert f"Dear Requester, {ticket.number}" in shown
    assert "<script>" not in shown
    assert "<b>" not in shown
    path = f"/tickets/{ticket.pk}/canned-replies/"
    assert [row["name"] for row in Api(agent).get(path).json()] == ["<b>", "Hello"]
    for user, status in ((requester, 403), (outsider, 404)):
        assert page_as(user).get(ticket_url(ticket, "replies")).status_code == status
        assert Api(user).get(path).status_code == status
