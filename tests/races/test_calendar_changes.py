"""A calendar changes while tickets are being received or moved on: their clocks follow it all the same."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tests.factories import by, edge_id, make_ticket, publish
from tests.races.crowd import crowd
from tickets_app import integrity
from tickets_app.actions import move
from tickets_app.models import Recount, Task
from tickets_app.sla import recounting
from tts.core.actor import SYSTEM
from workflows_app.actions.calendars import change_calendar, create_calendar
from workflows_app.models import Calendar

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEPS = (("Look", "Agent", 3), ("Close", "Agent", 1))


def hours(begin, end):
    return {"weekly": {str(day): [[begin, end]] for day in range(5)}}


@pytest.fixture
def office(roles, coordinator, agent):
    """A version whose clocks run from nine to five on weekdays; Medium has 24 of those hours."""
    calendar = create_calendar(SYSTEM, "Office", hours("09:00", "17:00"), at=MONDAY - 100 * HOUR)
    return publish("Office work", STEPS, (("On", "Look", "Close"),), roles, calendar=calendar)


def half_way(act):
    """Do `act` in a transaction of another session; answers how to commit it, once it is done so far."""
    done, go_on = threading.Event(), threading.Event()

    def work():
        with transaction.atomic():
            act()
            done.set()
            assert go_on.wait(30)
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    assert done.wait(30)

    def commit():
        go_on.set()
        other.join(30)

    return commit


def change_hours(begin, end, at):
    change_calendar(SYSTEM, Calendar.objects.get().pk, "Office", hours(begin, end), at=at)
    return Recount.objects.latest("pk")


def assert_sound(count):
    assert Task.objects.count() == count
    assert [str(finding) for finding in integrity.check()] == []


def test_a_ticket_that_is_just_being_received_is_counted_anew(office):
    make_ticket(at=MONDAY)
    commit = half_way(lambda: make_ticket(at=MONDAY))
    recount = change_hours("09:00", "13:00", MONDAY + HOUR)
    assert recounting.run(recount.pk) is False
    assert recounting.go_on() == 0
    assert Task.objects.get().target_resolution == datetime(2026, 3, 9, 13, tzinfo=UTC)
    commit()
    assert recounting.go_on() == 1
    dues = set(Task.objects.values_list("target_resolution", flat=True))
    assert dues == {datetime(2026, 3, 9, 13, tzinfo=UTC)}
    recount.refresh_from_db()
    assert (recount.done, recount.total) == (2, 2)
    assert_sound(2)


def test_a_step_that_is_just_being_entered_is_counted_anew(office, agent):
    task = make_ticket(at=MONDAY).task
    commit = half_way(
        lambda: move.transition(by(agent), task.pk, edge_id(office, "On"), at=MONDAY + HOUR / 2)
    )
    recount = change_hours("09:00", "13:00", MONDAY + HOUR)
    # The task is locked: the recount waits for it, and comes back.
    threading.Timer(0.2, commit).start()
    recounting.run(recount.pk)
    recounting.go_on()
    assert_sound(1)


def test_where_nothing_is_under_way_all_is_counted_once(office):
    make_ticket(at=MONDAY)
    recount = change_hours("09:00", "13:00", MONDAY + HOUR)
    assert recounting.run(recount.pk) is True
    recount.refresh_from_db()
    assert (recount.again, recount.done) == (False, 1)
    assert_sound(1)


def receive_or_change(index, times):
    if index:
        for _number in range(times):
            make_ticket()
        return
    for turn in range(times):
        recount = change_hours("09:00", f"{13 + turn % 5}:00", None)
        recounting.run(recount.pk)


def test_many_tickets_and_many_changes_at_once(office):
    crowd(4, receive_or_change, 15)
    while Recount.objects.filter(finished_at=None).exists():
        recounting.go_on()
    assert_sound(45)
