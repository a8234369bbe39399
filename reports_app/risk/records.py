"""This system's own tickets as cases of the risk model: what was known of each at any moment.

A case begins with its task and is to be done by its target. Hours are counted from 1970. What the ticket
itself says (priority, category, requester) is taken as it is now; who had it, whether it was begun and how
much else there was to do are read from the assignments as of the moment asked for.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from reports_app.risk.spells import Cases, Columns
from reports_app.risk.table import GROUP
from tickets_app.models import Task, TaskItem, TaskStatus

HOUR = timedelta(hours=1)
HALF_LIFE = 60 * 24.0
MOST_ITEMS = 60_000
AT_ONCE = 2_000
NOBODY = ""
SHORTEST = 1 / 60
A_SECOND = 1 / 3600
FIELDS = (
    "pk", "ticket_id", "started_at", "target_resolution", "breached_at", "status", "completed_at",
    "ticket__closed_at", "ticket__updated_at", "workflow__name", "ticket__priority", "ticket__category",
    "ticket__department", "ticket__requester_id", "ticket__requester_external_id",
    "ticket__requester_email", "ticket__source_service",
)  # fmt: skip


@dataclass(frozen=True)
class Assignment:
    """Who had a task from when on; `began` is inf until it was begun."""

    created: float
    began: float
    role: int
    user: int | None
    step: str


@dataclass
class Record:
    """A task with a target, and its assignments in order. `ended` is inf while it is open."""

    task: int
    ticket: int
    begin: float
    target: float
    ended: float
    is_done: bool
    kinds: dict[str, str]
    assignments: list[Assignment] = field(default_factory=list)

    @property
    def span(self) -> float:
        """The hours in which it has to be done."""
        return max(self.target - self.begin, SHORTEST)

    def at(self, moment: float) -> list[Assignment]:
        """Its assignments until a moment."""
        return [one for one in self.assignments if one.created <= moment]


def hours(at: datetime | None) -> float:
    """An instant as hours; inf for none."""
    return float("inf") if at is None else at.timestamp() / 3600


def records(tasks: QuerySet[Task]) -> list[Record]:
    """The tasks that have a target, with their assignments; two statements for each 2,000."""
    found, rows = [], tasks.values_list(*FIELDS).iterator(AT_ONCE)
    found = [_record(dict(zip(FIELDS, row, strict=True))) for row in rows]
    for start in range(0, len(found), AT_ONCE):
        _add_assignments(found[start : start + AT_ONCE])
    return found


def _record(row) -> Record:
    ended = row["completed_at"] or row["ticket__closed_at"] or row["ticket__updated_at"]
    is_open = row["status"] in (TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.ON_HOLD)
    return Record(
        task=row["pk"],
        ticket=row["ticket_id"],
        begin=hours(row["started_at"]),
        target=hours(row["breached_at"] or row["target_resolution"]),
        ended=hours(None if is_open else ended),
        is_done=row["status"] == TaskStatus.COMPLETED,
        kinds=_kinds(row),
    )


def _kinds(row) -> dict[str, str]:
    requester = row["ticket__requester_id"] or row["ticket__requester_external_id"]
    return {
        "workflow": row["workflow__name"],
        "priority": row["ticket__priority"],
        "category": row["ticket__category"],
        "department": row["ticket__department"],
        "requester": str(requester or row["ticket__requester_email"]),
        "source": row["ticket__source_service"],
        GROUP: f"{row['workflow__name']}, {row['ticket__priority']}",
    }


def _add_assignments(some) -> None:
    by_task = {record.task: record for record in some}
    names = ("task_id", "created_at", "began_at", "role_id", "user_id", "step_name")
    rows = TaskItem.objects.filter(task_id__in=list(by_task)).order_by("pk").values_list(*names)
    for task, created, began, *rest in rows.iterator(AT_ONCE):
        by_task[task].assignments.append(Assignment(hours(created), hours(began), *rest))


class Loads:
    """How many assignments roles and people had open at a moment, from the newest assignments."""

    def __init__(self):
        rows = TaskItem.objects.order_by("-pk").values_list("role_id", "user_id", "created_at", "closed_at")
        opened, closed = defaultdict(list), defaultdict(list)
        for role, user, created, ended in rows[:MOST_ITEMS].iterator(AT_ONCE):
            for key in (("role", role), ("user", user)):
                opened[key].append(hours(created))
                closed[key].append(hours(ended))
        self._opened = {key: np.sort(moments) for key, moments in opened.items()}
        self._closed = {key: np.sort(moments) for key, moments in closed.items()}

    def of(self, kind: str, key: int | None, moment: float) -> int:
        """Of a "role" or "user"; 0 of nobody."""
        if key is None or (kind, key) not in self._opened:
            return 0
        opened, closed = self._opened[kind, key], self._closed[kind, key]
        return int(np.searchsorted(opened, moment, "right") - np.searchsorted(closed, moment, "right"))


def cases_at(found: list[Record], now: float) -> Cases:
    """What is known of the tasks at `now`. One that was cancelled or rejected says no more after its end."""
    begin, target, ended = np.array([(r.begin, r.target, r.ended) for r in found]).reshape(-1, 3).T
    span = np.maximum(target - begin, SHORTEST)
    share = (np.minimum(ended, now) - begin) / span
    done = np.array([record.is_done for record in found], bool) & (ended <= now)
    return Cases(share, done, 0.5 ** ((now - begin) / HALF_LIFE))


def columns_at(found: list[Record], moments: np.ndarray, loads: Loads) -> Columns:
    """What was known of each task at its moment."""
    rows = [_known(record, moment + A_SECOND, loads) for record, moment in zip(found, moments, strict=True)]
    kinds = {name: np.array([row[0][name] for row in rows], object) for name in rows[0][0]}
    sizes = {name: np.array([row[1][name] for row in rows], float) for name in rows[0][1]}
    return Columns(kinds, sizes)


def _known(record, moment, loads) -> tuple[dict, dict]:
    past = record.at(moment)
    last = past[-1] if past else None
    role, user, step = (last.role, last.user, last.step) if last else (None, None, "")
    kinds = {
        **record.kinds,
        "step": f"{record.kinds['workflow']}: {step}",
        "holder": NOBODY if user is None else str(user),
    }
    sizes = {
        "load": np.log1p(max(loads.of("role", role, moment), 0)),
        "own_load": np.log1p(max(loads.of("user", user, moment), 0)),
        "unassigned": float(user is None),
        "waiting": float(last is None or last.began > moment),
        "moves": np.log1p(max(len(past) - 1, 0)),
        **_arrival(record.begin),
    }
    return kinds, sizes


def _arrival(begin) -> dict[str, float]:
    local = datetime.fromtimestamp(begin * 3600, timezone.get_default_timezone())
    angle = 2 * np.pi * (local.hour + local.minute / 60) / 24
    return {
        "hour_sine": np.sin(angle),
        "hour_cosine": np.cos(angle),
        "late_in_week": float(local.weekday() in (3, 4)),
        "weekend": float(local.weekday() > 4),
    }
