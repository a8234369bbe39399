"""A clock told span by span: when it ran, was outside opening hours, and stood, and why. Pure.

What the engine (`tickets_app.clocks`) counts is cut where the calendar opens and closes: what ran adds up to
the time elapsed, and each part begins where the one before it ends.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from tickets_app import clocks
from tickets_app.clocks import ZERO, CalendarHistory, Calendars, Point, Span
from tts.core import business_time
from tts.core.business_time import BusinessCalendar

RUNNING, OFF, PAUSED = "running", "off", "paused"


@dataclass(frozen=True)
class Stretch:
    """Part of a clock of one `kind`; `counted` is the business time that it added (only RUNNING adds any),
    `reason` why it stood."""

    kind: str
    start: datetime
    end: datetime
    counted: timedelta = ZERO
    reason: str = ""

    @property
    def length(self) -> timedelta:
        """How long it took by the clock on the wall."""
        return self.end - self.start


@dataclass(frozen=True)
class Phase:
    """What lies between two events that start or stop a clock, and the stretches it is made of."""

    running: bool
    start: datetime
    end: datetime
    counted: timedelta
    reason: str
    stretches: tuple[Stretch, ...]

    @property
    def closed(self) -> timedelta:
        """How much of it was outside opening hours."""
        return sum((part.length for part in self.stretches if part.kind == OFF), ZERO)


def counting_calendar(points: Iterable[Point], calendars: Calendars, now: datetime) -> BusinessCalendar:
    """The calendar by which a clock is counted when read at `now`: that of its end, once it has ended."""
    last = [point for point in points if point.at <= now][-1]
    return CalendarHistory.of(calendars).at(last.at if last.ended else now)


def explain(points: list[Point], calendars: Calendars, now: datetime) -> tuple[Phase, ...]:
    """The clock of `points` from its beginning to `now`, or to its end; () before its first point."""
    reading = clocks.read(points, calendars, now)
    if reading is None:
        return ()
    calendar = counting_calendar(points, calendars, now)
    spans = list(reading.spans)
    if len(spans) > 1 and _last_point(points, now).ended:
        spans.pop()
    return tuple(_phase(span, calendar) for span in _joined(spans))


def _last_point(points, now) -> Point:
    return [point for point in points if point.at <= now][-1]


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours that ran, or stood for the same reason, as one; those of no length are left out."""
    found: list[Span] = []
    for span in [span for span in spans if span.end > span.start] or spans[:1]:
        if found and (found[-1].running, found[-1].reason) == (span.running, span.reason):
            last = found.pop()
            span = replace(last, end=span.end, counted=last.counted + span.counted)
        found.append(span)
    return found


def _phase(span: Span, calendar: BusinessCalendar) -> Phase:
    parts = tuple(_opened(span, calendar)) if span.running else ()
    whole = Stretch(PAUSED, span.start, span.end, reason=span.reason)
    return Phase(span.running, span.start, span.end, span.counted, span.reason, parts or (whole,))


def _opened(span, calendar) -> Iterator[Stretch]:
    if calendar.always_open or span.start == span.end:
        yield Stretch(RUNNING, span.start, span.end, span.counted)
        return
    opened = list(business_time.spans(calendar, span.start, span.end))
    bounds = [(span.start, span.start), *opened, (span.end, span.end)]
    for (_opens, closes), (opens, closing) in pairwise(bounds):
        if opens > closes:
            yield Stretch(OFF, closes, opens)
        if closing > opens:
            yield Stretch(RUNNING, opens, closing, closing - opens)
