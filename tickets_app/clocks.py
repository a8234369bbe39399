"""SLA clocks, derived from recorded events and never stored as running counters. Pure.

A clock is a list of `Point`s in order of time: from each point on it runs or stands, with a duration.
Rules (SPEC 6): only business time while running counts; at an instant the duration then in force is
compared with the whole time elapsed; a breach is the first instant at which that much has elapsed, and
never before the change that caused it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tts.core import business_time
from tts.core.business_time import BusinessCalendar

ZERO = timedelta(0)


@dataclass(frozen=True)
class Point:
    """From `at` on the clock runs or stands, and `duration` (None: no target) is in force."""

    at: datetime
    running: bool
    duration: timedelta | None
    reason: str = ""


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


def read(points: Iterable[Point], calendar: BusinessCalendar, now: datetime) -> Reading | None:
    """The clock of `points` as it stands at `now`; None before its first point."""
    past = [point for point in points if point.at <= now]
    if not past:
        return None
    elapsed, breached_at, spans = ZERO, None, []
    for point, end in _stretches(past, now):
        if breached_at is None:
            breached_at = _breach(point, end, elapsed, calendar)
        counted = business_time.elapsed(calendar, point.at, end) if point.running else ZERO
        elapsed += counted
        spans.append(Span(point.at, end, point.running, counted, point.reason))
    last = past[-1]
    due = breached_at or _due(last, spans[-1], elapsed, calendar)
    return Reading(elapsed, last.duration, last.running, due, breached_at, tuple(spans))


def _stretches(points, now) -> Iterator[tuple[Point, datetime]]:
    for point, following in pairwise(points):
        yield point, following.at
    yield points[-1], now


def _breach(point, end, elapsed, calendar):
    """The first instant of this stretch at which the duration has elapsed, or None."""
    if point.duration is None:
        return None
    left = point.duration - elapsed
    if left <= ZERO:
        return point.at
    if not point.running:
        return None
    at = business_time.add(calendar, point.at, left)
    return at if at is not None and at <= end else None


def _due(last, span, elapsed, calendar):
    if last.duration is None or not last.running:
        return None
    return business_time.add(calendar, last.at, last.duration - (elapsed - span.counted))


def due_from(calendar: BusinessCalendar, start: datetime, duration: timedelta | None) -> datetime | None:
    """When a clock that starts at `start` and never stands will have run for `duration`."""
    return None if duration is None else business_time.add(calendar, start, duration)
