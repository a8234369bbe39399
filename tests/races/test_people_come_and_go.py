"""Members come and go while tickets arrive: nobody is skipped, and nothing waits beside a free person."""

from itertools import pairwise

import pytest

from tests.factories import by, make_user
from tests.races.crowd import crowd
from tests.races.test_receiving import receive_some
from tickets_app import integrity
from tickets_app.actions import assign
from tickets_app.models import TaskItem
from tts.accounts import actions as people
from tts.accounts.models import Membership
from tts.core.models import AuditEvent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CHANGES = ("membership.changed", "user.active", "user.away")


@pytest.fixture
def members(version, roles):
    return [make_user(f"agent-{number}", roles["Agent"]) for number in range(4)]


def come_and_go(index, role, users, times):
    """Take members out of the role and put them back, all of them away once in a while."""
    for turn in range(times):
        for user in users if turn % 5 == 0 else users[index::2]:
            people.set_membership(by(None), user, role, is_active=False)
        for user in users:
            people.set_membership(by(None), user, role, is_active=True)


def receive_or_come_and_go(index, role, users):
    if index < 2:
        come_and_go(index, role, users, 15)
    else:
        receive_some(index, 60)


def test_nothing_waits_while_somebody_is_there(members, agent, roles):
    everybody = [agent, *members]
    crowd(8, receive_or_come_and_go, roles["Agent"], everybody)
    assert TaskItem.objects.count() == 360
    assert Membership.objects.filter(role=roles["Agent"], is_active=True).count() == 5
    assert not TaskItem.objects.filter(user=None).exists()
    assert list(integrity.check()) == []
    lines = drawn_between_changes()
    assert sum(len(line) for line in lines) == 360
    assert max(len(line) for line in lines) > 5, "too few draws between changes to say anything"
    for line in lines:
        assert_in_turn(line)


def drawn_between_changes():
    """The agents drawn, as one list for each stretch between two changes of who is there.

    Whoever draws or changes holds the role's turn from before its event is written until it commits, so
    the events of one role stand in the order in which they took effect.
    """
    lines = [[]]
    for event in AuditEvent.objects.order_by("pk"):
        if event.action in CHANGES:
            lines.append([])
        if event.target_type == "ticket":
            items = event.after.get("items", {}).values()
            lines[-1] += [item["user_id"] for item in items if item.get("user_id")]
    return lines


def assert_in_turn(line):
    """Everybody comes once before anybody comes again, always in the same order."""
    last_seen = {}
    for place, user_id in enumerate(line):
        if user_id in last_seen:
            between = line[last_seen[user_id] + 1 : place]
            assert len(set(between)) == len(between)
        last_seen[user_id] = place
    rounds = [places for places in _places(line).values() if len(places) > 1]
    steps = {later - earlier for places in rounds for earlier, later in pairwise(places)}
    assert len(steps) <= 1


def _places(line):
    places = {}
    for place, user_id in enumerate(line):
        places.setdefault(user_id, []).append(place)
    return places


def drain_all(_index):
    return assign.drain(assign.waiting_roles())


def test_what_waits_is_handed_out_once_however_many_do_it(version, agent, roles):
    people.set_active(by(None), agent, False)
    receive_some(0, 60)
    with_nobody = TaskItem.objects.filter(user=None).count()
    # Somebody is back whom no hook told of: as after a crash between commit and handing out.
    newcomers = [make_user(f"late-{number}") for number in range(3)]
    for newcomer in newcomers:
        _join_quietly(newcomer, roles["Agent"])
    handed = crowd(6, drain_all)
    assert (with_nobody, sum(handed)) == (60, 60)
    held = list(TaskItem.objects.order_by("pk").values_list("user_id", flat=True))
    assert sorted(held.count(newcomer.pk) for newcomer in newcomers) == [20, 20, 20]
    assert list(integrity.check()) == []


def _join_quietly(user, role):
    calls, people.pool_changed._calls = people.pool_changed._calls, []
    try:
        people.set_membership(by(None), user, role)
    finally:
        people.pool_changed._calls = calls
