"""The clocks of a ticket as its page draws them: what runs now, and what is over. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets_app.clocks import CalendarHistory
from tickets_app.history import ticket_clock
from tickets_app.models import ClockKind, Task, TaskItem
from tickets_app.presenters.timeline import Timeline, timeline
from tickets_app.sla.recount import Clock, clocks_of
from tts.core.models import AuditEvent


@dataclass(frozen=True)
class ClockLines:
    """`now`: the ticket's clock, the open step's, the first response's until there is one; `earlier`: the
    first response once given and the step entries before, oldest first."""

    now: list[Timeline]
    earlier: list[Timeline]


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
    steps = {item.entry: item.step_name for item in items}
    clocks = [clock for clock in clocks_of(events, version, items) if clock.kind != ClockKind.TICKET]
    for clock in sorted(clocks, key=_steps_first):
        line = timeline(_name(clock, steps), clock.points, calendars, shares, at)
        if line is not None:
            (lines.earlier if _is_over(clock, task) else lines.now).append(line)
    return lines


def _steps_first(clock: Clock) -> bool:
    """The open step's clock is looked at most; what is over is told in order of time."""
    return clock.kind == ClockKind.FIRST_RESPONSE and not clock.points[-1].ended


def _is_over(clock, task) -> bool:
    return clock.points[-1].ended or not task.is_active


def _name(clock, steps) -> str:
    if clock.kind == ClockKind.STEP:
        return _("Step: %(step)s") % {"step": steps[clock.number]}
    return _("First response")
