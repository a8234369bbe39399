"""The clocks of a task worked out from its recorded events, and every threshold that they reach. Pure.

What the plan says while nothing unusual happens, this says always: after a hold, a new priority, a
reopening or a changed calendar the plan is made anew by it, and `check_integrity` compares with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets_app import clocks
from tickets_app.clocks import EVER, CalendarHistory, Point
from tickets_app.history import first_response_clock, fold, rounds, step_clock, ticket_clock, up_to
from tickets_app.models.sla import ClockKind
from tickets_app.models.task import ItemStatus, TaskItem
from tickets_app.sla.plan import Due
from tts.core.models import AuditEvent
from workflows_app.models import WorkflowVersion

CLOSED = (ItemStatus.RESOLVED, ItemStatus.REASSIGNED, ItemStatus.ESCALATED)


@dataclass(frozen=True)
class Clock:
    """One clock of a task, or one round of the ticket's: thresholds count from `since` on."""

    kind: str
    number: int
    points: list[Point]
    since: datetime = EVER


@dataclass(frozen=True)
class Count:
    """When the ticket clock and the open step's run out (None: not while they stand), and all thresholds,
    those reached and those to come."""

    due: datetime | None
    step_due: datetime | None
    dues: list[Due]

    def unrecorded(self, recorded: Collection[tuple]) -> list[Due]:
        """The thresholds whose keys are not in `recorded`."""
        return [due for due in self.dues if due.key not in recorded]


def count(
    events: Sequence[AuditEvent],
    version: WorkflowVersion,
    calendars: CalendarHistory,
    items: Sequence[TaskItem],
    now: datetime,
) -> Count:
    """The clocks of a task as of `now`. `items`: all its items in order of id."""
    dues = [
        due for clock in clocks_of(events, version, items) for due in _dues(clock, version, calendars, now)
    ]
    ticket = clocks.reached(ticket_clock(events, version), calendars, 1.0, now)
    return Count(ticket, _step_due(events, version, calendars, items, now), dues)


def _step_due(events, version, calendars, items, now) -> datetime | None:
    item = next((item for item in items if item.is_open), None)
    if item is None:
        return None
    points = step_clock(events, version, item.step_id, item.clock_started_at)
    return clocks.reached(points, calendars, 1.0, now)


def clocks_of(
    events: Sequence[AuditEvent], version: WorkflowVersion, items: Sequence[TaskItem]
) -> Iterator[Clock]:
    """Every clock of a task: each round of the ticket's, the first response's, one for each step entry."""
    points, starts = ticket_clock(events, version), rounds(events)
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
        yield Clock(
            ClockKind.TICKET.value,
            number,
            [point for point in points if end is None or point.at < end],
            start,
        )
    began = fold(events)["task"].get("began_at")
    began_at = datetime.fromisoformat(began) if began else None
    before_begun = up_to(events, lambda event: "began_at" in event.after.get("task", {}))
    yield Clock(ClockKind.FIRST_RESPONSE.value, 0, first_response_clock(before_begun, version, began_at))
    for entry, of_entry in _by_entry(items).items():
        first, last = of_entry[0], of_entry[-1]
        lived = up_to(events, _closes(last)) if last.closed_at else events
        points = step_clock(lived, version, first.step_id, first.clock_started_at, last.closed_at)
        yield Clock(ClockKind.STEP.value, entry, points)


def _closes(item):
    """Whether an event is the one that closed `item`."""
    return lambda event: event.after.get("items", {}).get(str(item.pk), {}).get("status") in CLOSED


def _by_entry(items) -> dict[int, list[TaskItem]]:
    found = defaultdict(list)
    for item in items:
        found[item.entry].append(item)
    return found


def _dues(clock, version, calendars, now) -> Iterator[Due]:
    for share in version.thresholds:
        at = clocks.reached(clock.points, calendars, share, now, clock.since)
        if at is not None:
            duration = [point.duration for point in clock.points if point.at <= at][-1]
            yield Due(at, clock.kind, clock.number, share, duration)
