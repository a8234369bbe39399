"""Work that passes to another role: by turn there, to the same person there, and out of a queue."""

import pytest

from tests.factories import by, edge_id, make_ticket
from tickets_app.actions import assign, move
from tickets_app.actions.change import open_item
from tickets_app.history import events_of, fold
from tickets_app.models import ItemHistory, Notification, TaskItem
from tts.accounts import actions as people
from tts.core.actor import SYSTEM, Actor
from tts.core.errors import Conflict, Invalid
from tts.core.models import OutboxMessage

pytestmark = pytest.mark.django_db
HISTORY = Actor(machine="replay", tells=False)


def recorded(ticket, item):
    return fold(events_of(ticket.pk))["items"][str(item.pk)]


class TestToARole:
    def test_goes_to_whose_turn_it_is_there(self, version, coordinator, manager, roles):
        item = open_item(make_ticket().task)
        new = assign.transfer(by(coordinator), item.pk, None, role_id=roles["Manager"].pk)
        assert (new.user, new.role, new.origin) == (manager, roles["Manager"], "Transferred")
        assert new.target_resolution == item.target_resolution

    def test_waits_there_when_nobody_is_present(self, version, coordinator, roles):
        item = open_item(make_ticket().task)
        new = assign.transfer(by(coordinator), item.pk, None, role_id=roles["Designer"].pk)
        assert (new.user, new.assigned_on) == (None, None)

    def test_of_its_own_is_refused(self, version, coordinator, roles):
        item = open_item(make_ticket().task)
        with pytest.raises(Conflict, match="this role already"):
            assign.transfer(by(coordinator), item.pk, None, role_id=roles["Agent"].pk)


class TestToTheSamePerson:
    def test_in_another_role_is_a_transfer_told_once(self, version, agent, coordinator, roles):
        people.set_membership(SYSTEM, agent, roles["Manager"])
        item = open_item(make_ticket().task)
        new = assign.transfer(by(coordinator), item.pk, agent.pk, role_id=roles["Manager"].pk)
        assert (new.user, new.role) == (agent, roles["Manager"])
        told = Notification.objects.filter(kind__startswith="task_transfer", channel="in_app")
        assert list(told.values_list("kind", flat=True)) == ["task_transfer_in"]

    def test_in_the_same_role_is_refused(self, version, agent, coordinator):
        item = open_item(make_ticket().task)
        with pytest.raises(Conflict, match="holds it already"):
            assign.transfer(by(coordinator), item.pk, agent.pk)


class TestOutOfAQueue:
    @pytest.fixture
    def waiting(self, version, agent, technician):
        people.set_active(SYSTEM, technician, False)
        ticket = make_ticket()
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        return open_item(ticket.task)

    def test_into_another_role_it_is_simply_assigned(self, waiting, coordinator, manager, roles):
        item = assign.transfer(by(coordinator), waiting.pk, manager.pk, role_id=roles["Manager"].pk)
        assert (item.pk, item.user, item.role, item.origin) == (
            waiting.pk, manager, roles["Manager"], "System",
        )  # fmt: skip
        assert list(ItemHistory.objects.filter(item=item).values_list("status", flat=True)) == ["new"]
        facts = recorded(item.task.ticket, item)
        assert (facts["user_id"], facts["role_id"]) == (manager.pk, roles["Manager"].pk)

    def test_to_a_stranger_of_the_role_is_refused(self, waiting, coordinator, manager):
        with pytest.raises(Invalid):
            assign.transfer(by(coordinator), waiting.pk, manager.pk)
        assert TaskItem.objects.get(pk=waiting.pk).user is None


class TestReplayedHistory:
    def test_is_told_to_nobody(self, version, manager, roles):
        ticket = make_ticket(source_service="hdts")
        Notification.objects.all().delete()
        OutboxMessage.objects.all().delete()
        item = open_item(ticket.task)
        assign.transfer(HISTORY, item.pk, manager.pk, role_id=roles["Manager"].pk)
        move.transition(HISTORY, ticket.task.pk, edge_id(version, "Send on"))
        assert not Notification.objects.exists()
        assert not OutboxMessage.objects.exists()
