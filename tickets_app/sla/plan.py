"""When the clocks of a task will reach their thresholds, kept with the task.

`Task.sla_plan` lists them, a line each, `Task.sla_check` is the first that is not recorded yet, so what is
due is found by one index however many clocks are open. An entry whose clock has ended since is dropped,
unless it was due before that: then it is still to be recorded.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tickets_app.clocks import due_from
from tickets_app.history import budget
from tickets_app.models.sla import ClockKind
from tickets_app.models.task import Task
from workflows_app.models import WorkflowVersion, business_calendar

FIELDS = frozenset({"sla_plan", "sla_check"})
BREACH = 1.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Due(NamedTuple):
    """At `at` a clock reaches `share` of its `duration`. `kind` and `number` as of ThresholdCrossing."""

    at: datetime
    kind: str
    number: int
    share: float
    duration: timedelta

    @property
    def key(self) -> tuple[str, int, float]:
        """What it is recorded under, once, for its task."""
        return self.kind, self.number, self.share

    @property
    def is_breach(self) -> bool:
        return self.share >= BREACH

    def to_line(self) -> str:
        return f"{position(self.at)} {self.kind} {self.number} {self.share} {self.duration.total_seconds()}"

    @classmethod
    def from_line(cls, line: str) -> "Due":
        place, kind, number, share, seconds = line.split(" ")
        return cls(instant(int(place)), kind, int(number), float(share), timedelta(seconds=float(seconds)))


def position(at: datetime) -> int:
    """An instant as a plan keeps it, quickly compared: microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def instant(place: int) -> datetime:
    """The instant of which `position` gives `place`."""
    return EPOCH + place * MICROSECOND


def unrecorded(plan: str, check: datetime | None) -> Iterator[tuple[int, str]]:
    """Position and line of those entries of a stored plan that are not recorded yet, in order of time."""
    if check is None:
        return
    first = position(check)
    for line in plan.splitlines():
        place = int(line[: line.index(" ")])
        if place >= first:
            yield place, line


def pending(task: Task) -> list[Due]:
    """What of the plan of `task` is not recorded yet, in order of time."""
    return [Due.from_line(line) for _place, line in unrecorded(task.sla_plan, task.sla_check)]


def put(task: Task, dues: Iterable[Due]) -> None:
    """Make `dues` the plan of `task`, which is not saved."""
    task.sla_plan, task.sla_check = written(dues)


def written(dues: Iterable[Due]) -> tuple[str, datetime | None]:
    """The columns `sla_plan` and `sla_check` of a task whose plan `dues` are."""
    ordered = sorted(dues)
    return "\n".join(due.to_line() for due in ordered), ordered[0].at if ordered else None


def move(task: Task, at: datetime, over: Collection[str], new: Iterable[Due] = ()) -> None:
    """Change the plan of `task`, which is not saved: clocks of the kinds `over` end at `at`, `new` begin."""
    kept = [due for due in pending(task) if due.at <= at or due.kind not in over]
    put(task, [*kept, *new])


def of_new_task(version: WorkflowVersion, priority: str, step_id: int, at: datetime) -> list[Due]:
    """The plan of a task that starts at `at` with the step `step_id`."""
    whole = version.duration(priority)
    response = budget(whole, version.first_response_share)
    return [
        *_of_clock(version, ClockKind.TICKET, 0, whole, at),
        *_of_clock(version, ClockKind.FIRST_RESPONSE, 0, response, at),
        *of_step(version, priority, step_id, 1, at),
    ]


def of_step(version: WorkflowVersion, priority: str, step_id: int, entry: int, at: datetime) -> list[Due]:
    """What the clock of a step adds to the plan when it is entered at `at`."""
    duration = budget(version.duration(priority), version.graph.share(step_id))
    return _of_clock(version, ClockKind.STEP, entry, duration, at)


def _of_clock(version, kind, number, duration, start) -> list[Due]:
    if duration is None:
        return []
    calendar = business_calendar(version.calendar)
    instants = ((share, due_from(calendar, start, duration * share)) for share in version.thresholds)
    return [Due(at, kind.value, number, share, duration) for share, at in instants if at is not None]
