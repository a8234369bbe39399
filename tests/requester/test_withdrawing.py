"""A requester takes a request back before it is resolved."""

import pytest

from tests.api import Api
from tests.factories import by, make_ticket
from tests.tickets.pages import page_as, ticket_url, words
from tickets_app import selectors
from tickets_app.actions import receive
from tickets_app.actions.requester import withdraw
from tickets_app.integrity import check
from tickets_app.models import Notification
from tts.core.errors import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(version, agent, requester):
    return make_ticket(requester, requester=requester)


def test_it_ends_and_those_who_worked_on_it_are_told_why(ticket, agent, coordinator, requester):
    withdraw(by(requester), ticket.pk, "found it")
    ticket.refresh_from_db()
    ticket.task.refresh_from_db()
    assert (ticket.status, ticket.task.status) == ("Withdrawn", "cancelled")
    told = Notification.objects.filter(kind="ticket_status", channel="in_app")
    assert set(told.values_list("recipient", "facts__note")) == {
        (agent.pk, "found it"),
        (coordinator.pk, "found it"),
    }
    assert "The ticket is now: Withdrawn." in words(page_as(agent).get("/notifications/"))
    with pytest.raises(Conflict):
        withdraw(by(requester), ticket.pk, "again")
    assert list(check()) == []


def test_one_without_a_workflow_waits_no_more(roles, coordinator, requester, version):
    ticket = make_ticket(requester, requester=requester, department="Nowhere")
    assert ticket in selectors.in_tab(selectors.all_work(coordinator), "unassigned")
    withdraw(by(requester), ticket.pk, "found it")
    assert ticket not in selectors.in_tab(selectors.all_work(coordinator), "unassigned")
    assert ticket in selectors.in_tab(selectors.all_work(coordinator), "inactive")
    assert "was withdrawn" in words(page_as(requester).get(ticket_url(ticket)))
    assert "withdrawn" in words(page_as(coordinator).get("/desk/?tab=inactive")).lower()
    for act in (
        lambda: withdraw(by(requester), ticket.pk, "again"),
        lambda: receive.assign_workflow(by(coordinator), ticket.pk, version.workflow_id),
    ):
        with pytest.raises(Conflict):
            act()
    assert list(check()) == []


@pytest.mark.parametrize("name", ["agent", "technician", "coordinator", "admin", "analyst", "outsider"])
def test_nobody_else_withdraws_it(ticket, request, name):
    with pytest.raises(Forbidden):
        withdraw(by(request.getfixturevalue(name)), ticket.pk, "no")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 256])
def test_it_needs_a_reason(ticket, requester, reason):
    with pytest.raises(Invalid):
        withdraw(by(requester), ticket.pk, reason)


def test_on_the_page_and_over_rest(ticket, requester, agent, outsider, version):
    client = page_as(requester)
    assert "Withdraw" in words(client.get(ticket_url(ticket)))
    assert "Withdraw" not in words(page_as(agent).get(ticket_url(ticket)))
    assert page_as(agent).post(ticket_url(ticket, "withdraw"), {"reason": "x"}).status_code == 403
    assert client.post(ticket_url(ticket, "withdraw"), {"reason": ""}).status_code == 400
    path = f"/tickets/{ticket.pk}/withdraw/"
    assert Api(outsider).post(path, {"reason": "x"}).status_code == 404
    assert Api(agent).post(path, {"reason": "x"}).status_code == 403
    assert Api(requester).post(path, {}).status_code == 400
    assert Api(requester).post(path, {"reason": "found it"}).json()["status"] == "Withdrawn"
    assert client.post(ticket_url(ticket, "withdraw"), {"reason": "x"}).status_code == 409
