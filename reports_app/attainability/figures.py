"""What resolved tickets took, read from the rows that were counted when they were resolved.

The cost does not depend on how long their histories are: each question is one statement over whole seconds.
Quantiles are by nearest rank: the p90 is the least time within which 90 % were done.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, Count, DurationField, F, FloatField, Func, Q, QuerySet, When

from tickets_app.models import Priority, Resolution
from workflows_app.models import Workflow

EVERYTHING = 365_000
DAYS = (30, 90, 365, EVERYTHING)
USUAL_DAYS = 365
PARTS = ("waiting", "working", "waiting + working")
# Of each group those rows at which another whole percent of it is reached.
QUANTILES = """
SELECT CAST(%(name)s AS varchar(32)) AS part, grouped, seconds, place, total FROM (
    SELECT {group} AS grouped, {value} AS seconds,
           ROW_NUMBER() OVER (PARTITION BY {group} ORDER BY {value}) AS place,
           COUNT(*) OVER (PARTITION BY {group}) AS total
    FROM {table} WHERE workflow_id = %(workflow)s AND resolved_at >= %(since)s
) AS placed WHERE place * 100 / total > (place - 1) * 100 / total
"""


class Seconds(Func):
    """A duration of the database in seconds."""

    output_field = FloatField()

    def as_sql(self, compiler, connection, **more):
        """PostgreSQL's way."""
        return super().as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)", **more)

    def as_sqlite(self, compiler, connection, **more):
        """Microseconds are what SQLite keeps."""
        return super().as_sql(compiler, connection, template="(%(expressions)s) / 1000000.0", **more)


@dataclass(frozen=True)
class Spread:
    """How the times of `count` rows are spread: (place, seconds) wherever another percent is reached."""

    count: int = 0
    marks: tuple[tuple[int, int], ...] = ()

    def at(self, percent: int) -> timedelta | None:
        """The least time within which `percent` of them were done; None of none."""
        needed = percent * self.count
        found = next((seconds for place, seconds in self.marks if place * 100 >= needed), None)
        return None if found is None else timedelta(seconds=found)


NOTHING = Spread()


@dataclass(frozen=True)
class Judged:
    """Resolved tickets of a workflow and priority: `kept` by today's target, `breached` by that of then."""

    count: int = 0
    kept: int = 0
    breached: int = 0


def resolved(workflow: Workflow, since: datetime) -> QuerySet[Resolution]:
    """The tickets of `workflow` that were resolved from `since` on."""
    return Resolution.objects.filter(workflow=workflow, resolved_at__gte=since)


def judged(workflows: QuerySet[Workflow], since: datetime) -> dict[tuple[int, str], Judged]:
    """By (workflow id, priority) how the present targets would have been kept. One query."""
    targets = [
        When(priority=name, then=F(f"workflow__active_version__{name.lower()}_sla"))
        for name in Priority.values
    ]
    rows = Resolution.objects.filter(workflow__in=workflows, resolved_at__gte=since)
    rows = rows.alias(target=Seconds(Case(*targets, output_field=DurationField())))
    rows = rows.values("workflow_id", "priority").annotate(
        count=Count("pk"),
        kept=Count("pk", filter=Q(seconds__lt=F("target"))),
        breached=Count("pk", filter=Q(breached=True)),
    )
    return {
        (row.pop("workflow_id"), row.pop("priority")): Judged(**row)
        for row in rows.order_by("workflow_id", "priority")
    }


def kept_within(workflow: Workflow, since: datetime, targets: Mapping[str, timedelta]) -> dict[str, int]:
    """By priority how many of its tickets took less than the target given for it. One query."""
    counts = {
        name: Count("pk", filter=Q(priority=name, seconds__lt=target.total_seconds()))
        for name, target in targets.items()
    }
    return resolved(workflow, since).aggregate(**counts) if counts else {}


def ticket_spreads(workflow: Workflow, since: datetime) -> dict[str, Spread]:
    """How the times of tickets are spread, by priority. One query."""
    sql = QUANTILES.format(group="priority", value="seconds", table="tickets_app_resolution")
    return _spreads([("whole", sql)], workflow, since)["whole"]


def step_spreads(workflow: Workflow, since: datetime) -> dict[str, dict[int, Spread]]:
    """How the times of step entries are spread: for each of PARTS by step id. One query."""
    parts = [
        (name, QUANTILES.format(group="step_id", value=name, table="tickets_app_stepentry")) for name in PARTS
    ]
    return _spreads(parts, workflow, since)


def _spreads(parts, workflow, since) -> dict[str, dict]:
    since = connection.ops.adapt_datetimefield_value(since)
    sql, values = [], {"workflow": workflow.pk, "since": since}
    for number, (name, text) in enumerate(parts):
        sql.append(text.replace("%(name)s", f"%(name{number})s"))
        values[f"name{number}"] = name
    found: dict[str, dict] = {name: defaultdict(list) for name, _text in parts}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql), values)
        for name, group, seconds, place, total in cursor.fetchall():
            found[name][group].append((place, seconds, total))
    return {name: {key: _spread(rows) for key, rows in groups.items()} for name, groups in found.items()}


def _spread(rows) -> Spread:
    ordered = sorted(rows)
    return Spread(ordered[0][2], tuple((place, seconds) for place, seconds, _total in ordered))
