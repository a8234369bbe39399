"""A ticket's recorded events, and what follows from them: its present state and its clocks. Pure.

Events are AuditEvent rows of the ticket in order of id. `after` holds what changed:
`{"ticket": {...}, "task": {...}, "items": {"<id>": {...}}}`; `before` holds the same keys with the
values they had.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tickets_app.clocks import Point
from tickets_app.models.task import ACTIVE, TaskStatus
from tts.core.models import AuditEvent
from workflows_app.models import WorkflowVersion


def events_of(ticket_id: int) -> list[AuditEvent]:
    """The recorded events of a ticket, oldest first."""
    return list(AuditEvent.objects.filter(target_type="ticket", target_id=ticket_id).order_by("pk"))


def events_by_ticket(ticket_ids: Collection[int]) -> dict[int, list[AuditEvent]]:
    """`events_of` each of many tickets, by id. One query."""
    found = defaultdict(list)
    for event in AuditEvent.objects.filter(target_type="ticket", target_id__in=ticket_ids).order_by("pk"):
        found[event.target_id].append(event)
    return found


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


def rounds(events: Iterable[AuditEvent]) -> list[datetime]:
    """When each round of the ticket clock began: at the start of the task, and at each reopening."""
    began, status = [], None
    for event in events:
        was, status = status, event.after.get("task", {}).get("status", status)
        if status in ACTIVE and was not in ACTIVE:
            began.append(event.at)
    return began


def first_response_clock(
    events: Iterable[AuditEvent], version: WorkflowVersion, began_at: datetime | None
) -> list[Point]:
    """The points of the clock that ends when the first item begins, at `began_at` (None: not yet)."""
    share = version.first_response_share
    points = list(_points(events, lambda priority: budget(version.duration(priority), share)))
    return points if began_at is None else ended(points, began_at)


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
    clock = [replace(begun, at=started_at), *within]
    return clock if closed_at is None else ended(clock, closed_at)


def up_to(events: Iterable[AuditEvent], is_last: Callable[[AuditEvent], bool]) -> list[AuditEvent]:
    """The events through the first that `is_last`; all of them where none is.

    Order says what an instant cannot: of two changes of one minute in a replayed log, which came first.
    """
    found = []
    for event in events:
        found.append(event)
        if is_last(event):
            break
    return found


def ended(points: list[Point], at: datetime) -> list[Point]:
    """The clock of `points`, ended at `at`: what came later does not move it.

    Points of that very instant count: give those of events recorded before the end only (`up_to`).
    """
    kept = [point for point in points if point.at <= at] or points[:1]
    return [*kept, Point(at, False, kept[-1].duration, "closed", ended=True)]


def budget(duration: timedelta | None, share: float) -> timedelta | None:
    """A step's part of the ticket's duration, to the second."""
    return None if duration is None else timedelta(seconds=round(duration.total_seconds() * share))


def _points(events, duration_of: Callable[[str], timedelta | None]) -> Iterator[Point]:
    status, priority, shown = None, None, None
    for event in events:
        status = event.after.get("task", {}).get("status", status)
        priority = event.after.get("ticket", {}).get("priority", priority)
        # A clock that has ended does not move; what changed meanwhile counts once it is reopened.
        standing = (status, priority if status in ACTIVE else None)
        if status is None or standing == shown:
            continue
        shown, over = standing, status not in ACTIVE
        running = not over and status != TaskStatus.ON_HOLD
        reason = event.note if status == TaskStatus.ON_HOLD else status
        yield Point(event.at, running, duration_of(priority), "" if running else reason, ended=over)
