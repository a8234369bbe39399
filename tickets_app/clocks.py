"""SLA clocks, derived from recorded events and never stored as running counters. Pure.

A clock is a list of `Point`s in order of time: from each point on it runs, stands or has ended, with a
duration. Rules (SPEC 6): only business time while running counts; at an instant the duration and the
calendar then in force are compared with the whole time elapsed; a share of the clock is reached at the
first instant at which that much has elapsed, and never before the change that caused it; a clock that has
ended moves no more. docs/sla.md has worked examples.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tts.core import business_time
from tts.core.business_time import BusinessCalendar

ZERO = timedelta(0)
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Point:
    """From `at` on the clock runs, stands or has `ended`, and `duration` (None: no target) is in force."""

    at: datetime
    running: bool
    duration: timedelta | None
    reason: str = ""
    ended: bool = False


@dataclass(frozen=True)
class CalendarHistory:
    """A calendar over time: (in force from, calendar) in order, the first of them from ever."""

    changes: tuple[tuple[datetime, BusinessCalendar], ...]

    @classmethod
    def of(cls, calendar: "BusinessCalendar | CalendarHistory") -> "CalendarHistory":
        """`calendar` as a history; a plain calendar has never been another."""
        return calendar if isinstance(calendar, cls) else cls(((EVER, calendar),))

    def at(self, instant: datetime) -> BusinessCalendar:
        """The calendar in force at `instant`."""
        earlier = [calendar for since, calendar in self.changes if since <= instant]
        return earlier[-1] if earlier else self.changes[0][1]

    def between(self, start: datetime, end: datetime | None) -> list[datetime]:
        """The instants after `start` and before `end` (None: no end) at which it changed."""
        return [at for at, _calendar in self.changes[1:] if at > start and (end is None or at < end)]


Calendars = BusinessCalendar | CalendarHistory


@dataclass(frozen=True)
class Span:
    """A stretch of the clock between two points: how much business time it added, and why it stood."""

    start: datetime
    end: datetime
    running: bool
    counted: timedelta
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """A clock as read at an instant.

    `due` is when the duration will have elapsed if nothing changes; None while it stands, and without a
    duration. Once breached, `due` is the instant of the breach.
    """

    elapsed: timedelta
    duration: timedelta | None
    running: bool
    due: datetime | None
    breached_at: datetime | None
    spans: tuple[Span, ...] = ()

    @property
    def remaining(self) -> timedelta | None:
        """Business time left; negative once overrun; None without a duration."""
        return None if self.duration is None else self.duration - self.elapsed

    @property
    def share(self) -> float | None:
        """Elapsed as a share of the duration; None without one."""
        return None if not self.duration else self.elapsed / self.duration


def read(points: Iterable[Point], calendar: Calendars, now: datetime) -> Reading | None:
    """The clock of `points` as it stands at `now`; None before its first point."""
    past = [point for point in points if point.at <= now]
    if not past:
        return None
    last = past[-1]
    in_force = CalendarHistory.of(calendar).at(last.at if last.ended else now)
    spans = tuple(_spans(past, in_force, now))
    due = reached(past, calendar, 1.0, now)
    breached_at = due if due is not None and due <= now else None
    elapsed = sum((span.counted for span in spans), ZERO)
    return Reading(elapsed, last.duration, last.running, due, breached_at, spans)


def _spans(points, calendar, now) -> Iterator[Span]:
    ends = [point.at for point in points[1:]] + [now]
    for point, end in zip(points, ends, strict=True):
        counted = business_time.elapsed(calendar, point.at, end) if point.running else ZERO
        yield Span(point.at, end, point.running, counted, point.reason)


def reached(
    points: Iterable[Point], calendar: Calendars, share: float, now: datetime, since: datetime = EVER
) -> datetime | None:
    """The first instant from `since` on at which `share` of the duration has elapsed, as known at `now`.

    Later than `now`: when it will be if nothing changes. None: not while the clock is as it is.
    """
    past = [point for point in points if point.at <= now]
    for point, begin, end, in_force in _stretches(past, CalendarHistory.of(calendar), now, since):
        if point.duration is None:
            continue
        left = point.duration * share - _elapsed(past, in_force, begin)
        if left <= ZERO:
            return begin
        if not point.running:
            continue
        at = business_time.add(in_force, begin, left)
        if at is not None and (end is None or at <= end):
            return at
    return None


def _stretches(points, history, now, since) -> Iterator[tuple]:
    """(point, begin, end, calendar) of what lies after `since`, cut where point or calendar changes.

    The last one, unless the clock has ended, has no end.
    """
    ends = [point.at for point in points[1:]] + [None]
    for point, end in zip(points, ends, strict=True):
        if point.ended or (end is not None and end < max(since, point.at)):
            continue
        begin = max(since, point.at)
        changes = [at for at in history.between(begin, end) if at <= now]
        for start, stop in pairwise([begin, *changes, end]):
            yield point, start, stop, history.at(start)


def _elapsed(points, calendar, until) -> timedelta:
    """Business time counted by `until`, all of it by one calendar."""
    ends = [point.at for point in points[1:]] + [until]
    counted = (
        business_time.elapsed(calendar, point.at, min(end, until))
        for point, end in zip(points, ends, strict=True)
        if point.running and point.at < until
    )
    return sum(counted, ZERO)


def due_from(calendar: BusinessCalendar, start: datetime, duration: timedelta | None) -> datetime | None:
    """When a clock that starts at `start` and never stands will have run for `duration`."""
    return None if duration is None else business_time.add(calendar, start, duration)
