"""Filters, orders and files of lists: what each keeps, and that nothing else gets in."""

import csv
import io
from datetime import timedelta

import pytest

from tests.factories import by, edge_id, make_ticket, make_user
from tests.tickets.pages import page_as, words
from tickets_app.actions import hold, move
from tickets_app.models import Ticket
from tts.accounts import actions as people
from tts.core.csv_files import cell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def subjects(user, path, **params):
    text = words(page_as(user).get(path, params))
    return [word[2:] for word in text.split() if word.startswith("T-")]


def table(user, path, **params):
    """The CSV file of a list, a dict a row."""
    answer = page_as(user).get(path, {**params, "format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def five(version, agent, technician, coordinator, now):
    """Tickets that differ in everything one can filter by."""
    make_ticket(subject="T-old", at=now - timedelta(days=40), priority="Low")
    held = make_ticket(subject="T-held", at=now - timedelta(days=2), priority="High")
    hold.hold(by(agent), held.task.pk, "wait")
    moved = make_ticket(subject="T-moved", at=now - HOUR, priority="Urgent")
    move.transition(by(agent), moved.task.pk, edge_id(version, "Send on"), at=now)
    make_ticket(subject="T-plant", category="Gardening", at=now - HOUR)
    people.set_active(by(None), agent, False)
    make_ticket(subject="T-waits", at=now - HOUR)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["waits", "moved", "held", "old"]),
        ({"status": "On Hold"}, ["held"]),
        ({"status": "In Progress"}, ["moved"]),
        ({"priority": "Low"}, ["old"]),
        ({"state": "late"}, ["held", "old"]),
        ({"state": "soon"}, ["moved"]),
        ({"state": "held"}, ["held"]),
        ({"state": "untimed"}, []),
        ({"person": "nobody"}, ["waits"]),
        ({"person": "me"}, []),
        ({"department": "it"}, ["waits", "moved", "held", "old"]),
        ({"department": "nonsense"}, ["waits", "moved", "held", "old"]),
        ({"age": "day"}, ["waits", "moved"]),
        ({"age": "week"}, ["waits", "moved", "held"]),
        ({"age": "older"}, ["old"]),
        ({"age": "day", "priority": "Urgent"}, ["moved"]),
        ({"sort": "oldest"}, ["old", "held", "moved", "waits"]),
        ({"sort": "priority"}, ["moved", "held", "waits", "old"]),
        ({"tab": "unassigned"}, ["waits", "plant"]),
        ({"tab": "unassigned", "state": "late"}, []),
        ({"q": "T-o"}, ["old"]),
    ],
)
def test_each_filter_keeps_what_it_says(five, coordinator, params, found):
    assert subjects(coordinator, "/desk/", **params) == found
    assert [row["Subject"][2:] for row in table(coordinator, "/desk/", **params)] == found


def test_people_workflows_and_roles(five, version, coordinator, technician, agent):
    assert subjects(coordinator, "/desk/", person=technician.pk) == ["moved"]
    assert subjects(coordinator, "/desk/", person=agent.pk) == [
        "waits",
        "moved",
        "held",
        "old",
    ]  # left: not offered
    assert subjects(coordinator, "/desk/", workflow=version.workflow_id) == ["waits", "moved", "held", "old"]
    assert subjects(coordinator, "/desk/", role=technician.memberships.get().role_id) == ["moved"]


def test_filters_in_force_are_named_with_a_way_out(five, coordinator):
    body = page_as(coordinator).get("/desk/", {"priority": "Low", "age": "older"}).content.decode()
    assert 'href="?age=older"' in body
    assert 'href="?priority=Low"' in body


class TestFiles:
    def test_say_what_the_list_says(self, five, coordinator, technician):
        (row,) = table(coordinator, "/desk/", priority="Urgent")
        assert row["Step"], row["With"] == ("Repair", "Technician")
        assert row["Owner"] == "Coordinator"
        assert row["Number"] == Ticket.objects.get(subject="T-moved").number

    def test_are_in_the_order_of_the_queue(self, version, agent, now):
        make_ticket(subject="T-low", priority="Low", at=now)
        make_ticket(subject="T-urgent", priority="Urgent", at=now)
        assert [row["Subject"] for row in table(agent, "/inbox/")] == ["T-urgent", "T-low"]

    @pytest.mark.security(27)
    def test_tell_requesters_nothing_of_staff(self, version, agent, requester):
        make_ticket(subject="T-mine", requester=requester)
        make_ticket(subject="T-theirs")
        (row,) = table(requester, "/track/")
        assert row["Subject"] == "T-mine"
        assert not {"With", "Owner", "Step", "Requester"} & set(row)
        assert page_as(requester).get("/desk/?format=csv").status_code == 403

    @pytest.mark.security(43)
    def test_have_only_what_one_may_see(self, roles, version, coordinator):
        other = make_user("fin", roles["Ticket Coordinator"], departments=["Finance"])
        make_ticket(subject="T-x")
        assert table(other, "/desk/") == []

    @pytest.mark.security(42)
    def test_are_safe_in_spreadsheets(self, version, coordinator):
        make_ticket(subject="=HYPERLINK(1)")
        assert table(coordinator, "/desk/")[0]["Subject"] == "'=HYPERLINK(1)"
        assert [cell(value) for value in ("+1", "-1", "@a", "\ta", "\ra", "\na", "a=1", -1, None)] == [
            "'+1", "'-1", "'@a", "'\ta", "'\ra", "'\na", "a=1", -1, "",
        ]  # fmt: skip

    def test_take_two_queries_more_than_the_person_for_any_number_of_rows(
        self, version, coordinator, django_assert_max_num_queries
    ):
        for _number in range(12):
            make_ticket()
        client = page_as(coordinator)
        with django_assert_max_num_queries(10):
            client.get("/desk/", {"format": "csv"})


def test_best_matches_come_first_until_another_order_is_chosen(version, coordinator):
    make_ticket(subject="T-best toner")
    make_ticket(subject="T-newer", description="toner")
    assert subjects(coordinator, "/desk/", q="toner") == ["best", "newer"]
    assert subjects(coordinator, "/desk/", q="toner", sort="newest") == ["newer", "best"]
