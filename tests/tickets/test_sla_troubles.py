"""Clocks set wrong, nights in which they change, scanners that were away: each threshold once, in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.core.test_business_time import wall_clock_open
from tests.factories import make_ticket, publish
from tickets_app.integrity import check
from tickets_app.models import Notification, ThresholdCrossing
from tickets_app.sla import due, scan
from tts.core.actor import SYSTEM
from tts.core.business_calendar import BusinessCalendar
from workflows_app.actions.calendars import create_calendar

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCKS = 3  # ticket, first step, first response
EACH = 3 * CLOCKS  # rows of a ticket in the end
# Target ten hours; two steps share it evenly, the first response has a fifth.
DURATIONS = {"ticket": 600 * MINUTE, "step": 300 * MINUTE, "first_response": 120 * MINUTE}
STEPS = (("Look", "Agent", 1), ("Close", "Agent", 1))
CHANGES = {
    ("Europe/Berlin", "spring"): datetime(2026, 3, 29, 1, tzinfo=UTC),
    ("Europe/Berlin", "autumn"): datetime(2026, 10, 25, 1, tzinfo=UTC),
    ("America/New_York", "spring"): datetime(2026, 3, 8, 7, tzinfo=UTC),
    ("America/New_York", "autumn"): datetime(2026, 11, 1, 6, tzinfo=UTC),
    ("Australia/Lord_Howe", "spring"): datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    ("Australia/Lord_Howe", "autumn"): datetime(2026, 4, 4, 15, tzinfo=UTC),
}


@pytest.fixture
def publish_with(roles, coordinator, agent):
    """A function that makes the workflow of these tests live, with a calendar or around the clock."""
    return lambda calendar=None: publish(
        "Ten hours", STEPS, (("On", "Look", "Close"),), roles, calendar=calendar, medium_sla=10 * HOUR
    )


def recorded():
    return list(ThresholdCrossing.objects.order_by("pk").values_list("kind", "share", "at", "recorded_at"))


def assert_each_once(tickets):
    keys = ThresholdCrossing.objects.values_list("task", "kind", "number", "share")
    assert keys.count() == keys.distinct().count() == EACH * tickets
    told = Notification.objects.values_list("event_id", "recipient", "channel")
    assert told.count() == told.distinct().count() > 0
    assert [str(finding) for finding in check()] == []


@pytest.mark.parametrize("moved", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_clock_that_goes_wrong_by_an_hour_for_a_while(publish_with, moved):
    publish_with()
    make_ticket(at=START)
    wrong_from, wrong_until = START + 2.5 * HOUR, START + 4.5 * HOUR
    opened_meanwhile = False
    for minute in range(0, 12 * 60, 5):
        real = START + minute * MINUTE
        shown = real + moved if wrong_from <= real < wrong_until else real
        if shown != real and not opened_meanwhile:
            make_ticket(at=shown)
            opened_meanwhile = True
        scan.scan(shown)
        if real >= wrong_until:
            assert due.lag(real) == timedelta(0), "right again, and something is still late"
    scan.scan(START + 20 * HOUR)
    assert_each_once(2)
    first = [(kind, share, at) for kind, share, at, _recorded in recorded() if at <= START + 10 * HOUR]
    assert ("ticket", 1.0, START + 10 * HOUR) in first


@pytest.mark.parametrize(("zone", "season"), CHANGES)
def test_a_night_in_which_clocks_change(publish_with, zone, season):
    every, change = 10 * MINUTE, CHANGES[zone, season]
    hours = {str(weekday): [["00:20", "23:40"]] for weekday in range(7)}
    closed = [date(2026, 3, 9).isoformat()]
    data = {"time_zone": zone, "weekly": hours, "closed": closed}
    publish_with(create_calendar(SYSTEM, "Nights", data, at=change - 100 * HOUR))
    start = change - 5 * HOUR
    make_ticket(at=start)
    at = start
    while at < start + 60 * HOUR and len(recorded()) < EACH:
        scan.scan(at)
        at += every
    expected = reached_minute_by_minute(BusinessCalendar.from_data(data), start)
    assert {(kind, share): due_at for kind, share, due_at, _recorded in recorded()} == expected
    assert all(due_at <= found < due_at + every for _kind, _share, due_at, found in recorded())
    assert_each_once(1)


def reached_minute_by_minute(calendar, start) -> dict:
    """When each share of each clock is reached, by looking at the wall clock every minute."""
    wanted = {
        (kind, share): duration * share for kind, duration in DURATIONS.items() for share in (0.8, 0.9, 1.0)
    }
    found, counted, at = {}, timedelta(0), start
    while len(found) < len(wanted):
        if wall_clock_open(calendar, at):
            counted += MINUTE
        at += MINUTE
        found |= {key: at for key, needed in wanted.items() if needed <= counted and key not in found}
    return found


def test_ten_minutes_without_a_scanner(publish_with):
    publish_with()
    for minute in range(10):
        make_ticket(at=START + minute * MINUTE)
    away, back = START + 95 * MINUTE, START + 105 * MINUTE  # 80 % of two hours are 96 minutes
    for minute in range(150):
        at = START + minute * MINUTE
        if not away <= at < back:
            scan.scan(at)
        if at == back + MINUTE:
            missed = [row for row in recorded() if away <= row[2] <= back]
            assert len(missed) == 10
            assert {found for *_rest, found in missed} == {back}
            assert [row[2] for row in missed] == sorted(row[2] for row in missed)
    scan.scan(START + 30 * HOUR)
    assert_each_once(10)
