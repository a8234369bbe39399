"""What the actions on workflows share."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.errors import Conflict, Invalid, NotFound
from tts.core.models import AuditEvent
from workflows_app.access import Right, require
from workflows_app.graph import ERROR, Graph, Problem
from workflows_app.models import Workflow, WorkflowStatus

TARGET = "workflow"
EDITS = ("workflow.created", "workflow.details_updated", "workflow.graph_saved", "workflow.restored")


def locked(actor: Actor, workflow: Workflow, right: Right) -> Workflow:
    """The workflow as it is now, locked until the transaction ends; Forbidden below `right`."""
    row = Workflow.objects.select_for_update().filter(pk=workflow.pk).first()
    if row is None:
        raise NotFound
    require(actor.user, row, right)
    return row


def check_status(workflow: Workflow, *allowed: WorkflowStatus) -> None:
    """Raise Conflict, saying what the status is, unless it is one of `allowed`."""
    if workflow.status not in allowed:
        facts = {"name": workflow.name, "status": workflow.get_status_display()}
        raise Conflict(_("“%(name)s” has the status “%(status)s”; this is not possible now.") % facts)


def check_revision(workflow: Workflow, revision: int | None) -> None:
    """Raise Conflict, saying who changed the draft and when, unless it is at `revision` (None: any)."""
    if revision is None or revision == workflow.revision:
        return
    facts = {"theirs": workflow.revision, "yours": revision, "who": _("Someone"), "when": "?"}
    last = AuditEvent.objects.filter(target_type=TARGET, target_id=workflow.pk, action__in=EDITS).last()
    if last is not None:
        facts["who"] = _name(last.actor_id)
        facts["when"] = date_format(localtime(last.at), "DATETIME_FORMAT")
    message = _(
        "%(who)s changed this workflow on %(when)s: it is at revision %(theirs)s now, yours is %(yours)s."
    )
    raise Conflict(message % facts, {"revision": [str(workflow.revision)]})


def _name(user_id):
    user = User.objects.filter(pk=user_id).first()
    return user.full_name if user else _("The system")


def refuse_errors(graph: Graph, problems: list[Problem]) -> None:
    """Raise Invalid with every error among `problems`, at the place of its step or edge in `graph`."""
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        if problem.level == ERROR:
            wrong.setdefault(place_of(graph, problem), []).append(problem.message)
    if wrong:
        raise Invalid(wrong, _("The workflow has errors that must be mended first."))


def place_of(graph: Graph, problem: Problem) -> str:
    """Where a problem is in the REST shape of the graph: `graph.nodes[2]`, `graph.edges[0]` or `graph`."""
    if problem.step_id is not None:
        return f"graph.nodes[{list(graph.steps_by_id).index(problem.step_id)}]"
    if problem.edge_id is not None:
        ordered = sorted(graph.edges, key=lambda edge: (edge.order, edge.id))
        return f"graph.edges[{[edge.id for edge in ordered].index(problem.edge_id)}]"
    return "graph"
