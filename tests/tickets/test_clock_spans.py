"""A clock told span by span says what the engine counts, whatever happened and whichever the calendar."""

import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tickets_app import clocks
from tickets_app.clocks import EVER, CalendarHistory, Point
from tickets_app.presenters.spans import OFF, PAUSED, RUNNING, explain
from tts.core import business_time
from tts.core.business_time import ALWAYS, BusinessCalendar

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 23, 7, tzinfo=UTC)  # the clocks of Berlin go forward on the Sunday after it
OFFICE = BusinessCalendar.from_data(
    {
        "time_zone": "Europe/Berlin",
        "weekly": {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(5)},
    }
)
NIGHT = BusinessCalendar(weekly=(((0, 360), (1320, 1440)),) * 7, closed=frozenset({date(2026, 3, 25)}))
EXAMPLES = int(os.environ.get("SPAN_EXAMPLES", "150"))


def kinds(points, calendar, now):
    return [
        (part.kind, part.start, part.end)
        for phase in explain(points, calendar, now)
        for part in phase.stretches
    ]


def test_a_working_day_with_a_pause_and_a_night():
    points = [
        Point(MONDAY + HOUR, True, 9 * HOUR),
        Point(MONDAY + 3 * HOUR, False, 9 * HOUR, "waiting"),
        Point(MONDAY + 7 * HOUR, True, 9 * HOUR),
    ]
    assert kinds(points, OFFICE, MONDAY + 26 * HOUR) == [
        (RUNNING, MONDAY + HOUR, MONDAY + 3 * HOUR),
        (PAUSED, MONDAY + 3 * HOUR, MONDAY + 7 * HOUR),
        (RUNNING, MONDAY + 7 * HOUR, MONDAY + 9 * HOUR),
        (OFF, MONDAY + 9 * HOUR, MONDAY + 25 * HOUR),
        (RUNNING, MONDAY + 25 * HOUR, MONDAY + 26 * HOUR),
    ]


def test_nothing_before_it_starts():
    assert explain([Point(MONDAY, True, HOUR)], ALWAYS, MONDAY - HOUR) == ()


def test_what_is_over_ends_there_and_is_counted_by_the_calendar_of_its_end():
    points = [Point(MONDAY, True, HOUR), Point(MONDAY + 4 * HOUR, False, HOUR, "closed", ended=True)]
    history = CalendarHistory(((EVER, OFFICE), (MONDAY + 5 * HOUR, ALWAYS)))
    assert kinds(points, history, MONDAY + 50 * HOUR) == [
        (OFF, MONDAY, MONDAY + HOUR),
        (RUNNING, MONDAY + HOUR, MONDAY + 4 * HOUR),
    ]


minutes = st.integers(0, 14 * 24 * 60).map(lambda count: MONDAY + timedelta(minutes=count))
histories = st.one_of(
    st.sampled_from((ALWAYS, OFFICE, NIGHT)),
    st.builds(lambda at: CalendarHistory(((EVER, OFFICE), (at, NIGHT))), minutes),
)


@st.composite
def events(draw):
    """A clock that starts, stands, goes on and has its target changed; now and then it ends."""
    instants = sorted(draw(st.lists(minutes, min_size=1, max_size=8)))
    points = [
        Point(
            at,
            index == 0 or draw(st.booleans()),
            draw(st.sampled_from((None, 4 * HOUR, 40 * HOUR))),
            draw(st.sampled_from(("", "waiting"))),
        )
        for index, at in enumerate(instants)
    ]
    if draw(st.booleans()):
        last = points[-1]
        points.append(Point(last.at + 5 * HOUR, False, last.duration, "closed", ended=True))
    return points


@settings(max_examples=EXAMPLES, deadline=None)
@given(points=events(), calendars=histories, now=minutes)
def test_spans_follow_each_other_and_add_up_to_what_the_engine_counts(points, calendars, now):
    reading = clocks.read(points, calendars, now)
    phases = explain(points, calendars, now)
    if reading is None:
        assert phases == ()
        return
    parts = [part for phase in phases for part in phase.stretches]
    over = [point for point in points if point.at <= now][-1]
    assert parts[0].start == points[0].at
    assert parts[-1].end == (over.at if over.ended else now)
    assert all(part.end == following.start for part, following in pairwise(parts))
    assert sum((part.counted for part in parts), clocks.ZERO) == reading.elapsed
    assert {part.counted for part in parts if part.kind != RUNNING} <= {clocks.ZERO}
    calendar = CalendarHistory.of(calendars).at(over.at if over.ended else now)
    for part in parts:
        if part.kind == OFF:
            assert business_time.elapsed(calendar, part.start, part.end) == clocks.ZERO
        if part.kind == RUNNING:
            assert part.counted == part.length
