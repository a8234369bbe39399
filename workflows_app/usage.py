"""How workflows fare: tickets that run on each version, time kept. Tickets stand above workflows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from workflows_app.models import Workflow, WorkflowVersion

# The values of the wire for a ticket that is being worked on (SPEC 5).
RUNNING = Q(tasks__status__in=("pending", "in progress", "on_hold"))


def with_open_tickets(versions: QuerySet[WorkflowVersion]) -> QuerySet[WorkflowVersion]:
    """`versions` with `open_tickets`, the number of tickets that run on each."""
    return versions.annotate(open_tickets=Count("tasks", filter=RUNNING))


def open_by_workflow(workflows: Iterable[Workflow]) -> dict[int, list[tuple[int, int]]]:
    """For each workflow that has any its id -> [(version number, open tickets)]. One query."""
    versions = WorkflowVersion.objects.filter(workflow__in=workflows).order_by("-number")
    found: dict[int, list[tuple[int, int]]] = {}
    for row in with_open_tickets(versions).filter(open_tickets__gt=0).defer("graph_data"):
        found.setdefault(row.workflow_id, []).append((row.number, row.open_tickets))
    return found


@dataclass(frozen=True)
class TimeKept:
    """Of the `measured` tickets of a workflow, all that had a target, `missed` ran out of time."""

    measured: int
    missed: int

    @property
    def percent(self) -> int:
        """The share that was in time, rounded down: 100 only where none was late."""
        return (self.measured - self.missed) * 100 // self.measured


def time_kept(workflows: Iterable[Workflow], now: datetime) -> dict[int, TimeKept]:
    """For each workflow with tickets that have a target, its id -> TimeKept as of `now`. One query.

    Finished and open tickets of all versions count; an open one that is past its target is late.
    """
    measured = Q(tasks__target_resolution__isnull=False) | Q(tasks__breached_at__isnull=False)
    late = Q(tasks__target_resolution__lte=Coalesce(F("tasks__completed_at"), now))
    missed = Q(tasks__breached_at__isnull=False) | late
    ids = [workflow.pk for workflow in workflows]
    rows = (
        Workflow.objects.filter(pk__in=ids)
        .order_by()
        .annotate(known=Count("tasks", filter=measured), lost=Count("tasks", filter=missed))
    )
    return {pk: TimeKept(known, lost) for pk, known, lost in rows.values_list("pk", "known", "lost") if known}
