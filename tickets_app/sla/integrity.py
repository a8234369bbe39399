"""Whether stored targets, plans and crossings are what the recorded events add up to. Changes nothing."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from tickets_app.clocks import CalendarHistory
from tickets_app.models import Task, TaskItem, ThresholdCrossing
from tickets_app.sla import plan
from tickets_app.sla.recount import Count, count
from tts.core.models import AuditEvent


def problems(
    task: Task,
    items: Sequence[TaskItem],
    events: Sequence[AuditEvent],
    crossings: Collection[ThresholdCrossing],
    calendars: CalendarHistory,
    now: datetime,
) -> Iterator[str]:
    """What differs of one task from its clocks worked out from scratch as of `now`."""
    counted = count(events, task.version, calendars, items, now)
    yield from _targets(task, items, counted)
    yield from _crossings(crossings, counted)
    recorded = {(row.kind, row.number, row.share) for row in crossings}
    expected = set(counted.unrecorded(recorded))
    for due in sorted(expected ^ set(plan.pending(task))):
        where = "is not planned" if due in expected else "is planned without reason"
        yield f"{_name(*due.key)}, due {due.at.isoformat()}, {where}"


def _targets(task, items, counted: Count) -> Iterator[str]:
    if not task.is_active:
        return
    if task.target_resolution != counted.due:
        yield f"its target is {task.target_resolution}, its history says {counted.due}"
    for item in items:
        if item.is_open and item.target_resolution != counted.step_due:
            yield f"item {item.pk} has the target {item.target_resolution}, history says {counted.step_due}"


def _crossings(crossings, counted: Count) -> Iterator[str]:
    due = {due.key: due.at for due in counted.dues}
    for row in crossings:
        name, at = _name(row.kind, row.number, row.share), due.get((row.kind, row.number, row.share))
        if at is None:
            yield f"{name} is recorded, its history does not say so"
        elif at != row.at:
            yield f"{name} is recorded as of {row.at.isoformat()}, its history says {at.isoformat()}"


def _name(kind, number, share) -> str:
    return f"{share:.0%} of clock {kind} {number}"
