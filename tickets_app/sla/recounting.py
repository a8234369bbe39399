"""A calendar has changed: the open clocks that follow it are counted anew, in the background."""

import time
from collections import defaultdict
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tickets_app.models import Recount, Task, TaskItem, ThresholdCrossing
from tickets_app.models.task import ACTIVE
from tickets_app.sla import in_flight, plan
from tickets_app.sla.calendars import history_of
from tickets_app.sla.recount import count
from tts.core import bulk, jobs
from tts.core.models import AuditEvent
from workflows_app.models import Calendar

BATCH = 100
SECONDS = 30  # of work in one job, which has a minute
JOB = "tickets_app.tasks.recount_clocks"


def request(*, calendar: Calendar, at: datetime) -> None:
    """Have the open clocks of a changed calendar counted anew, if the present transaction commits."""
    recount = Recount.objects.create(
        calendar=calendar, requested_at=at, total=_open_tasks(calendar.pk).count()
    )
    jobs.enqueue(JOB, recount.pk)


def _open_tasks(calendar_id) -> QuerySet[Task]:
    return Task.objects.filter(version__calendar=calendar_id, status__in=ACTIVE)


def run(recount_id: int, seconds: float = SECONDS) -> bool:
    """Count for about `seconds`, and leave the rest to another job. Answers whether it is finished.

    Each batch is one transaction with its progress, so a job that dies is continued where it stood: by
    `go_on`, which also comes back to what waits for transactions to end.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        state = _count_batch(recount_id)
        if state is not State.COUNTED:
            return state is State.FINISHED
    with transaction.atomic():
        jobs.enqueue(JOB, recount_id)
    return False


def go_on() -> int:
    """Count on what nobody counts at present. Answers how many calendars are finished by it."""
    unfinished = Recount.objects.filter(finished_at__isnull=True).order_by("pk")
    return sum(run(pk) for pk in unfinished.values_list("pk", flat=True))


class State(Enum):
    """What became of a recount: some more is counted, it waits for older transactions, it is finished."""

    COUNTED = "counted"
    WAITS = "waits"
    FINISHED = "finished"


@transaction.atomic
def _count_batch(recount_id) -> State:
    """Count some tasks; nothing where a later change of the calendar does it all again."""
    recount = Recount.objects.select_for_update().filter(pk=recount_id, finished_at__isnull=True).first()
    if recount is None:
        return State.FINISHED
    if recount.began_at is None:
        recount.began_at = in_flight.now()
        recount.again = in_flight.any_since_before(recount.began_at)
        recount.save(update_fields=["began_at", "again"])
    newer = Recount.objects.filter(calendar=recount.calendar_id, pk__gt=recount.pk).exists()
    tasks = [] if newer else _next_tasks(recount)
    if recount.again and not tasks and not newer:
        return _begin_again(recount)
    count_anew(tasks, timezone.now())
    recount.done += len(tasks)
    if tasks:
        recount.last_task_id = tasks[-1].pk
    else:
        recount.finished_at = timezone.now()
    recount.save(update_fields=["done", "last_task_id", "finished_at"])
    return State.COUNTED if tasks else State.FINISHED


def _begin_again(recount) -> State:
    """What was not committed when it was passed over is there once older transactions have ended."""
    if in_flight.any_since_before(recount.began_at):
        return State.WAITS
    recount.again, recount.last_task_id, recount.done = False, 0, 0
    recount.total = _open_tasks(recount.calendar_id).count()
    recount.save(update_fields=["again", "last_task_id", "done", "total"])
    return State.COUNTED


def _next_tasks(recount) -> list[Task]:
    rows = _open_tasks(recount.calendar_id).filter(pk__gt=recount.last_task_id)
    rows = rows.select_for_update(of=("self",)).select_related("version__calendar")
    return list(rows.order_by("pk")[:BATCH])


def count_anew(tasks: list[Task], now: datetime) -> None:
    """Store anew when the clocks of `tasks`, which are locked, run out and reach their thresholds."""
    items = _by_task(TaskItem.objects.filter(task__in=tasks).order_by("pk"))
    crossings = _by_task(ThresholdCrossing.objects.filter(task__in=tasks))
    events = defaultdict(list)
    tickets = [task.ticket_id for task in tasks]
    for event in AuditEvent.objects.filter(target_type="ticket", target_id__in=tickets).order_by("pk"):
        events[event.target_id].append(event)
    calendars = {task.version.calendar_id: task.version.calendar for task in tasks}
    histories = {pk: history_of(calendar) for pk, calendar in calendars.items()}
    step_dues = []
    for task in tasks:
        history = histories[task.version.calendar_id]
        counted = count(events[task.ticket_id], task.version, history, items[task.pk], now)
        plan.put(task, counted.unrecorded({(row.kind, row.number, row.share) for row in crossings[task.pk]}))
        task.target_resolution = counted.due
        step_dues += [(item, counted.step_due) for item in items[task.pk] if item.is_open]
    columns = ("id", "sla_plan", "sla_check", "target_resolution")
    bulk.update(Task, [{name: getattr(task, name) for name in columns} for task in tasks])
    bulk.update(TaskItem, [{"id": item.pk, "target_resolution": due} for item, due in step_dues])


def _by_task(rows) -> dict:
    found = defaultdict(list)
    for row in rows:
        found[row.task_id].append(row)
    return found


def latest() -> dict[int, Recount]:
    """The last recount of each calendar that has one, by calendar id."""
    return {recount.calendar_id: recount for recount in Recount.objects.order_by("pk")}
