"""Targets: when clocks run out, worked out anew from the recorded events after a change that moves them."""

from datetime import datetime

from tickets_app.history import events_of
from tickets_app.models import Task, TaskItem, ThresholdCrossing
from tickets_app.sla import plan
from tickets_app.sla.calendars import history_of
from tickets_app.sla.recount import count


def retarget(task: Task, now: datetime) -> None:
    """Store when the task's clocks run out and reach their thresholds, as of `now`.

    A standing clock that has not run out has no target. Reads the ticket's events: call it after the
    event of the change is written.
    """
    items = list(TaskItem.objects.filter(task=task).order_by("pk"))
    recorded = ThresholdCrossing.objects.filter(task=task).values_list("kind", "number", "share")
    counted = count(events_of(task.ticket_id), task.version, history_of(task.version.calendar), items, now)
    plan.put(task, counted.unrecorded(set(recorded)))
    task.target_resolution = counted.due
    task.save(update_fields=["target_resolution", *plan.FIELDS])
    TaskItem.objects.filter(task=task, closed_at__isnull=True).update(target_resolution=counted.step_due)
