"""How long resolved tickets and their steps took, counted once and kept for reports.

The clocks are those of the engine, folded from the recorded events after a ticket was resolved and outside of
the action that did it. What is kept can be thrown away and counted again; `check_integrity` compares.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tickets_app import clocks
from tickets_app.clocks import CalendarHistory, Point
from tickets_app.history import events_by_ticket, fold, ticket_clock
from tickets_app.models import ClockKind, Resolution, StepEntry, Task, TaskItem, TaskStatus
from tickets_app.models.task import UNMEASURED
from tickets_app.sla.calendars import histories_of
from tickets_app.sla.recount import clocks_of
from tts.core import bulk, jobs
from tts.core.models import AuditEvent

BATCH = 200
SECONDS = 30  # of work in one job, which has a minute
JOB = "tickets_app.tasks.measure_resolved"
SECOND = timedelta(seconds=1)
TICKET_COLUMNS = ("workflow_id", "priority", "resolved_at", "seconds", "breached")
STEP_COLUMNS = ("entry", "step_id", "waiting", "working")


@dataclass(frozen=True)
class Measured:
    """What is kept of one resolved task: the values of its Resolution and of its StepEntries."""

    ticket: dict
    steps: list[dict]


def measure(
    task: Task, items: Sequence[TaskItem], events: Sequence[AuditEvent], calendars: CalendarHistory
) -> Measured:
    """How long the resolved `task` and each of its step entries took. Pure. `items`: all, in order of id."""
    points = ticket_clock(events, task.version)
    read = clocks.read(points, calendars, task.completed_at)
    ticket = {
        "workflow_id": task.workflow_id,
        "priority": fold(events)["ticket"]["priority"],
        "resolved_at": task.completed_at,
        "seconds": read.elapsed // SECOND,
        "breached": read.breached_at is not None,
    }
    return Measured(ticket, list(_steps(task, items, events, calendars)))


def _steps(task, items, events, calendars) -> Iterator[dict]:
    begun = _begun(items)
    steps = {item.entry: item.step_id for item in items}
    for clock in clocks_of(events, task.version, items):
        if clock.kind == ClockKind.STEP:
            waiting, whole = _waited(clock.points, calendars, begun.get(clock.number))
            yield {
                "entry": clock.number,
                "step_id": steps[clock.number],
                "waiting": waiting // SECOND,
                "working": whole // SECOND - waiting // SECOND,
            }


def _begun(items) -> dict[int, datetime]:
    """When work on each step entry began, where it did."""
    found: dict[int, datetime] = {}
    for item in items:
        if item.began_at is not None:
            found[item.entry] = min(item.began_at, found.get(item.entry, item.began_at))
    return found


def _waited(points: list[Point], calendars, began: datetime | None) -> tuple[timedelta, timedelta]:
    """Business time until somebody began, and in all, by the calendar at the end."""
    end = points[-1].at
    calendar = calendars.at(end)
    whole = clocks.read(points, calendar, end).elapsed
    if began is None or began >= end:
        return whole, whole
    return clocks.read(points, calendar, max(began, points[0].at)).elapsed, whole


def unmeasured() -> QuerySet[Task]:
    """Resolved tasks that are not counted as they were resolved last. Read from an index of just these."""
    return Task.objects.filter(UNMEASURED)


def run(seconds: float = SECONDS) -> int:
    """Measure what is left for about `seconds`; what is left then, the next job does. Answers how many."""
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        count = measure_batch()
        done += count
        if count < BATCH:
            return done
    with transaction.atomic():
        jobs.enqueue(JOB)
    return done


@transaction.atomic
def measure_batch() -> int:
    """Measure some tasks that are not measured; those that somebody holds are left for later."""
    rows = unmeasured().select_for_update(skip_locked=True, of=("self",))
    tasks = list(rows.select_related("version__calendar").order_by("pk")[:BATCH])
    if tasks:
        _store({task: measure(task, *facts) for task, facts in _facts(tasks)})
    return len(tasks)


def forget() -> None:
    """Throw away all that was measured, so that it is counted again."""
    with transaction.atomic():
        Resolution.objects.all().delete()
        StepEntry.objects.all().delete()
        Task.objects.filter(measured_at__isnull=False).update(measured_at=None)


def _facts(tasks) -> Iterator[tuple]:
    items = defaultdict(list)
    for item in TaskItem.objects.filter(task__in=tasks).order_by("pk"):
        items[item.task_id].append(item)
    events = events_by_ticket([task.ticket_id for task in tasks])
    calendars = histories_of({task.version.calendar for task in tasks} - {None})
    for task in tasks:
        yield task, (items[task.pk], events[task.ticket_id], calendars[task.version.calendar_id])


def _store(measured: dict[Task, Measured]) -> None:
    """Put what was measured in place of what was known of the same tasks."""
    Resolution.objects.filter(task__in=measured).delete()
    StepEntry.objects.filter(task__in=measured).delete()
    Resolution.objects.bulk_create(Resolution(task=task, **found.ticket) for task, found in measured.items())
    StepEntry.objects.bulk_create(
        StepEntry(task=task, workflow_id=task.workflow_id, resolved_at=task.completed_at, **step)
        for task, found in measured.items()
        for step in found.steps
    )
    bulk.update(Task, [{"id": task.pk, "measured_at": task.completed_at} for task in measured])


def problems(
    task: Task,
    items: Sequence[TaskItem],
    events: Sequence[AuditEvent],
    calendars: CalendarHistory,
    kept: Measured | None,
) -> Iterator[str]:
    """What differs of what is kept of `task` from a measurement anew. Nothing while it waits for one."""
    if task.status != TaskStatus.COMPLETED or task.measured_at != task.completed_at:
        return
    if kept is None:
        yield "is marked as measured, but no measure is kept"
        return
    found = measure(task, items, events, calendars)
    for name, value in found.ticket.items():
        if kept.ticket[name] != value:
            yield f"its measured {name} is {kept.ticket[name]}, its history says {value}"
    was, now = ({step["entry"]: step for step in each.steps} for each in (kept, found))
    for entry in sorted(was.keys() | now.keys()):
        if was.get(entry) != now.get(entry):
            yield f"step entry {entry} is kept as {was.get(entry)}, its history says {now.get(entry)}"


def kept_of(task_ids: Sequence[int]) -> dict[int, Measured]:
    """What is kept of tasks, by id. Two queries."""
    steps = defaultdict(list)
    for row in StepEntry.objects.filter(task__in=task_ids).order_by("entry"):
        steps[row.task_id].append({name: getattr(row, name) for name in STEP_COLUMNS})
    return {
        row.pk: Measured({name: getattr(row, name) for name in TICKET_COLUMNS}, steps[row.pk])
        for row in Resolution.objects.filter(task__in=task_ids)
    }
