"""Targets: when clocks run out, worked out anew from the recorded events after a change that moves them."""

from datetime import datetime

from tickets_app import clocks
from tickets_app.history import events_of, step_clock, ticket_clock
from tickets_app.models import Task, TaskItem
from workflows_app.models import business_calendar


def retarget(task: Task, now: datetime) -> None:
    """Store when the ticket clock and the open item's step clock run out, as of `now`.

    A standing clock that has not run out has no target. Reads the ticket's events: call it after the
    event of the change is written.
    """
    events = events_of(task.ticket_id)
    calendar = business_calendar(task.version.calendar)
    due = clocks.read(ticket_clock(events, task.version), calendar, now).due
    Task.objects.filter(pk=task.pk).update(target_resolution=due)
    task.target_resolution = due
    item = TaskItem.objects.filter(task=task, closed_at__isnull=True).first()
    if item is not None:
        points = step_clock(events, task.version, item.step_id, item.clock_started_at)
        reading = clocks.read(points, calendar, now)
        TaskItem.objects.filter(pk=item.pk).update(target_resolution=reading.due)
