"""Durations, instants and clocks in words and drawings."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tickets_app.clocks import Point
from tickets_app.presenters import fields, words
from tickets_app.presenters.clock import Pause, clock_view
from tickets_app.presenters.timeline import timeline
from tts.core.business_time import ALWAYS, BusinessCalendar

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
OFFICE = BusinessCalendar.from_data({"weekly": {str(day): [["09:00", "17:00"]] for day in range(5)}})
SHARES = (0.8, 0.9, 1.0)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (timedelta(seconds=20), "under 1 min"),
        (59 * MINUTE, "59 min"),
        (80 * MINUTE, "1 h 20"),
        (4 * HOUR + 5 * MINUTE, "4 h 05"),
        (72 * HOUR, "72 h"),
        (130 * HOUR + MINUTE, "130 h"),
        (-80 * MINUTE, "1 h 20"),
    ],
)
def test_a_duration_in_words(amount, text):
    assert words.duration(amount) == text


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=5), "just now"),
        (-HOUR, "just now"),
        (MINUTE, "1 min ago"),
        (3 * HOUR, "3 h ago"),
        (24 * HOUR, "1 day ago"),
        (timedelta(days=5), "5 days ago"),
        (timedelta(days=45), "Sun 18 Jan"),
        (timedelta(days=400), "Tue 28 Jan 2025"),
    ],
)
def test_how_long_ago(passed, text):
    assert words.ago(NOON - passed, NOON) == text


def test_an_instant_in_the_persons_zone():
    with timezone.override("Asia/Tokyo"):
        assert words.clock_time(NOON, NOON) == "21:00"
        assert words.clock_time(NOON + 4 * HOUR, NOON) == "Thu 5 Mar, 01:00"
        assert words.exact(NOON) == "Wed 4 Mar 2026, 21:00:00 JST"


class TestClockView:
    @pytest.mark.parametrize(
        ("left", "state", "percent"),
        [(8 * HOUR, "ok", 20), (2 * HOUR, "warn", 80), (HOUR, "risk", 90), (MINUTE, "risk", 100)],
    )
    def test_tells_what_is_left(self, left, state, percent):
        view = clock_view(NOON + left, 10 * HOUR, ALWAYS, NOON)
        assert (view.state, view.percent) == (state, percent)
        assert view.words == f"{words.duration(left)} left"
        assert view.title.startswith("Due Wed 4 Mar 2026")

    def test_tells_a_breach_from_its_first_instant(self):
        assert clock_view(NOON, HOUR, ALWAYS, NOON).words == "breached just now"
        view = clock_view(NOON - 3 * HOUR, HOUR, ALWAYS, NOON)
        assert (view.state, view.words) == ("breached", "breached 3 h ago")

    def test_tells_why_it_stands(self):
        assert clock_view(None, HOUR, ALWAYS, NOON, pause=Pause("waiting")).words == "paused: waiting"
        assert clock_view(None, HOUR, ALWAYS, NOON, pause=Pause()).words == "paused"
        both = clock_view(NOON - HOUR, HOUR, ALWAYS, NOON, pause=Pause("waiting"))
        assert both.words == "breached 1 h ago, paused: waiting"

    def test_counts_business_time_only(self):
        due = datetime(2026, 3, 5, 10, tzinfo=UTC)
        assert clock_view(due, 8 * HOUR, OFFICE, NOON).words == "6 h left"

    def test_without_a_target_has_no_bar(self):
        view = clock_view(None, None, ALWAYS, NOON)
        assert (view.state, view.words, view.percent) == ("none", "no target", None)


def drawn(points, now, calendar=ALWAYS):
    return timeline("Ticket", points, calendar, SHARES, now)


def ended(at, duration):
    return Point(at, False, duration, "completed", ended=True)


class TestTimeline:
    def test_shows_what_ran_and_what_is_left(self):
        line = drawn([Point(NOON, True, 10 * HOUR)], NOON + 4 * HOUR)
        assert [(piece.kind, piece.x, piece.width) for piece in line.pieces] == [
            ("running", "0.00%", "40.00%"),
            ("ahead", "40.00%", "60.00%"),
        ]
        assert [(mark.kind, mark.x) for mark in line.marks] == [
            ("warn", "80.00%"),
            ("risk", "90.00%"),
            ("breached", "100.00%"),
            ("now", "40.00%"),
        ]
        assert line.summary == "4 h of 10 h used; due 22:00"
        assert line.end_words == "due 22:00"

    def test_shows_why_it_stood(self):
        held = [Point(NOON, True, 4 * HOUR), Point(NOON + HOUR, False, 4 * HOUR, "waiting for a part")]
        again = [*held, Point(NOON + 2 * HOUR, True, 4 * HOUR)]
        line = drawn(again, NOON + 3 * HOUR)
        assert [piece.kind for piece in line.pieces] == ["running", "paused", "running", "ahead"]
        assert line.pieces[1].title == "13:00 to 14:00: paused 1 h: waiting for a part"
        assert line.summary == "2 h of 4 h used; due 17:00; paused 1 h (waiting for a part)"

    def test_standing_now_says_when_it_would_be_due(self):
        held = [Point(NOON, True, 4 * HOUR), Point(NOON + HOUR, False, 4 * HOUR, "closed")]
        line = drawn(held, NOON + 2 * HOUR)
        assert line.view.words == "paused: closed"
        assert line.end_words == "due 17:00 if it ran on now"
        assert "no due time while it stands" in line.summary

    def test_draws_what_ran_on_as_one_piece(self):
        points = [Point(NOON + step * HOUR, True, 10 * HOUR) for step in range(3)]
        line = drawn(points, NOON + 4 * HOUR)
        assert (line.pieces[0].kind, line.pieces[0].title) == ("running", "12:00 to 16:00: ran 4 h")
        assert len(line.pieces) == 2

    def test_shows_a_breach(self):
        line = drawn([Point(NOON, True, HOUR)], NOON + 2 * HOUR)
        assert line.view.words == "breached 1 h ago"
        assert line.summary == "2 h of 1 h used; breached 13:00"
        assert ("breached", "50.00%") in [(mark.kind, mark.x) for mark in line.marks]

    def test_shows_hours_outside_opening_hours(self):
        line = drawn([Point(NOON, True, 8 * HOUR)], NOON + 24 * HOUR, OFFICE)
        assert [(piece.kind, piece.title) for piece in line.pieces] == [
            ("running", "Wed 4 Mar, 12:00 to 17:00: ran 5 h"),
            ("off", "Wed 4 Mar, 17:00 to Thu 5 Mar, 09:00: closed overnight, 16 h"),
            ("running", "09:00 to 12:00: ran 3 h"),
        ]
        assert line.summary == "8 h of 8 h used; breached 12:00; closed 16 h"

    def test_shows_closed_hours_ahead(self):
        line = drawn([Point(NOON, True, 8 * HOUR)], NOON + HOUR, OFFICE)
        assert [piece.kind for piece in line.pieces] == ["running", "ahead"]
        assert [piece.kind for piece in line.shades] == ["off"]

    def test_tells_as_one_what_is_too_short_to_point_at(self):
        line = drawn([Point(NOON, True, 800 * HOUR)], NOON + timedelta(days=70), OFFICE)
        assert [piece.kind for piece in line.pieces] == ["running", "ahead"]
        assert line.pieces[0].title == (
            "Wed 4 Mar, 12:00 to Wed 13 May, 12:00: ran 400 h in 51 parts; closed 1280 h"
        )
        assert len(line.shades) > 50
        assert [row.words for row in line.rows] == ["ran 400 h in 51 parts; closed 1280 h"]

    def test_marks_where_another_target_came_into_force(self):
        points = [Point(NOON, True, 8 * HOUR), Point(NOON + HOUR, True, 4 * HOUR)]
        line = drawn(points, NOON + 2 * HOUR)
        assert ("changed", "25.00%", "13:00: target changed from 8 h to 4 h") in [
            (mark.kind, mark.x, mark.title) for mark in line.marks
        ]
        assert line.end_words == "due 16:00"

    def test_says_the_same_part_by_part(self):
        held = [Point(NOON, True, 4 * HOUR), Point(NOON + HOUR, False, 4 * HOUR, "waiting for a part")]
        rows = drawn([*held, Point(NOON + 3 * HOUR, True, 4 * HOUR)], NOON + 4 * HOUR).rows
        assert [(row.kind, row.words, row.counted) for row in rows] == [
            ("running", "ran 1 h", "1 h"),
            ("paused", "paused 2 h: waiting for a part", ""),
            ("running", "ran 1 h", "1 h"),
        ]

    def test_of_what_is_over_ends_there(self):
        points = [Point(NOON, True, 4 * HOUR), ended(NOON + HOUR, 4 * HOUR)]
        line = drawn(points, NOON + 50 * HOUR)
        assert (line.view.words, line.end) == ("met", NOON + HOUR)
        assert [piece.kind for piece in line.pieces] == ["running"]
        assert [mark.kind for mark in line.marks] == []

    def test_of_what_was_late_says_by_how_much(self):
        points = [Point(NOON, True, HOUR), ended(NOON + 3 * HOUR, HOUR)]
        assert drawn(points, NOON + 50 * HOUR).view.words == "missed by 2 h"

    def test_without_a_target_has_no_marks_but_now(self):
        line = drawn([Point(NOON, True, None)], NOON + HOUR)
        assert [mark.kind for mark in line.marks] == ["now"]
        assert line.summary == "1 h used, no target"

    def test_of_an_instant_has_a_width(self):
        assert drawn([Point(NOON, True, None)], NOON).pieces[0].width == "0.00%"


class TestFields:
    @pytest.mark.parametrize(
        ("value", "text"),
        [(True, "yes"), (0, "0"), ("2026-03-01", "1 Mar 2026"), ("2026-13-01", "2026-13-01"), ("a", "a")],
    )
    def test_a_value_is_readable(self, value, text):
        assert fields.readable(value).text == text

    def test_unknown_names_are_put_in_words(self):
        assert [
            fact.label for fact in fields.facts({"odd_key": 1, "asset_name": "x", "_": 2, "no": None})
        ] == [
            "Asset",
            "_",
            "Odd key",
        ]

    def test_files_are_named_whatever_was_said_of_them(self):
        given = [{"file_name": "a.pdf", "file_size": 2048}, {"file_path": "x/y"}, {}]
        names = [file.name for file in fields.files(given)]
        assert names == ["a.pdf", "x/y", "File without a name"]
