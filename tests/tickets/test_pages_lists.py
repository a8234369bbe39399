"""Lists of work as pages: who finds what, in which order, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import by, edge_id, make_ticket, make_user
from tests.tickets.pages import HTMX, page_as, words
from tickets_app import paging
from tickets_app.actions import finish, hold, move
from tts.accounts import actions as people

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def shown(user, path, **params):
    return words(page_as(user).get(path, params))


def subjects(user, path, **params):
    """The subjects of a list, in order, of tickets called `T-<name>`."""
    return [word[2:] for word in shown(user, path, **params).split() if word.startswith("T-")]


@pytest.fixture
def finished(version, agent, technician):
    """A ticket that is resolved."""
    ticket = make_ticket(subject="T-done")
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
    move.transition(by(technician), ticket.task.pk, edge_id(version, "Done"))
    move.transition(by(agent), ticket.task.pk)
    return ticket


class TestMyWork:
    def test_has_the_next_breach_first_and_held_work_last(self, version, agent, now):
        held = make_ticket(subject="T-held", priority="Urgent", at=now)
        hold.hold(by(agent), held.task.pk, "waiting for a part")
        make_ticket(subject="T-low", priority="Low", at=now)
        make_ticket(subject="T-late", priority="Urgent", at=now - 5 * HOUR)
        make_ticket(subject="T-high", priority="High", at=now)
        assert subjects(agent, "/inbox/") == ["late", "high", "low", "held"]

    def test_says_of_each_what_is_left(self, version, agent, now):
        make_ticket(at=now - HOUR)
        make_ticket(priority="Urgent", at=now - 5 * HOUR)
        hold.hold(by(agent), make_ticket(at=now).task.pk, "waiting for a part")
        text = shown(agent, "/inbox/")
        assert "Triage Agent Open Medium 3 h 4" in text
        assert "Triage Agent Open Urgent breached 4 h ago" in text
        assert "On hold Medium paused: waiting for a part" in text

    def test_links_to_each_ticket_with_the_exact_time_on_hover(self, version, agent):
        ticket = make_ticket()
        body = page_as(agent).get("/inbox/").content.decode()
        assert f'href="/ticket/{ticket.number}/"' in body
        assert 'title="Due ' in body

    def test_shows_times_in_the_persons_zone(self, version, agent, now):
        agent.time_zone = "Asia/Tokyo"
        agent.save()
        make_ticket()
        assert "JST" in page_as(agent).get("/inbox/").content.decode()

    def test_has_nothing_of_others_and_says_what_to_expect(self, version, technician, agent):
        make_ticket(subject="T-x")
        assert "Nothing waits for you. New work appears here" in shown(technician, "/inbox/")

    @pytest.mark.parametrize(
        ("params", "found"),
        [
            ({"status": "held"}, ["held"]),
            ({"status": "begun"}, ["begun"]),
            ({"status": "new"}, ["new", "held"]),
            ({"status": "breached"}, []),
            ({"status": "nonsense"}, ["begun", "new", "held"]),
            ({"q": "T-beg"}, ["begun"]),
            ({"q": "a\x00b"}, []),
            ({"role": "999"}, ["begun", "new", "held"]),
        ],
    )
    def test_is_narrowed_by_the_address(self, version, agent, now, params, found):
        move.begin(by(agent), make_ticket(subject="T-begun", priority="Urgent", at=now).task.pk)
        make_ticket(subject="T-new", at=now)
        hold.hold(by(agent), make_ticket(subject="T-held", at=now).task.pk, "wait")
        assert subjects(agent, "/inbox/", **params)[: len(found)] == found
        assert len(subjects(agent, "/inbox/", **params)) == len(found)

    def test_with_filters_that_fit_nothing_says_so(self, version, agent):
        make_ticket()
        assert "Nothing fits these filters." in shown(agent, "/inbox/", status="held")

    def test_is_not_for_requesters(self, requester):
        assert page_as(requester).get("/inbox/").status_code == 403

    def test_is_sent_to_htmx_without_the_frame(self, version, agent):
        make_ticket()
        body = page_as(agent).get("/inbox/", headers=HTMX).content.decode()
        assert "<html" not in body
        assert body.count('id="list"') == 1


class TestPages:
    def test_are_walked_by_number(self, version, agent, monkeypatch):
        monkeypatch.setattr(paging, "PAGE_SIZE", 2)
        for name in "abcde":
            make_ticket(subject=f"T-{name}")
        assert subjects(agent, "/inbox/") == ["a", "b"]
        assert subjects(agent, "/inbox/", page=3) == ["e"]
        assert "5 to 5 of 5" in shown(agent, "/inbox/", page=3)
        assert "5 to 5 of 5" in shown(agent, "/inbox/", page=99)
        for odd in ("x", "-1", "0", "9" * 5000, "²"):
            assert subjects(agent, "/inbox/", page=odd) in (["a", "b"], ["e"])

    def test_are_counted_exactly_up_to_a_limit_only(self, version, coordinator, agent, monkeypatch):
        monkeypatch.setattr(paging, "PAGE_SIZE", 2)
        monkeypatch.setattr(paging, "MOST_COUNTED", 4)
        for name in "abcdefg":
            make_ticket(subject=f"T-{name}")
        assert "1 to 2 of 4+" in shown(coordinator, "/desk/")
        assert "Active 4+" in shown(coordinator, "/desk/")
        assert subjects(coordinator, "/desk/", page=4) == ["a"]


class TestDesk:
    def test_has_tabs_whose_counts_equal_their_lists(self, version, coordinator, finished):
        make_ticket(subject="T-open")
        make_ticket(subject="T-plant", category="Gardening")
        text = shown(coordinator, "/desk/")
        assert "Active 1 Finished 1 Unassigned 1" in text
        assert subjects(coordinator, "/desk/") == ["open"]
        assert subjects(coordinator, "/desk/", tab="inactive") == ["done"]
        assert subjects(coordinator, "/desk/", tab="unassigned") == ["plant"]

    def test_says_of_a_step_that_it_ran_out_before_the_ticket(self, version, coordinator, agent, now):
        ticket = make_ticket(subject="T-slow", at=now - 20 * HOUR)
        text = shown(coordinator, "/desk/")
        assert "Triage Agent breached 15 h ago" in text
        assert "left" in text
        hold.hold(by(agent), ticket.task.pk, "waiting for a part")
        assert "breached 15 h ago" not in shown(coordinator, "/desk/")

    def test_says_nothing_of_a_step_in_time_or_whose_ticket_ran_out_too(
        self, version, coordinator, agent, now
    ):
        make_ticket(subject="T-fresh", at=now)
        make_ticket(subject="T-late", priority="Urgent", at=now - 5 * HOUR)
        page = page_as(coordinator).get("/desk/").content.decode()
        assert "overrun" not in page

    def test_says_why_something_is_unassigned(self, version, coordinator, technician, agent):
        make_ticket(category="Gardening")
        people.set_active(by(None), agent, False)
        make_ticket()
        text = shown(coordinator, "/desk/", tab="unassigned")
        assert "No workflow takes tickets of IT / Gardening." in text
        assert "Assign a workflow" in text
        assert "Nobody is in the role Agent. Put somebody into it under People" in text

    def test_offers_to_transfer_and_come_back(self, version, coordinator):
        ticket = make_ticket()
        body = page_as(coordinator).get("/desk/", {"tab": "active", "q": "fire"}).content.decode()
        assert f'href="/ticket/{ticket.number}/transfer/?next=/desk/%3Ftab%3Dactive%26q%3Dfire"' in body

    @pytest.mark.parametrize(
        ("params", "found"),
        [
            ({"sort": "due"}, ["late", "urgent", "low"]),
            ({"sort": "priority"}, ["urgent", "late", "low"]),
            ({"priority": "Low"}, ["low"]),
            ({"state": "late"}, ["late"]),
            ({"state": "held"}, []),
            ({"q": "T-l"}, ["late", "low"]),
        ],
    )
    def test_is_narrowed_and_ordered_by_the_address(self, version, coordinator, agent, now, params, found):
        make_ticket(subject="T-low", priority="Low", at=now - HOUR)
        make_ticket(subject="T-urgent", priority="Urgent", at=now - HOUR)
        make_ticket(subject="T-late", priority="High", at=now - 9 * HOUR)
        assert subjects(coordinator, "/desk/", **params) == found

    @pytest.mark.security(18)
    def test_is_of_the_departments_overseen(self, roles, version, coordinator):
        finance = make_user("fin", roles["Ticket Coordinator"], departments=["Finance"])
        make_ticket(subject="T-it")
        assert subjects(finance, "/desk/") == []

    @pytest.mark.parametrize("path", ["/desk/", "/owned/"])
    def test_is_for_coordinators(self, agent, analyst, requester, path):
        for user in (agent, analyst, requester):
            assert page_as(user).get(path).status_code == 403


class TestOwnedAndArchive:
    def test_owned_has_ones_own_tickets(self, version, roles, coordinator, finished):
        other = make_user("other", roles["Ticket Coordinator"])
        for name in ("one", "two"):
            make_ticket(subject=f"T-{name}")
        each = [subjects(user, "/owned/") for user in (other, coordinator)]
        assert sorted(each) == [["one"], ["two"]]
        assert subjects(coordinator, "/owned/", tab="inactive") == ["done"]
        assert page_as(coordinator).get("/owned/?tab=unassigned").status_code == 200

    def test_archive_has_finished_tickets_that_one_may_see(self, finished, agent, outsider, coordinator):
        ended = make_ticket(subject="T-ended")
        finish.cancel(by(coordinator), ended.task.pk, "no")
        make_ticket(subject="T-open")
        assert subjects(agent, "/archive/") == ["ended", "done"]
        assert subjects(agent, "/archive/", status="Withdrawn") == ["ended"]
        assert subjects(outsider, "/archive/") == []


class TestTrack:
    def test_has_ones_own_requests_in_plain_words(self, version, requester, agent, finished):
        make_ticket(subject="T-mine", requester=requester)
        make_ticket(subject="T-theirs")
        text = shown(requester, "/track/")
        assert "Your request waits for its turn. Next: Agent (Agent), Triage." in text
        assert subjects(requester, "/track/") == ["mine"]
        assert subjects(requester, "/track/", q="T-theirs") == []

    def test_keeps_the_reason_of_a_hold_to_the_staff(self, version, requester, agent):
        hold.hold(by(agent), make_ticket(requester=requester).task.pk, "his boss is away")
        text = shown(requester, "/track/")
        assert "Your request is on hold." in text
        assert "boss" not in text

    def test_offers_to_ask_for_something(self, requester):
        assert "What you ask for appears here. New ticket" in shown(requester, "/track/")


@pytest.mark.parametrize("path", ["/inbox/", "/desk/", "/owned/", "/archive/", "/track/", "/"])
def test_costs_the_same_for_any_number_of_rows(
    version, coordinator, agent, path, django_assert_max_num_queries
):
    user = coordinator if path in ("/desk/", "/owned/") else agent
    for _ in range(2):
        make_ticket(requester=agent)
    page = page_as(user)
    with django_assert_max_num_queries(17 if path == "/" else 15) as few:
        page.get(path)
    for _ in range(30):
        make_ticket(requester=agent)
    with django_assert_max_num_queries(len(few)):
        page.get(path)


class TestRows:
    """What a row offers is what the ticket's page would, and no more."""

    def verbs(self, user, path, ticket):
        page = page_as(user).get(path).content.decode()
        row = re.search(rf'<tr data-row="{ticket.number}".*?</tr>', page, re.DOTALL)
        return re.findall(r'data-verb="(\w+)"', row[0])

    def test_offer_the_holder_what_the_ticket_does(self, version, agent, manager):
        ticket = make_ticket()
        assert self.verbs(agent, "/inbox/", ticket) == ["transition", "begin", "hold", "escalate"]
        move.begin(by(agent), ticket.task.pk)
        assert self.verbs(agent, "/inbox/", ticket) == ["transition", "hold", "escalate"]
        hold.hold(by(agent), ticket.task.pk, "lunch")
        assert self.verbs(agent, "/inbox/", ticket) == ["resume"]

    def test_offer_coordinators_more_and_readers_nothing(self, version, agent, coordinator, analyst):
        ticket, plant = make_ticket(), make_ticket(category="Gardening")
        offered = ["transition", "begin", "hold", "escalate", "transfer"]
        assert self.verbs(coordinator, "/desk/", ticket) == offered
        assert self.verbs(coordinator, "/desk/?tab=unassigned", plant) == ["workflow"]
        finish.cancel(by(coordinator), ticket.task.pk, "no need", "cancelled")
        assert self.verbs(coordinator, "/desk/?tab=inactive", ticket) == []
        assert self.verbs(analyst, "/archive/", ticket) == []

    def test_ask_nothing_of_the_database_for_each(self, version, agent, django_assert_num_queries):
        make_ticket()
        client = page_as(agent)
        with CaptureQueriesContext(connection) as one:
            client.get("/inbox/")
        for _each in range(5):
            make_ticket()
        with django_assert_num_queries(len(one)):
            client.get("/inbox/")
