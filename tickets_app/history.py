"""A ticket's recorded events, and what follows from them: its present state and its clocks. Pure.

Events are AuditEvent rows of the ticket in order of id. `after` holds what changed:
`{"ticket": {...}, "task": {...}, "items": {"<id>": {...}}}`; `before` holds the same keys with the
values they had.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from tickets_app.clocks import Point
from tickets_app.models.task import ACTIVE, TaskStatus
from tts.core.models import AuditEvent
from workflows_app.models import WorkflowVersion


def events_of(ticket_id: int) -> list[AuditEvent]:
    """The recorded events of a ticket, oldest first."""
    return list(AuditEvent.objects.filter(target_type="ticket", target_id=ticket_id).order_by("pk"))


def fold(events: Iterable[AuditEvent]) -> dict:
    """The state that the events add up to: {"ticket": {...}, "task": {...}, "items": {id: {...}}}."""
    state = {"ticket": {}, "task": {}, "items": {}}
    for event in events:
        state["ticket"].update(event.after.get("ticket", {}))
        state["task"].update(event.after.get("task", {}))
        for item_id, facts in event.after.get("items", {}).items():
            state["items"].setdefault(item_id, {}).update(facts)
    return state


def ticket_clock(events: Iterable[AuditEvent], version: WorkflowVersion) -> list[Point]:
    """The points of the ticket clock: from the start of the task, standing while held or finished."""
    return list(_points(events, lambda priority: version.duration(priority)))


def step_clock(
    events: Iterable[AuditEvent],
    version: WorkflowVersion,
    step_id: int,
    started_at: datetime,
    closed_at: datetime | None = None,
) -> list[Point]:
    """The points of the clock of one step entry, which began at `started_at`.

    Its budget is the step's share of the ticket's duration. It ends at `closed_at`.
    """
    share = version.graph.share(step_id)
    points = list(_points(events, lambda priority: budget(version.duration(priority), share)))
    earlier = [point for point in points if point.at <= started_at]
    within = [point for point in points if point.at > started_at]
    begun = earlier[-1] if earlier else within.pop(0)
    clock = [Point(started_at, begun.running, begun.duration, begun.reason), *within]
    if closed_at is None:
        return clock
    kept = [point for point in clock if point.at < closed_at] or clock[:1]
    return [*kept, Point(closed_at, False, kept[-1].duration, "closed")]


def budget(duration: timedelta | None, share: float) -> timedelta | None:
    """A step's part of the ticket's duration, to the second."""
    return None if duration is None else timedelta(seconds=round(duration.total_seconds() * share))


def _points(events, duration_of) -> Iterator[Point]:
    status, priority = None, None
    for event in events:
        was = (status, priority)
        status = event.after.get("task", {}).get("status", status)
        priority = event.after.get("ticket", {}).get("priority", priority)
        if status is None or (status, priority) == was:
            continue
        running = status in ACTIVE and status != TaskStatus.ON_HOLD
        reason = event.note if status == TaskStatus.ON_HOLD else status
        yield Point(event.at, running, duration_of(priority), "" if running else reason)
