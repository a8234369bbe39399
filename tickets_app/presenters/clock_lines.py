"""The clocks of a ticket as its page draws them: what runs now, and what is over. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets_app import clocks
from tickets_app.clocks import CalendarHistory
from tickets_app.history import ticket_clock
from tickets_app.models import ClockKind, Task, TaskItem
from tickets_app.presenters import words
from tickets_app.presenters.timeline import Timeline, timeline
from tickets_app.sla.recount import Clock, clocks_of
from tts.core.models import AuditEvent


@dataclass(frozen=True)
class Stay:
    """How long a ticket was at a step, all its entries taken together."""

    time: timedelta
    entries: int

    @property
    def words(self) -> str:
        """`1 h 20`, or `1 h 20, 2 times` where it came back."""
        time = words.duration(self.time)
        if self.entries == 1:
            return time
        return _("%(time)s, %(count)d times") % {"time": time, "count": self.entries}


@dataclass(frozen=True)
class ClockLines:
    """`now`: the ticket's clock, the open step's, the first response's until there is one; `earlier`: the
    first response once given and the step entries before, oldest first. `stays`: the time spent at each
    step so far, by its id, counted by the clocks of its entries."""

    now: list[Timeline]
    earlier: list[Timeline]
    stays: dict[int, Stay] = field(default_factory=dict)


NONE = ClockLines([], [])


def clock_lines(
    task: Task,
    items: Sequence[TaskItem],
    events: Sequence[AuditEvent],
    calendars: CalendarHistory,
    at: datetime,
) -> ClockLines:
    """The clocks of `task` as of `at`. `items`: all of them in order of id."""
    version, shares = task.version, task.version.thresholds
    lines = ClockLines([timeline(_("Ticket"), ticket_clock(events, version), calendars, shares, at)], [])
    steps = {item.entry: item for item in items}
    rest = [clock for clock in clocks_of(events, version, items) if clock.kind != ClockKind.TICKET]
    for clock in sorted(rest, key=_steps_first):
        line = timeline(_name(clock, steps), clock.points, calendars, shares, at)
        if line is None:
            continue
        if clock.kind == ClockKind.STEP:
            elapsed = clocks.read(clock.points, calendars, at).elapsed
            _add_stay(lines.stays, steps[clock.number].step_id, elapsed)
        (lines.earlier if _is_over(clock, task) else lines.now).append(line)
    return lines


def _add_stay(stays, step_id, time) -> None:
    before = stays.get(step_id, Stay(clocks.ZERO, 0))
    stays[step_id] = Stay(before.time + time, before.entries + 1)


def _steps_first(clock: Clock) -> bool:
    """The open step's clock is looked at most; what is over is told in order of time."""
    return clock.kind == ClockKind.FIRST_RESPONSE and not clock.points[-1].ended


def _is_over(clock, task) -> bool:
    return clock.points[-1].ended or not task.is_active


def _name(clock, steps) -> str:
    if clock.kind == ClockKind.STEP:
        return _("Step: %(step)s") % {"step": steps[clock.number].step_name}
    return _("First response")
