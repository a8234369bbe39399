"""Following a ticket has one told of it, while one may see it; it gives no sight of it."""

import pytest

from tests.api import Api
from tests.factories import by, edge_id, make_ticket
from tests.tickets.pages import HTMX, page_as, ticket_url, words
from tickets_app.access import visible_tickets
from tickets_app.actions import finish, move
from tickets_app.comments import actions as comments
from tickets_app.models import Notification, Watcher
from tickets_app.watching import watch
from tts.accounts import actions as people
from tts.core.actor import SYSTEM
from tts.core.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(version, agent, requester):
    return make_ticket(requester=requester)


def told(user):
    rows = Notification.objects.filter(
        recipient=user, channel="in_app", kind__in=("ticket_status", "comment_added")
    )
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_who_follows_is_told_of_comments_and_of_the_end(
    ticket, analyst, agent, technician, coordinator, version
):
    watch(by(analyst), ticket.pk)
    watch(by(analyst), ticket.pk)
    comments.create(by(agent), ticket.pk, "Looking at it", internal=False)
    assert told(analyst) == ["comment_added"]
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
    move.transition(by(technician), ticket.task.pk, edge_id(version, "Done"))
    assert told(analyst) == ["comment_added"]
    move.transition(by(agent), ticket.task.pk)
    assert told(analyst) == ["comment_added", "ticket_status"]
    watch(by(analyst), ticket.pk, wanted=False)
    finish.reopen(by(coordinator), ticket.task.pk)
    assert told(analyst) == ["comment_added", "ticket_status"]


def test_internal_notes_are_not_told_to_those_who_may_not_read_them(ticket, analyst, agent, manager):
    watch(by(analyst), ticket.pk)
    comments.create(by(agent), ticket.pk, "Between us", internal=True)
    assert told(analyst) == []


def test_nobody_is_told_one_thing_twice(ticket, requester, coordinator):
    watch(by(requester), ticket.pk)
    finish.cancel(by(coordinator), ticket.task.pk, "not ours")
    assert told(requester) == ["ticket_status"]


def test_following_gives_no_sight(ticket, outsider, analyst, roles, coordinator):
    with pytest.raises(NotFound):
        watch(by(outsider), ticket.pk)
    assert Api(outsider).post(f"/tickets/{ticket.pk}/watch/").status_code == 404
    Watcher.objects.create(ticket=ticket, user=outsider)
    assert not visible_tickets(outsider).filter(pk=ticket.pk).exists()
    watch(by(analyst), ticket.pk)
    people.set_membership(SYSTEM, analyst, roles["Analyst"], is_active=False)
    finish.cancel(by(coordinator), ticket.task.pk, "not ours")
    assert (told(outsider), told(analyst)) == ([], [])


def test_page_and_rest_follow_and_unfollow(ticket, agent):
    page = page_as(agent)
    assert "Follow no longer" in words(page.post(ticket_url(ticket, "watch"), headers=HTMX))
    assert "Followed by Agent" in words(page.get(ticket_url(ticket)))
    assert Api(agent).delete(f"/tickets/{ticket.pk}/watch/").json() == {"watching": False}
    assert not Watcher.objects.exists()
    assert Api(agent).post(f"/tickets/{ticket.pk}/watch/").json() == {"watching": True}
    page.post(ticket_url(ticket, "unwatch"), headers=HTMX)
    assert not Watcher.objects.exists()


def test_a_requester_does_not_learn_who_follows(ticket, analyst, requester):
    watch(by(analyst), ticket.pk)
    assert "Followed" not in words(page_as(requester).get(ticket_url(ticket)))


def test_the_page_for_paper_shows_as_much_as_the_page(ticket, agent, requester, outsider):
    move.begin(by(agent), ticket.task.pk)
    staff = words(page_as(agent).get(ticket_url(ticket, "print")))
    assert "Held by Agent" in staff
    public = words(page_as(requester).get(ticket_url(ticket, "print")))
    assert "Held by" not in public
    assert "Your request is being worked on." in public
    assert page_as(outsider).get(ticket_url(ticket, "print")).status_code == 404
