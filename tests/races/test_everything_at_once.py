"""Every action on a few tickets by many processes: refusals are fine, deadlocks and half states are not."""

import random

import pytest

from tests.factories import by, make_ticket, make_user
from tests.races.crowd import crowd
from tickets_app import integrity
from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.actions.receive import receive
from tickets_app.intake import read_ticket
from tickets_app.models import Task, TaskItem, Ticket
from tts.accounts import actions as people
from tts.accounts.models import Role, User
from tts.core.errors import ActionError

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ACTS_A_WORKER = 150


@pytest.fixture
def crew(version, roles, coordinator):
    """Two people in each role, so that there is always somebody to transfer to."""
    for name in ("Agent", "Technician", "Manager", "Ticket Coordinator"):
        make_user(f"second-{name.split()[-1].lower()}", roles[name])


def busy(index, boss):
    """Do whatever comes to mind to the tickets there are. How many acts went through."""
    chance = random.Random(index)
    acts = [onward] * 4 + [pass_on] * 2 + [new, escalate, pause, go_on, stop, again, people_move]
    return sum(attempt(chance.choice(acts), chance, by(boss)) for _ in range(ACTS_A_WORKER))


def attempt(act, chance, boss):
    task = Task.objects.filter(pk__gt=0).order_by("?").first()
    try:
        act(chance, boss, task)
    except ActionError:
        return 0
    return 1


def new(chance, boss, task):
    given = read_ticket({"subject": "x", "department": "IT", "category": "Support"})
    receive(boss, given)


def onward(chance, boss, task):
    edges = move.allowed_edges(task, task.ticket)
    move.transition(boss, task.pk, chance.choice(edges).id if edges and chance.random() < 0.8 else None)


def pass_on(chance, boss, task):
    item = open_item(task)
    members = User.objects.filter(memberships__role=item.role_id) if item else User.objects.none()
    assign.transfer(boss, item.pk if item else 0, chance.choice(list(members) or [boss.user]).pk)


def escalate(chance, boss, task):
    item = open_item(task)
    assign.escalate(boss, item.pk if item else 0, "too hard")


def pause(chance, boss, task):
    hold.hold(boss, task.pk, "waiting")


def go_on(chance, boss, task):
    hold.resume(boss, task.pk)


def stop(chance, boss, task):
    finish.cancel(boss, task.pk, "enough")


def again(chance, boss, task):
    finish.reopen(boss, task.pk, "not yet")


def people_move(chance, boss, task):
    role = chance.choice(list(Role.objects.filter(name__in=["Agent", "Technician", "Manager"])))
    user = chance.choice(list(User.objects.filter(memberships__role=role)))
    if chance.random() < 0.3:
        people.set_active(boss, user, not user.is_active)
    people.set_membership(boss, user, role, is_active=chance.random() < 0.6)


def test_all_actions_at_once_leave_everything_whole(crew, coordinator):
    for _ in range(6):
        make_ticket()
    done = crowd(8, busy, coordinator)
    assert sum(done) > 100
    assert Ticket.objects.count() > 6
    assert list(integrity.check()) == []
    for role in Role.objects.all():
        for user in User.objects.filter(memberships__role=role, is_active=False):
            people.set_active(by(None), user, True)
    people.set_membership(by(None), coordinator, Role.objects.get(name="Agent"))
    people.set_membership(by(None), coordinator, Role.objects.get(name="Technician"))
    people.set_membership(by(None), coordinator, Role.objects.get(name="Manager"))
    assert not TaskItem.objects.filter(closed_at=None, user=None).exists()
    assert list(integrity.check()) == []
