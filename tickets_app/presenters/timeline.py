"""A clock drawn over time: when it ran, stood and was outside opening hours, and when it runs out. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from tickets_app import clocks
from tickets_app.clocks import ZERO, Calendars, Point, Reading
from tickets_app.presenters import span_words, words
from tickets_app.presenters.clock import BREACHED, ClockView, Pause, clock_view, state_of, used_words
from tickets_app.presenters.spans import OFF, RUNNING, Phase, Stretch, counting_calendar, explain
from tts.core import business_time

AHEAD = "ahead"
THINNEST = 0.4  # percent of the width: what is thinner cannot be seen
POINTABLE = 1.0  # percent of the width: what is thinner cannot be pointed at by itself
MOST_ROWS = 60


@dataclass(frozen=True)
class Piece:
    """A stretch of the bar, with its words; `x` and `width` are SVG lengths such as `12.5%`."""

    kind: str
    x: str
    width: str
    title: str


@dataclass(frozen=True)
class Mark:
    """An instant on the bar, with its words."""

    kind: str
    x: str
    title: str


@dataclass(frozen=True)
class Row:
    """A line of the drawing's text: from when to when what happened, and how much of the time counted."""

    kind: str
    start: datetime
    end: datetime
    words: str
    counted: str


@dataclass(frozen=True)
class Timeline:
    """One clock, drawn. `view`: what is left, in words; `summary`: the drawing in words, `rows` part by part.

    `pieces` and `marks` can be pointed at; `shades` only show closed hours too short for that.
    """

    name: str
    view: ClockView
    summary: str
    start: datetime
    end: datetime
    end_words: str
    pieces: tuple[Piece, ...]
    shades: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]


def timeline(
    name: str, points: Sequence[Point], calendars: Calendars, thresholds: Sequence[float], now: datetime
) -> Timeline | None:
    """The drawing of the clock of `points` as of `now`; None before its first point."""
    phases = explain(list(points), calendars, now)
    if not phases:
        return None
    return _Drawing(
        name, [point for point in points if point.at <= now], calendars, thresholds, now, phases
    ).made()


class _Drawing:
    """A clock while it is drawn: what it reads, the scale, and what lies ahead of it."""

    def __init__(self, name, points, calendars, thresholds, now, phases: Sequence[Phase]):
        self.name, self.points, self.calendars, self.now = name, points, calendars, now
        self.thresholds, self.phases = thresholds, phases
        self.reading: Reading = clocks.read(points, calendars, now)
        self.over = points[-1].ended
        self.stands = not self.over and not self.reading.running
        self.start, self.stopped = phases[0].start, phases[-1].end
        self.due = self.reading.due or self._reached(1.0)
        self.end = max(filter(None, (self.stopped, self.due)))
        self.length = max(self.end - self.start, timedelta(seconds=1))

    def made(self) -> Timeline:
        """The finished drawing."""
        return Timeline(
            name=self.name,
            view=self._view(),
            summary="; ".join(self._summary()),
            start=self.start,
            end=self.end,
            end_words=self._end_words(),
            pieces=tuple(self._pieces()),
            shades=tuple(self._shades()),
            marks=tuple(self._marks()),
            rows=tuple(self._rows()),
        )

    def _reached(self, share) -> datetime | None:
        """When `share` of the clock was used, or will be; where it stands, if it went on now."""
        points = self.points
        if self.stands and clocks.reached(points, self.calendars, share, self.now) is None:
            points = [*points, Point(self.now, True, points[-1].duration)]
        return clocks.reached(points, self.calendars, share, self.now)

    # -- places on the width, in percent

    def _percent(self, at: datetime) -> float:
        return min(max((at - self.start) / self.length, 0), 1) * 100

    def _piece(self, kind, start, end, title="") -> Piece:
        left = self._percent(start)
        return Piece(kind, f"{left:.2f}%", f"{self._percent(end) - left:.2f}%", title)

    def _takes(self, part, least) -> bool:
        return self._percent(part.end) - self._percent(part.start) >= least

    # -- what is drawn

    def _pieces(self) -> Iterator[Piece]:
        for phase in self.phases:
            if self._is_told_apart(phase):
                for part in phase.stretches:
                    yield self._piece(part.kind, part.start, part.end, span_words.dated(part, self.now))
            else:
                yield self._piece(RUNNING, phase.start, phase.end, span_words.dated(phase, self.now))
        if self._ahead():
            left = words.duration(self.reading.remaining)
            yield self._piece(AHEAD, self.now, self.due, _("%(time)s left") % {"time": left})

    def _ahead(self) -> bool:
        return not self.over and self.due is not None and self.due > self.now

    def _is_told_apart(self, phase) -> bool:
        return not phase.running or all(self._takes(part, POINTABLE) for part in phase.stretches)

    def _shades(self) -> Iterator[Piece]:
        parts = [part for phase in self.phases if not self._is_told_apart(phase) for part in phase.stretches]
        for part in [*parts, *self._closed_ahead()]:
            if part.kind == OFF and self._takes(part, THINNEST):
                yield self._piece(OFF, part.start, part.end)

    def _closed_ahead(self) -> Iterator[Stretch]:
        calendar = counting_calendar(self.points, self.calendars, self.now)
        if not self._ahead() or calendar.always_open:
            return
        opened = [(self.now, self.now), *business_time.spans(calendar, self.now, self.due)]
        for (_opens, closes), (opens, _closes) in pairwise(opened):
            yield Stretch(OFF, closes, opens)

    def _marks(self) -> Iterator[Mark]:
        yield from self._changes()
        for share in self.thresholds if self.reading.duration else ():
            at = self._reached(share)
            if at is not None:
                yield self._mark(
                    state_of(share, self.thresholds), at, span_words.reached(share, at, self.now)
                )
        if not self.over:
            yield self._mark("now", self.now, _("now"))

    def _changes(self) -> Iterator[Mark]:
        """Where another target came into force."""
        for before, after in pairwise(self.points):
            if before.duration != after.duration:
                title = span_words.retargeted(before.duration, after.duration, after.at, self.now)
                yield self._mark("changed", after.at, title)

    def _mark(self, kind, at, title) -> Mark:
        return Mark(kind, f"{self._percent(at):.2f}%", title)

    # -- what it says

    def _rows(self) -> Iterator[Row]:
        many = sum(len(phase.stretches) for phase in self.phases) > MOST_ROWS
        parts = self.phases if many else [part for phase in self.phases for part in phase.stretches]
        for part in parts:
            counted = words.duration(part.counted) if part.counted else ""
            yield Row(span_words.kind_of(part), part.start, part.end, span_words.told(part), counted)

    def _view(self) -> ClockView:
        reading = self.reading
        if self.over and reading.breached_at is None:
            met = _("met") if reading.duration else _("no target")
            return ClockView(state_of(reading.share, self.thresholds), met)
        if self.over:
            text = _("missed by %(time)s") % {"time": words.duration(reading.elapsed - reading.duration)}
            return ClockView(BREACHED, text, 100, reading.breached_at, words.exact(reading.breached_at))
        pause = None if reading.running else Pause(span_words.reason(reading.spans[-1].reason))
        calendar = counting_calendar(self.points, self.calendars, self.now)
        return clock_view(
            reading.due, reading.duration, calendar, self.now, pause=pause, thresholds=self.thresholds
        )

    def _summary(self) -> Iterator[str]:
        reading = self.reading
        yield used_words(reading.elapsed, reading.duration)
        if reading.breached_at:
            yield _("breached %(when)s") % {"when": words.clock_time(reading.breached_at, self.now)}
        elif reading.due and not self.over:
            yield _("due %(when)s") % {"when": words.clock_time(reading.due, self.now)}
        elif self.stands:
            yield _("no due time while it stands")
        stood = [phase for phase in self.phases if not phase.running]
        if stood:
            yield span_words.stood(stood)
        closed = sum((phase.closed for phase in self.phases), ZERO)
        if closed:
            yield _("closed %(time)s") % {"time": words.duration(closed)}

    def _end_words(self) -> str:
        when = words.clock_time(self.end, self.now)
        if self.over:
            return _("ended %(when)s") % {"when": when}
        if self.reading.breached_at or self.end <= self.now:
            return _("now")
        return (_("due %(when)s if it ran on now") if self.stands else _("due %(when)s")) % {"when": when}
