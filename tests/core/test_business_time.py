"""Business time against a model that looks at the wall clock minute by minute.

BUSINESS_TIME_EXAMPLES=10000 tries that many random calendars and intervals; 150 by default.
"""

import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tts.core.business_calendar import FULL_DAY, FULL_WEEK, holiday_names
from tts.core.business_time import ALWAYS, BusinessCalendar, add, elapsed, is_open, spans

EXAMPLES = int(os.environ.get("BUSINESS_TIME_EXAMPLES", "150"))
MINUTE = timedelta(minutes=1)
OFFICE = (((9 * 60, 17 * 60),),) * 5 + ((), ())
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
CHANGES_OF_CLOCKS = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin forward
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # Berlin back
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York forward
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York back
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe back, by half an hour
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # Lord Howe forward, by half an hour
    datetime(2025, 12, 31, 23, tzinfo=UTC),  # a year's end
)


def wall_clock_open(calendar: BusinessCalendar, instant: datetime) -> bool:
    """The model: is the minute that the wall clock shows inside the hours of the date it shows?"""
    local = instant.astimezone(ZoneInfo(calendar.time_zone))
    if local.date() in calendar.closed or local.date() in holiday_names(calendar, local.year):
        return False
    shown = local.hour * 60 + local.minute
    return any(start <= shown < end for start, end in calendar.weekly[local.weekday()])


def counted_minutes(calendar: BusinessCalendar, start: datetime, end: datetime) -> int:
    count = int((end - start) / MINUTE)
    return sum(wall_clock_open(calendar, start + MINUTE * index) for index in range(count))


def day_spans(bounds: list[int]) -> tuple:
    ordered = sorted(bounds)
    return tuple(zip(ordered[::2], ordered[1::2], strict=False))


days = st.one_of(st.just(FULL_DAY), st.lists(st.integers(0, 1440), max_size=6, unique=True).map(day_spans))
calendars = st.builds(
    BusinessCalendar,
    time_zone=st.sampled_from(ZONES),
    weekly=st.tuples(*[days] * 7),
    country=st.sampled_from(("", "DE", "US")),
    closed=st.frozensets(st.sampled_from((date(2026, 3, 30), date(2026, 10, 25), date(2026, 11, 2)))),
)
instants = st.builds(
    lambda change, minutes: change + MINUTE * minutes,
    st.sampled_from(CHANGES_OF_CLOCKS),
    st.integers(-2 * 1440, 2 * 1440),
)
precise_instants = st.builds(
    lambda instant, micros: instant + timedelta(microseconds=micros), instants, st.integers(0, 10**8)
)
lengths = st.builds(timedelta, minutes=st.integers(0, 3 * 1440))
durations = st.builds(timedelta, microseconds=st.integers(1, 20 * 86400 * 10**6))


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendar=calendars, start=instants, length=lengths)
def test_elapsed_is_what_the_wall_clock_shows_minute_by_minute(calendar, start, length):
    assert (
        elapsed(calendar, start, start + length) == counted_minutes(calendar, start, start + length) * MINUTE
    )


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(calendar=calendars, instant=instants)
def test_open_is_what_the_wall_clock_shows(calendar, instant):
    assert is_open(calendar, instant) == wall_clock_open(calendar, instant)


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(calendar=calendars, moments=st.lists(precise_instants, min_size=3, max_size=3).map(sorted))
def test_elapsed_time_adds_up(calendar, moments):
    first, second, third = moments
    parts = elapsed(calendar, first, second) + elapsed(calendar, second, third)
    assert elapsed(calendar, first, third) == parts


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(calendar=calendars, start=precise_instants, duration=durations)
@example(calendar=ALWAYS, start=CHANGES_OF_CLOCKS[0], duration=timedelta(hours=1))
def test_add_finds_the_first_instant_at_which_the_duration_has_passed(calendar, start, duration):
    reached = add(calendar, start, duration)
    if reached is None:
        assert not any(calendar.weekly)
        return
    assert elapsed(calendar, start, reached) == duration
    assert elapsed(calendar, start, reached - timedelta(microseconds=1)) < duration


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendar=calendars, start=precise_instants, length=lengths)
def test_spans_are_in_order_apart_and_sum_to_elapsed(calendar, start, length):
    found = list(spans(calendar, start, start + length))
    assert sum((closes - opens for opens, closes in found), timedelta(0)) == elapsed(
        calendar, start, start + length
    )
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))
    assert all(start <= edge <= start + length for edge in edges)
    assert all(is_open(calendar, opens) for opens, _ in found)


@settings(max_examples=100, deadline=None)
@given(calendar=calendars, start=precise_instants, length=lengths)
def test_years_between_two_instants_are_counted_whole(calendar, start, length):
    end = start.replace(year=start.year + 4) + length
    years = (
        [start] + [datetime(year, 1, 1, tzinfo=UTC) for year in range(start.year + 1, end.year + 1)] + [end]
    )
    parts = [elapsed(calendar, *pair) for pair in pairwise(years)]
    assert elapsed(calendar, start, end) == sum(parts, timedelta(0))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 29), 24),
    ],
)
def test_a_whole_day_with_a_change_of_clocks_has_its_true_length(zone, day, hours):
    only_this_weekday = tuple(FULL_DAY if weekday == day.weekday() else () for weekday in range(7))
    calendar = BusinessCalendar(zone, only_this_weekday)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    around = noon - timedelta(days=2), noon + timedelta(days=2)
    assert elapsed(calendar, *around) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        (date(2026, 3, 29), 30),  # the wall clock skips 02:00 to 03:00
        (date(2026, 10, 25), 150),  # and shows it twice
        (date(2026, 3, 22), 90),
    ],
)
def test_a_span_that_ends_within_a_change_of_clocks_counts_what_the_clock_shows(day, minutes):
    calendar = BusinessCalendar("Europe/Berlin", (((90, 180),),) * 7)
    noon = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    assert elapsed(calendar, noon - timedelta(hours=13), noon) == timedelta(minutes=minutes)


def test_a_span_inside_the_hour_that_is_skipped_never_opens_that_day():
    calendar = BusinessCalendar("Europe/Berlin", (((130, 170),),) * 7)
    midnight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert elapsed(calendar, midnight, midnight + timedelta(hours=23)) == timedelta(0)
    assert list(spans(calendar, midnight, midnight + timedelta(hours=23))) == []


def test_around_the_clock_time_is_plain_time():
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    end = datetime(2026, 3, 29, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert elapsed(ALWAYS, start, end) == timedelta(hours=23)
    assert add(ALWAYS, start, timedelta(hours=23)) == end
    assert list(spans(ALWAYS, start, end)) == [(start, end)]
    assert is_open(ALWAYS, start)


def test_around_the_clock_needs_no_opening_hours_worked_out(monkeypatch):
    monkeypatch.setattr("tts.core.business_time._hours", None)
    start = datetime(1990, 1, 1, tzinfo=UTC)
    assert elapsed(ALWAYS, start, start + timedelta(days=9999)) == timedelta(days=9999)
    assert add(ALWAYS, start, timedelta(days=9999)) == start + timedelta(days=9999)


def test_a_target_waits_for_the_next_working_day():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = BusinessCalendar("Europe/Berlin", OFFICE, "DE", "BE", frozenset({date(2026, 12, 28)}))
    start = datetime(2026, 12, 23, 16, tzinfo=berlin)  # Wednesday; Friday and Saturday are holidays
    assert add(calendar, start, timedelta(hours=1)) == datetime(2026, 12, 23, 17, tzinfo=berlin)
    assert add(calendar, start, timedelta(hours=9)) == datetime(2026, 12, 24, 17, tzinfo=berlin)
    assert add(calendar, start, timedelta(hours=10)) == datetime(2026, 12, 29, 10, tzinfo=berlin)


def test_a_holiday_of_another_subdivision_is_a_working_day():
    start = datetime(2026, 3, 8, 23, 30, tzinfo=UTC) - timedelta(days=1)
    week = (FULL_DAY,) * 7
    in_berlin = BusinessCalendar("Europe/Berlin", week, "DE", "BE")
    in_bavaria = BusinessCalendar("Europe/Berlin", week, "DE", "BY")
    assert not is_open(in_berlin, start)  # Women's Day, 8 March
    assert is_open(in_bavaria, start)


def test_without_a_duration_the_target_is_the_start_even_when_closed():
    calendar = BusinessCalendar("UTC", OFFICE)
    sunday = datetime(2026, 3, 1, tzinfo=UTC)
    assert add(calendar, sunday, timedelta(0)) == sunday
    assert add(calendar, sunday, timedelta(hours=-1)) == sunday


def test_an_end_before_the_start_is_no_time():
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for calendar in (ALWAYS, BusinessCalendar("UTC", OFFICE)):
        assert elapsed(calendar, start, start - timedelta(days=1)) == timedelta(0)
        assert list(spans(calendar, start, start - timedelta(days=1))) == []


def test_a_calendar_that_never_opens_has_no_target():
    assert add(BusinessCalendar("UTC", ((),) * 7), datetime(2026, 1, 1, tzinfo=UTC), MINUTE) is None


def test_a_target_beyond_reach_is_none():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert add(ALWAYS, start, timedelta.max) is None
    assert add(BusinessCalendar("UTC", OFFICE), start, timedelta.max) is None


def test_an_instant_without_a_time_zone_is_refused():
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(TypeError):
        elapsed(BusinessCalendar("UTC", OFFICE), naive, datetime(2026, 1, 2, tzinfo=UTC))


def test_a_full_week_in_any_zone_is_open_around_the_clock():
    assert BusinessCalendar("Europe/Berlin", FULL_WEEK).always_open
    assert not BusinessCalendar("Europe/Berlin", FULL_WEEK, "DE").always_open
