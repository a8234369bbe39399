"""How many tickets run on which version, for the pages of workflows."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from workflows_app.models import Workflow, WorkflowVersion

# The values of the wire for a ticket that is being worked on (SPEC 5); tickets stand above workflows.
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
