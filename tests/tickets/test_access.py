"""Who may see a ticket: every part that people play, against every tie to the ticket."""

import pytest

from tests.factories import by, edge_id, make_role, make_ticket, make_user
from tickets_app.access import directs, sees_as_staff, ticket_for_read, visible_tickets
from tickets_app.actions import move
from tickets_app.actions.change import open_item
from tickets_app.models import Ticket
from tts.accounts import actions as people
from tts.accounts.access import standing
from tts.accounts.identities import vouch_for_email
from tts.core.errors import NotFound

pytestmark = pytest.mark.django_db


def sees(user, ticket):
    # A fresh person: standing is read once for each user object.
    user = type(user).objects.get(pk=user.pk)
    try:
        found = ticket_for_read(user, pk=ticket.pk) is not None
    except NotFound:
        found = False
    assert visible_tickets(user).filter(pk=ticket.pk).exists() is found  # both forms of the rule
    return found


@pytest.fixture
def at_repair(version, agent):
    """A ticket that went through Triage (agent) and is at Repair, a technician's step."""
    ticket = make_ticket()
    move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("agent", True),  # held it
        ("agent2", False),  # a colleague of who held it, once the step is left
        ("technician", True),  # holds it
        ("manager", False),
        ("coordinator", True),  # owns it, and oversees all departments
        ("analyst", True),
        ("admin", True),
        ("outsider", False),
        ("requester", False),  # of other tickets
        ("designer", False),
    ],
)
def test_each_part_sees_what_it_should(request, at_repair, name, expected):
    assert sees(request.getfixturevalue(name), at_repair) is expected


def test_without_a_task_department_and_requester_count(version, requester, agent, coordinator, analyst):
    ticket = make_ticket(requester=requester, category="Nobody takes these")
    assert [sees(user, ticket) for user in (requester, coordinator, analyst)] == [True] * 3
    assert not sees(agent, ticket)


def test_who_works_on_it_costs_no_look_at_other_tickets(at_repair, technician, django_assert_max_num_queries):
    standing(technician)
    with django_assert_max_num_queries(1):
        assert sees_as_staff(technician, ticket_for_read(technician, number=at_repair.number))


def test_members_of_the_present_step_see_it(at_repair, roles):
    colleague = make_user("colleague", roles["Technician"])
    assert sees(colleague, at_repair)
    people.set_membership(by(None), colleague, roles["Technician"], is_active=False)
    assert not sees(colleague, at_repair)


def test_a_coordinator_of_other_departments_does_not_see_it(at_repair, roles):
    elsewhere = make_user("elsewhere", roles["Ticket Coordinator"], departments=["Finance"])
    here = make_user("here", roles["Ticket Coordinator"], departments=[" it "])
    assert (sees(elsewhere, at_repair), sees(here, at_repair)) == (False, True)
    assert (directs(elsewhere, at_repair), directs(here, at_repair)) == (False, True)


def test_a_requester_sees_their_own_by_account_external_id_or_verified_address(version, requester):
    by_account = make_ticket(requester=requester)
    by_address = make_ticket(employee_email="REQUESTER@example.com")
    by_id = make_ticket(employee_id="E-7")
    assert sees(requester, by_account)
    assert not sees(requester, by_address)
    vouch_for_email(requester)
    assert sees(requester, by_address)
    assert not sees(requester, by_id)
    requester.external_id = "E-7"
    requester.save()
    assert sees(requester, by_id)


def test_an_inactive_role_gives_nothing(at_repair):
    retired = make_role("Old hands")
    person = make_user("old", retired)
    people.retire_role(by(None), retired)
    assert not sees(person, at_repair)


def test_requesters_and_analysts_do_not_see_the_internal_part(version, requester, analyst, agent):
    ticket = make_ticket(requester=requester)
    assert open_item(ticket.task).user == agent
    assert [sees_as_staff(user, ticket) for user in (requester, analyst, agent)] == [False, False, True]
