"""What the model of tests/tickets/model.py consists of: facts, and when a clock runs out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

ACTIVE = ("pending", "in progress", "on_hold")
TICKET_STATUS = {
    "pending": "Open",
    "in progress": "In Progress",
    "on_hold": "On Hold",
    "completed": "Resolved",
    "cancelled": "Withdrawn",
    "rejected": "Rejected",
}


class Refused(Exception):
    """`kind` is how the product names such a refusal: Conflict, Forbidden or Invalid."""

    def __init__(self, kind):
        super().__init__(kind)
        self.kind = kind


def refuse(kind, when):
    if when:
        raise Refused(kind)


@dataclass(frozen=True)
class Step:
    role: str
    share: float
    escalates_to: str | None = None
    is_end: bool = False


@dataclass(frozen=True)
class Edge:
    """`only`: the one priority for which it may be taken. `automatic`: it is taken by itself."""

    source: str
    target: str
    only: str | None = None
    automatic: bool = False


@dataclass(frozen=True)
class Flow:
    """A workflow; the first of its steps is the start. `hours`: the target of each priority."""

    kind: tuple[str, str]
    steps: dict[str, Step]
    edges: dict[str, Edge]
    hours: dict[str, int]

    def duration(self, priority, share=1.0):
        return timedelta(seconds=round(self.hours[priority] * 3600 * share))


@dataclass
class Person:
    active: bool = True
    away: tuple[datetime, datetime] | None = None

    def present(self, at):
        return self.active and not (self.away and self.away[0] <= at < self.away[1])


@dataclass
class Item:
    role: str
    user: str | None
    step: str
    origin: str
    entry: int
    clock_from: datetime
    created: datetime
    statuses: list[str] = field(default_factory=lambda: ["new"])
    open: bool = True
    due: datetime | None = None

    def close(self, status, due):
        if status == "resolved" and self.statuses == ["new"]:
            self.statuses.append("in progress")
        self.end(status, due)

    def end(self, status, due):
        self.statuses.append(status)
        self.open, self.due = False, due


@dataclass
class Ticket:
    """With its task, once `flow` is known. `log`: (from, running, priority) of the clocks."""

    kind: tuple[str, str]
    priority: str
    requester: str | None
    status: str = "New"
    flow: Flow | None = None
    task: str | None = None
    owner: str | None = None
    step: str | None = None
    began: bool = False
    finished: datetime | None = None
    entries: dict[str, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    log: list[tuple[datetime, bool, str]] = field(default_factory=list)
    frozen_due: datetime | None = None

    @property
    def department(self):
        return self.kind[0]

    @property
    def item(self):
        return next((item for item in self.items if item.open), None)

    def become(self, task):
        self.task, self.status = task, TICKET_STATUS[task]

    def tick(self, at):
        self.log.append((at, self.task in ("pending", "in progress"), self.priority))

    @property
    def due(self):
        if self.task not in ACTIVE:
            return self.frozen_due
        return runs_out(self.log, None, self.flow.duration)

    def item_due(self, item):
        if not item.open:
            return item.due
        share = self.flow.steps[item.step].share
        return runs_out(self.log, item.clock_from, lambda priority: self.flow.duration(priority, share))


def runs_out(log, since, duration_of):
    """When a clock over `log` has run for its duration, counting from `since` on; None while it stands."""
    counted = timedelta(0)
    ends = [entry[0] for entry in log[1:]] + [None]
    for (begin, running, priority), end in zip(log, ends, strict=True):
        if since is not None:
            if end is not None and end <= since:
                continue
            begin = max(begin, since)
        finished = priority is None
        left = timedelta(0) if finished else duration_of(priority) - counted
        if not finished and left <= timedelta(0):
            return begin
        if running and (end is None or begin + left <= end):
            return begin + left
        if running:
            counted += end - begin
    return None
