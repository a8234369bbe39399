"""Lists of work: who finds what in them, and what they cost."""

import pytest

from tests.factories import by, make_ticket, make_user
from tickets_app import selectors
from tickets_app.actions import hold
from tts.accounts import actions as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(version, technician, agent):
    """A ticket whose work nobody can take."""
    people.set_active(by(None), agent, False)
    return make_ticket(subject="Waiting for somebody")


def numbers(tickets):
    return {ticket.number for ticket in tickets}


class TestMyWork:
    def test_has_the_next_breach_first(self, version, agent, now):
        low, urgent = make_ticket(priority="Low"), make_ticket(priority="Urgent")
        assert [item.task.ticket for item in selectors.my_work(agent)] == [urgent, low]

    def test_has_held_work_last(self, version, agent):
        urgent, low = make_ticket(priority="Urgent"), make_ticket(priority="Low")
        hold.hold(by(agent), urgent.task.pk, "waiting")
        assert [item.task.ticket for item in selectors.my_work(agent)] == [low, urgent]

    def test_has_nothing_of_others(self, version, technician):
        make_ticket()
        assert not selectors.my_work(technician)


class TestAllWork:
    def test_is_that_of_the_departments_overseen(self, roles, version, admin, coordinator):
        finance = make_user("finance", roles["Ticket Coordinator"], departments=["Finance"])
        it, budget = make_ticket(), make_ticket(department="finance")
        assert numbers(selectors.all_work(coordinator)) == numbers([it, budget])
        assert numbers(selectors.all_work(admin)) == numbers([it, budget])
        assert numbers(selectors.all_work(finance)) == numbers([budget])

    def test_of_people_who_coordinate_nothing_is_empty(self, version, agent, requester):
        make_ticket(requester=requester)
        assert not selectors.all_work(agent)
        assert not selectors.all_work(requester)


class TestTabs:
    def test_unassigned_says_why(self, waiting, admin):
        unmatched = make_ticket(category="Gardening")
        make_ticket()
        rows = selectors.with_work(selectors.in_tab(selectors.all_work(admin), "unassigned"))
        reasons = {ticket.number: selectors.reason_of(ticket) for ticket in rows}
        assert reasons[unmatched.number] == "No workflow takes tickets of IT / Gardening."
        assert reasons[waiting.number] == "Nobody in the role Agent is available."

    def test_active_and_inactive_leave_out_what_has_no_workflow(self, version, admin):
        ticket, _unmatched = make_ticket(), make_ticket(category="Gardening")
        work = selectors.all_work(admin)
        assert numbers(selectors.in_tab(work, "active")) == {ticket.number}
        assert not selectors.in_tab(work, "inactive")

    def test_a_held_ticket_gives_the_reason_of_its_hold(self, version, admin, agent):
        hold.hold(by(agent), make_ticket().task.pk, "waiting for a part")
        (row,) = selectors.with_work(selectors.all_work(admin))
        assert selectors.reason_of(row) == "waiting for a part"


class TestSearch:
    @pytest.mark.parametrize("text", ["TX-1", "tx-1", "TX-17", "fire printer", "  PRINTER  "])
    def test_finds_by_number_and_words(self, version, admin, text):
        make_ticket(takes_number=True, ticket_number="TX-17", subject="Printer on fire")
        make_ticket(takes_number=True, ticket_number="B-TX-1", subject="Fire drill")
        assert numbers(selectors.searched(selectors.all_work(admin), text, admin)) == {"TX-17"}

    def test_takes_wildcards_literally(self, version, admin):
        make_ticket(subject="Printer")
        assert not selectors.searched(selectors.all_work(admin), "%", admin)


class TestCost:
    def test_is_the_same_for_any_number_of_rows(self, version, admin, django_assert_num_queries):
        for _ in range(12):
            make_ticket()
        with django_assert_num_queries(4):
            for ticket in selectors.with_work(selectors.all_work(admin)):
                selectors.reason_of(ticket)
                assert selectors.open_item_of(ticket).user
                assert ticket.task.version.graph
