"""Tickets are linked by whoever works on one and sees both; nobody learns of one that they may not see."""

import pytest

from tests.api import Api, refused
from tests.factories import by, make_ticket
from tests.tickets.pages import HTMX, page_as, ticket_url, words
from tickets_app.actions import links
from tickets_app.integrity import check
from tickets_app.linking import related_to
from tickets_app.models import Notification, TicketLink
from tts.accounts import actions as people
from tts.core.actor import SYSTEM
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(version, agent, requester):
    return make_ticket(subject="Paper jam", requester=requester), make_ticket(subject="Printer broken")


@pytest.fixture
def foreign(version):
    """A ticket that only coordinators see: no workflow took it."""
    return make_ticket(subject="Secret garden", category="Gardening")


def told(user, ticket):
    return [(link.words, link.ticket) for link in related_to(ticket, user)]


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("relates", "Related to", "Related to"),
        ("blocked", "Blocked by", "Blocks"),
        ("part", "Part of", "Has the part"),
    ],
)
def test_a_link_is_read_from_both_ends(pair, agent, kind, here, there):
    one, other = pair
    links.link(by(agent), one.pk, other.number, kind)
    assert told(agent, one) == [(here, other)]
    assert told(agent, other) == [(there, one)]
    one.refresh_from_db()
    assert one.status == "Open"
    assert list(check()) == []


def test_a_duplicate_ends_and_those_concerned_are_told(pair, coordinator, agent, requester):
    one, other = pair
    links.link(by(coordinator), one.pk, other.number, "duplicate")
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("Withdrawn", "Open")
    assert told(coordinator, other) == [("Has the duplicate", one)]
    about = Notification.objects.filter(ticket=one, kind="ticket_status", channel="in_app")
    assert set(about.values_list("recipient", flat=True)) == {agent.pk, requester.pk}
    assert list(check()) == []


def test_a_duplicate_that_nobody_took_ends_too(foreign, pair, coordinator):
    links.link(by(coordinator), foreign.pk, pair[0].number, "duplicate")
    foreign.refresh_from_db()
    assert foreign.status == "Withdrawn"
    assert list(check()) == []


def test_a_finished_duplicate_stays_as_it_is(pair, coordinator):
    one, other = pair
    links.link(by(coordinator), one.pk, other.number, "duplicate")
    third = make_ticket(subject="Again")
    with pytest.raises(Conflict):
        links.link(by(coordinator), other.pk, one.number, "relates")
    links.link(by(coordinator), one.pk, third.number, "duplicate")
    assert len(told(coordinator, one)) == 2


def test_only_those_who_direct_it_end_a_duplicate(pair, agent):
    one, other = pair
    with pytest.raises(Forbidden):
        links.link(by(agent), one.pk, other.number, "duplicate")
    one.refresh_from_db()
    assert one.status == "Open"
    assert not TicketLink.objects.exists()


@pytest.mark.security(18)
def test_a_foreign_number_and_none_are_refused_alike(pair, foreign, agent):
    refusals = set()
    for number in (foreign.number, "TX-none", pair[0].number, "x\x00"):
        with pytest.raises(Invalid) as caught:
            links.link(by(agent), pair[0].pk, number, "relates")
        refusals.add(str(caught.value.details))
    assert len(refusals) == 1


def test_requesters_and_strangers_link_nothing(pair, requester, outsider):
    one, other = pair
    with pytest.raises(Forbidden):
        links.link(by(requester), one.pk, other.number, "relates")
    with pytest.raises(NotFound):
        links.link(by(outsider), one.pk, other.number, "relates")


@pytest.mark.security(18)
def test_whoever_may_not_see_one_end_sees_no_link(pair, foreign, coordinator, agent, analyst):
    one, other = pair
    links.link(by(coordinator), one.pk, foreign.number, "relates")
    assert told(coordinator, one) == [("Related to", foreign)]
    assert told(agent, one) == []
    page = words(page_as(agent).get(ticket_url(one)))
    assert foreign.number not in page
    assert "Secret garden" not in page
    assert "linked it to another ticket" in page
    link = TicketLink.objects.get()
    with pytest.raises(NotFound):
        links.unlink(by(agent), one.pk, link.pk)
    with pytest.raises(NotFound):
        links.unlink(by(coordinator), other.pk, link.pk)
    links.unlink(by(coordinator), foreign.pk, link.pk)
    assert not TicketLink.objects.exists()
    assert list(check()) == []


def test_a_requester_sees_no_links(pair, coordinator, requester):
    one, other = pair
    links.link(by(coordinator), one.pk, other.number, "relates")
    page = words(page_as(requester).get(ticket_url(one)))
    assert other.number not in page
    assert "linked" not in page
    assert Api(requester).get(f"/tickets/{one.pk}/links/").json() == []


def test_both_histories_tell_it(pair, coordinator):
    one, other = pair
    links.link(by(coordinator), one.pk, other.number, "duplicate")
    targets = AuditEvent.objects.filter(action="ticket.linked").values_list("target_id", flat=True)
    assert set(targets) == {one.pk, other.pk}
    assert "ended it as a duplicate" in words(page_as(coordinator).get(ticket_url(one)))
    assert "marked another ticket as a duplicate" in words(page_as(coordinator).get(ticket_url(other)))


def test_the_page_links_and_unlinks(pair, agent):
    one, other = pair
    page = page_as(agent)
    answer = page.post(
        ticket_url(one, "link"), {"kind": "relates", "number": f" {other.number} "}, headers=HTMX
    )
    assert "Printer broken" in words(answer)
    refusal = page.post(ticket_url(one, "link"), {"kind": "relates", "number": "TX-none"}, headers=HTMX)
    assert refusal.status_code == 400
    assert "There is no other ticket of this number." in words(refusal)
    link = TicketLink.objects.get()
    answer = page.post(ticket_url(one, "unlink"), {"link_id": link.pk}, headers=HTMX)
    assert "Printer broken" not in words(answer)
    assert page.post(ticket_url(one, "unlink"), {"link_id": link.pk}).status_code == 404


def test_rest_links_reads_and_unlinks(pair, foreign, agent, outsider):
    one, other = pair
    path = f"/tickets/{one.pk}/links/"
    made = Api(agent).post(path, {"ticket_number": other.number, "kind": "blocked"})
    assert made.status_code == 201
    assert (made.json()["text"], made.json()["ticket"]["ticket_number"]) == ("Blocked by", other.number)
    assert Api(agent).get(path).json() == [made.json()]
    assert refused(Api(agent).post(path, {"ticket_number": foreign.number, "kind": "part"})) == (
        400,
        ["number"],
    )
    assert refused(Api(agent).post(path, {"ticket_number": other.number, "kind": "x"})) == (400, ["kind"])
    assert Api(agent).post(path, {"ticket_number": other.number, "kind": "part"}).status_code == 409
    for method in ("get", "delete"):
        address = path if method == "get" else f"{path}{made.json()['id']}/"
        assert getattr(Api(outsider), method)(address).status_code == 404
    assert Api(agent).delete(f"{path}{made.json()['id']}/").status_code == 204
    assert Api(agent).get(path).json() == []


def test_links_cost_the_same_for_few_and_many(pair, coordinator, django_assert_max_num_queries):
    one = pair[0]
    for number in range(12):
        other = make_ticket(subject=f"Other {number}")
        links.link(by(coordinator), one.pk, other.number, "relates")
    with django_assert_max_num_queries(4):
        assert len(related_to(one, coordinator)) == 12


def test_somebody_who_lost_the_right_on_one_end_loses_the_link(pair, coordinator, agent, roles):
    one, other = pair
    links.link(by(coordinator), one.pk, other.number, "relates")
    people.set_membership(SYSTEM, coordinator, roles["Ticket Coordinator"], departments=["Finance"])
    one.task.__class__.objects.update(owner=agent)
    fresh = type(coordinator).objects.get(pk=coordinator.pk)
    with pytest.raises(NotFound):
        links.link(by(fresh), one.pk, other.number, "part")
