"""What is due: found by an index, taken in order of due time, by as many scanners as there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from django.db import connection

from tickets_app.models import ClockKind, ItemStatus, Task, TaskItem
from tickets_app.models.task import ACTIVE
from tickets_app.sla import plan
from tickets_app.sla.plan import Due
from tts.core import bulk

ITEM = (
    "id",
    "task_id",
    "user_id",
    "step_id",
    "step_name",
    "entry",
    "status",
    "origin",
    "breached_at",
    "closed_at",
)
TASK = (
    "id",
    "ticket_id",
    "version_id",
    "owner_id",
    "status",
    "tells",
    "breached_at",
    "sla_plan",
    "sla_check",
)
STEP = ClockKind.STEP.value
CHECK = TASK.index("sla_check")
BY_ID = attrgetter("id")
# Ordered, since a planner that may take any row reads the whole table for it.
FIRST = """
SELECT (SELECT sla_check FROM tickets_app_task WHERE sla_check IS NOT NULL ORDER BY sla_check LIMIT 1),
       EXISTS (SELECT 1 FROM tickets_app_thresholdcrossing WHERE to_escalate)
"""


@dataclass
class Item:
    """What a scan needs of a task item."""

    id: int
    task_id: int
    user_id: int | None
    step_id: int
    step_name: str
    entry: int
    status: str
    origin: str
    breached_at: datetime | None
    closed_at: datetime | None


@dataclass
class Claimed:
    """A task held until the transaction ends, because something of it is due at `now`.

    `overdue`: the thresholds that are due; `due`: those of them to be recorded, which are due by `until`;
    `next_check`: when there will be something to record again.
    """

    id: int
    ticket_id: int
    version_id: int
    owner_id: int | None
    status: str
    tells: bool
    breached_at: datetime | None
    sla_plan: str
    sla_check: datetime
    now: datetime
    until: datetime
    items: list[Item] = field(default_factory=list)

    def __post_init__(self):
        self.overdue: list[Due] = []
        self.next_check: datetime | None = None
        for place, line in plan.unrecorded(self.sla_plan, self.sla_check):
            at = plan.instant(place)
            if self.next_check is None and at > self.until:
                self.next_check = at
            if at > self.now:
                break
            self.overdue.append(Due.from_line(line))
        everything = self.next_check is None or self.next_check > self.now
        self.due = self.overdue if everything else [due for due in self.overdue if due.at <= self.until]

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def open_item(self) -> Item | None:
        for item in self.items:
            if item.closed_at is None:
                return item
        return None

    def after(self, due: Due) -> list[Due]:
        """What else of the clock of `due` is due, later than that."""
        if len(self.overdue) == 1:
            return []
        later = self.overdue[self.overdue.index(due) + 1 :]
        return [other for other in later if (other.kind, other.number) == (due.kind, due.number)]

    def item_of(self, due: Due) -> Item | None:
        """Who has, or had last, what the clock of `due` measures."""
        if due.kind != STEP:
            return self.open_item
        for item in reversed(self.items):
            if item.entry == due.number:
                return item
        return None


def first() -> tuple[datetime | None, bool]:
    """The earliest instant at which something is to be recorded, and whether an escalation waits.

    One statement, however many clocks are open.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIRST)
        check, escalations = cursor.fetchone()
    return _aware(check), bool(escalations)


def _aware(value) -> datetime | None:
    """SQLite keeps instants without a zone, in UTC, as text or as what its driver makes of that."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def lag(at: datetime) -> timedelta:
    """For how long the oldest threshold that is due waits to be recorded; zero where none is."""
    check, _escalations = first()
    return at - check if check is not None and check < at else timedelta(0)


def claim(at: datetime, size: int) -> list[Claimed]:
    """At most `size` tasks with something due at `at`, the most overdue first, held; others' are left out.

    Where there may be more of them, what is due after the last of these is left for another batch, so that
    everything is recorded in order of the time at which it was due.
    """
    rows = Task.objects.select_for_update(skip_locked=True).filter(sla_check__lte=at)
    found = list(rows.order_by("sla_check", "id").values_list(*TASK)[:size])
    until = found[-1][CHECK] if len(found) == size else at
    return [Claimed(*values, now=at, until=until) for values in found]


def advance(tasks: Iterable[Claimed]) -> None:
    """Say that all that is due of `tasks` is recorded."""
    bulk.update(
        Task,
        [{"id": task.id, "sla_check": task.next_check, "breached_at": task.breached_at} for task in tasks],
    )


def read_items(tasks: list[Claimed]) -> None:
    """Give each task its open item, and the last one of each step entry that something is due of."""
    by_id = {task.id: task for task in tasks}
    _keep(by_id, TaskItem.objects.filter(task__in=bulk.among(by_id), closed_at__isnull=True))
    behind = [task.id for task in tasks if any(task.item_of(due) is None for due in task.due)]
    if behind:
        ended = TaskItem.objects.filter(task__in=bulk.among(behind), closed_at__isnull=False)
        _keep(by_id, ended.order_by("pk"))


def _keep(by_id, rows):
    for values in rows.values_list(*ITEM):
        item = Item(*values)
        items = by_id[item.task_id].items
        items.append(item)
        if len(items) > 1:
            items.sort(key=BY_ID)


def status_after_breach(item: Item) -> str:
    """Breached while it is open; what is closed keeps how it ended."""
    return ItemStatus.BREACHED.value if item.closed_at is None else item.status
