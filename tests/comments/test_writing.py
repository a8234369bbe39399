"""Writing, changing and deleting comments, thumbs, mentions and who is told."""

import pytest

from tests.factories import by, make_ticket, make_user
from tickets_app.access import sees_as_staff, visible_tickets
from tickets_app.comments import actions, mentions
from tickets_app.comments.access import part_of
from tickets_app.comments.people import mentionable, parts_at, who_may_see
from tickets_app.models import Comment, Notification
from tts.accounts.identities import vouch_for_email
from tts.accounts.models import User
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def told(event_kind=None):
    """{user name or address: kind} of the in-app and address-only notices of the last event."""
    last = AuditEvent.objects.order_by("pk").last().pk
    rows = Notification.objects.filter(event_id=last)
    return {(row.recipient.username if row.recipient else row.address): row.kind for row in rows}


def test_a_thread_keeps_its_order_and_its_audience(say, requester, technician, ticket):
    first = say(requester, "It smokes.")
    answer = say(technician, "Since when?", parent_id=first.pk)
    again = say(requester, "Monday.", parent_id=answer.pk)
    assert (answer.root, again.root, again.parent) == (first, first, answer)
    assert [c.is_internal for c in (first, answer, again)] == [False] * 3
    with pytest.raises(Invalid) as refused:
        say(technician, "An aside.", internal=True, parent_id=first.pk)
    assert list(refused.value.details) == ["parent_id"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001, "nul\x00", "\ud800"])
def test_what_is_no_comment_is_refused(say, technician, text):
    with pytest.raises(Invalid):
        say(technician, text)
    assert not Comment.objects.exists()


def test_who_may_write_what(say, ticket, requester, technician, analyst, outsider):
    assert say(requester, "Hello").author == requester
    assert say(technician, "Note", internal=True).is_internal
    for person, internal in ((requester, True), (analyst, True), (analyst, False)):
        with pytest.raises(Forbidden):
            say(person, internal=internal)
    with pytest.raises(NotFound):
        say(outsider)


def test_a_parent_on_another_ticket_or_unseen_is_refused(say, technician, requester, version):
    elsewhere = make_ticket(requester=requester)
    foreign = actions.create(by(requester), elsewhere.pk, "Elsewhere", internal=False)
    note = say(technician, "Among us", internal=True)
    for parent_id in (foreign.pk, note.pk, 10**15):
        with pytest.raises(Invalid):
            say(requester, parent_id=parent_id)


@pytest.mark.security(30)
def test_only_its_author_changes_a_comment(say, technician, agent, admin):
    comment = say(technician, "Frist")
    changed = actions.edit(by(technician), comment.pk, "First")
    assert (changed.text, changed.edited_at is not None) == ("First", True)
    for person in (agent, admin):
        with pytest.raises(Forbidden):
            actions.edit(by(person), comment.pk, "Mine")


def test_deleting_leaves_a_mark_without_the_text(say, technician, agent, coordinator, requester):
    mine, theirs = say(technician, "Secret"), say(requester, "Rude")
    deleted = actions.delete(by(technician), mine.pk)
    assert (deleted.text, deleted.deleted_by) == ("", technician)
    with pytest.raises(Forbidden):
        actions.delete(by(agent), theirs.pk)
    assert actions.delete(by(coordinator), theirs.pk).deleted_by == coordinator
    for attempt in (
        lambda: actions.delete(by(technician), mine.pk),
        lambda: actions.edit(by(technician), mine.pk, "Back"),
        lambda: actions.vote(by(agent), mine.pk, 1),
        lambda: say(requester, parent_id=mine.pk),
    ):
        with pytest.raises(Conflict):
            attempt()


def test_a_person_has_one_thumb(say, requester, technician, analyst):
    comment = say(technician, "Try now")
    for value in (1, 1, -1, 0, 1):
        actions.vote(by(requester), comment.pk, value)
    assert list(comment.votes.values_list("user", "value")) == [(requester.pk, 1)]
    events = AuditEvent.objects.filter(action="comment.voted")
    assert events.count() == 4  # the repeat changed nothing
    with pytest.raises(Invalid):
        actions.vote(by(requester), comment.pk, 2)
    with pytest.raises(Forbidden):
        actions.vote(by(analyst), comment.pk, 1)


def test_those_who_have_to_do_with_it_are_told(say, requester, technician, coordinator, agent, agent2):
    first = say(requester, "It smokes.")
    assert told() == {"technician": "comment_added", "coordinator": "comment_added"}
    say(technician, "A note to @agent.", internal=True)
    assert told() == {"agent": "mention", "coordinator": "comment_added"}
    say(agent, "On its way", parent_id=first.pk)
    assert told() == dict.fromkeys(("requester", "technician", "coordinator"), "comment_added")
    said = Notification.objects.filter(recipient=requester).first()
    assert (said.facts["who"], said.facts["comment_id"]) == ("Agent", Comment.objects.last().pk)


@pytest.mark.security(27)
def test_a_requester_without_an_account_is_told_by_mail_of_public_comments_only(version, agent):
    ticket = make_ticket(employee_email="ann@example.com")
    actions.create(by(agent), ticket.pk, "Among us", internal=True)
    assert "ann@example.com" not in told()
    actions.create(by(agent), ticket.pk, "To you", internal=False)
    assert told()["ann@example.com"] == "comment_added"


def test_mentions_reach_only_those_who_may_read(say, technician, requester, outsider, coordinator):
    comment = say(technician, "Ask @requester, @outsider and @Coordinator.", internal=True)
    assert comment.mentions == [coordinator.pk]
    assert comment.text == f"Ask @requester, @outsider and @{{{coordinator.pk}}}."
    assert set(told()) == {"coordinator"}
    changed = actions.edit(by(technician), comment.pk, "@coordinator @agent")
    assert told() == {"agent": "mention"}
    assert len(changed.mentions) == 2


def test_requesters_mention_nobody(say, requester, technician):
    comment = say(requester, "@technician please")
    assert (comment.mentions, comment.text) == ([], "@technician please")
    assert told()["technician"] == "comment_added"


def test_who_may_see_says_what_the_visibility_rule_says(ticket, roles, request):
    people = "agent agent2 technician manager coordinator designer analyst admin outsider requester"
    for name in people.split():
        request.getfixturevalue(name)
    make_user("far", roles["Ticket Coordinator"], departments=["Finance"])
    make_user("near", roles["Ticket Coordinator"], departments=["it"])
    ticket.requester_email = "asker@example.com"
    ticket.save()
    vouch_for_email(make_user("asker"))
    everyone = User.objects.all()
    inside = {user.username for user in everyone if sees_as_staff(user, ticket)}
    seen = {user.username for user in everyone if visible_tickets(user).filter(pk=ticket.pk).exists()}
    assert {u.username for u in who_may_see(ticket, internal=False)} == seen
    assert {u.username for u in who_may_see(ticket, internal=True)} == inside & seen
    assert "requester" in seen - inside
    at_once = parts_at(ticket, [user.pk for user in everyone])
    assert at_once == {user: part_of(user, ticket) for user in everyone if user.username in seen}
    assert [u.username for u in mentionable(ticket, internal=True, begins="CO")] == ["coordinator"]
    assert mentionable(ticket, internal=True, begins="requ") == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Hi @ann.", "Hi @{1}."),
        ("@ANN, @bob.by@example.com!", "@{1}, @{2}!"),
        ("mail ann@ann.de or @annie", "mail ann@ann.de or @annie"),
        ("(@ann) @@ann", "(@{1}) @@ann"),
    ],
)
def test_mentions_in_text(typed, stored):
    people = {"ann": 1, "bob.by@example.com": 2}
    assert mentions.to_stored(typed, people)[0] == stored
    names = {1: "ann", 2: "bob.by@example.com"}
    assert mentions.shown(stored, names.get).lower() == typed.lower()


def test_every_action_is_recorded_beside_the_tickets_own_history(say, technician, ticket):
    before = AuditEvent.objects.filter(target_type="ticket").count()
    comment = say(technician, "One", internal=True)
    actions.edit(by(technician), comment.pk, "Two")
    actions.delete(by(technician), comment.pk)
    rows = AuditEvent.objects.filter(target_type="conversation", target_id=ticket.pk).order_by("pk")
    assert [row.action for row in rows] == ["comment.added", "comment.edited", "comment.deleted"]
    assert {row.after["comment_id"] for row in rows} == {comment.pk}
    assert {row.after["internal"] for row in rows} == {True}
    assert AuditEvent.objects.filter(target_type="ticket").count() == before
