"""A clock drawn over time: when it ran, stood and was outside opening hours, and when it runs out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from tickets_app.clocks import ZERO, Reading, Span
from tickets_app.models.task import TaskStatus
from tickets_app.presenters import words
from tickets_app.presenters.clock import BREACHED, ClockView, Pause, clock_view, state_of, used_words
from tts.core import business_time
from tts.core.business_time import BusinessCalendar

RUNNING, PAUSED, OFF, AHEAD = "running", "paused", "off", "ahead"
THINNEST = 0.4  # percent of the width: what is thinner cannot be seen


@dataclass(frozen=True)
class Piece:
    """A stretch of the bar; `x` and `width` are SVG lengths such as `12.5%`."""

    kind: str
    x: str
    width: str
    title: str


@dataclass(frozen=True)
class Mark:
    """An instant on the bar."""

    kind: str
    x: str
    title: str


@dataclass(frozen=True)
class Timeline:
    """One clock, drawn. `view`: what is left, in words; `summary`: the drawing in words."""

    name: str
    view: ClockView
    summary: str
    start: datetime
    end: datetime
    end_words: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]


def timeline(
    name: str,
    reading: Reading,
    calendar: BusinessCalendar,
    thresholds: Iterable[float],
    now: datetime,
    *,
    over: bool = False,
) -> Timeline:
    """The drawing of `reading`, taken at `now`. `over`: the clock has ended, with its last running span."""
    spans = _joined(reading.spans)
    if over and len(spans) > 1 and not spans[-1].running:
        spans.pop()
    stopped = spans[-1].end
    due = reading.due or (None if over else _due_if_it_ran(reading, calendar, now))
    start, end = spans[0].start, max(filter(None, (stopped, due)))
    scale = _Scale(start, end)
    return Timeline(
        name=name,
        view=_view(reading, calendar, thresholds, now, over),
        summary=_summary(reading, spans, now, over),
        start=start,
        end=end,
        end_words=_end_words(reading, end, now, over),
        pieces=tuple(_pieces(spans, calendar, scale, due, now)),
        marks=tuple(_marks(reading, spans, calendar, thresholds, scale, now, over)),
    )


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbours that ran, or stood for the same reason, as one."""
    found: list[Span] = []
    for span in spans:
        if found and (found[-1].running, found[-1].reason) == (span.running, span.reason):
            last = found.pop()
            span = replace(last, end=span.end, counted=last.counted + span.counted)
        found.append(span)
    return found


class _Scale:
    """Instants as places on the width."""

    def __init__(self, start: datetime, end: datetime):
        self.start = start
        self.length = max(end - start, timedelta(seconds=1))

    def percent(self, at: datetime) -> float:
        return min(max((at - self.start) / self.length, 0), 1) * 100

    def piece(self, kind, start, end, title) -> Piece:
        left = self.percent(start)
        return Piece(kind, f"{left:.2f}%", f"{self.percent(end) - left:.2f}%", title)

    def is_visible(self, start, end) -> bool:
        return self.percent(end) - self.percent(start) >= THINNEST


def _due_if_it_ran(reading, calendar, now) -> datetime | None:
    """When a standing clock would run out if it went on now."""
    if reading.duration is None or reading.remaining <= ZERO:
        return None
    return business_time.add(calendar, now, reading.remaining)


def _pieces(spans: list[Span], calendar, scale, due, now) -> Iterator[Piece]:
    for span in spans:
        if span.running:
            title = _("running: %(time)s counted") % {"time": words.duration(span.counted)}
            yield scale.piece(RUNNING, span.start, span.end, title)
            yield from _off_hours(span.start, span.end, calendar, scale)
        else:
            yield scale.piece(PAUSED, span.start, span.end, _paused_title(span))
    if due is not None and due > now and spans[-1].end >= now:
        yield scale.piece(AHEAD, now, due, _("what is left"))
        yield from _off_hours(now, due, calendar, scale)


def _paused_title(span):
    facts = {"time": words.duration(span.end - span.start), "reason": _reason(span)}
    return _("paused for %(time)s: %(reason)s") % facts


def _reason(span: Span) -> str:
    """Why a clock stood: what was written, or the status that stopped it."""
    return TaskStatus(span.reason).label if span.reason in TaskStatus.values else span.reason


def _off_hours(start, end, calendar, scale) -> Iterator[Piece]:
    if calendar.always_open:
        return
    opened = [(start, start), *business_time.spans(calendar, start, end), (end, end)]
    for (_opens, closes), (opens, _closes) in pairwise(opened):
        if scale.is_visible(closes, opens):
            yield scale.piece(OFF, closes, opens, _("outside opening hours"))


def _marks(reading, spans, calendar, thresholds, scale, now, over) -> Iterator[Mark]:
    for share in thresholds if reading.duration else ():
        at = _reached(reading.duration * share, reading, spans, calendar, now, over)
        if at is not None:
            text = _("%(percent)d %% used: %(when)s") % {
                "percent": round(share * 100),
                "when": words.clock_time(at, now),
            }
            yield Mark(state_of(share, thresholds), f"{scale.percent(at):.2f}%", text)
    if not over:
        yield Mark("now", f"{scale.percent(now):.2f}%", _("now"))


def _reached(amount, reading, spans, calendar, now, over) -> datetime | None:
    """When `amount` had been counted, or will have been if the clock runs on from now."""
    counted = ZERO
    for span in spans:
        if span.running and counted + span.counted >= amount:
            return business_time.add(calendar, span.start, amount - counted)
        counted += span.counted
    return None if over else business_time.add(calendar, now, amount - reading.elapsed)


def _view(reading, calendar, thresholds, now, over) -> ClockView:
    if over and reading.breached_at is None:
        return ClockView(
            state_of(reading.share, thresholds), _("met") if reading.duration else _("no target")
        )
    if over:
        text = _("missed by %(time)s") % {"time": words.duration(reading.elapsed - reading.duration)}
        return ClockView(BREACHED, text, 100, reading.breached_at, words.exact(reading.breached_at))
    pause = None if reading.running else Pause(_reason(reading.spans[-1]))
    return clock_view(reading.due, reading.duration, calendar, now, pause=pause, thresholds=thresholds)


def _summary(reading, spans, now, over) -> str:
    parts = [used_words(reading.elapsed, reading.duration)]
    if reading.breached_at:
        parts.append(_("breached %(when)s") % {"when": words.clock_time(reading.breached_at, now)})
    elif reading.due and not over:
        parts.append(_("due %(when)s") % {"when": words.clock_time(reading.due, now)})
    elif not reading.running and not over:
        parts.append(_("no due time while it stands"))
    stood = [span for span in spans if not span.running]
    if stood:
        facts = {
            "time": words.duration(sum((span.end - span.start for span in stood), ZERO)),
            "reason": "; ".join(dict.fromkeys(_reason(span) for span in stood)),
        }
        parts.append(_("paused %(time)s (%(reason)s)") % facts)
    return "; ".join(parts)


def _end_words(reading, end, now, over) -> str:
    when = words.clock_time(end, now)
    if over:
        return _("ended %(when)s") % {"when": when}
    if reading.breached_at:
        return _("now")
    if reading.due:
        return _("due %(when)s") % {"when": when}
    return _("due %(when)s if it ran on now") % {"when": when} if end > now else _("now")
