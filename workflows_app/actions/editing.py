"""Making a workflow and changing its draft."""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tts.accounts.models import Role
from tts.core.actor import Actor
from tts.core.audit import changes, plain, record
from tts.core.errors import Invalid
from workflows_app import details as details_rules
from workflows_app import drafts, graph_input
from workflows_app.access import Right, require_create
from workflows_app.actions.base import TARGET, check_revision, check_status, locked
from workflows_app.actions.sharing import grant
from workflows_app.graph import Graph, Problem, check
from workflows_app.models import Workflow, WorkflowStatus

EDITABLE = (
    WorkflowStatus.DRAFT,
    WorkflowStatus.DEPLOYED,
    WorkflowStatus.INITIALIZED,
    WorkflowStatus.PAUSED,
)


@dataclass(frozen=True)
class Saved:
    """A stored draft: the workflow, its graph, what keeps it from being deployed, and for each
    `temp_id` of the sender the step id that it got."""

    workflow: Workflow
    graph: Graph
    problems: list[Problem]
    temp_id_mapping: dict[str, int]


@transaction.atomic
def create_workflow(actor: Actor, details: dict, graph: dict | None = None) -> Saved:
    """A new draft, whose creator may do everything with it. `graph` is in the REST shape of SPEC 9.

    Raises Forbidden for whom neither coordinates nor administers, Invalid naming every wrong field
    (`urgent_sla`, `graph.nodes[2].role_id`). A graph that is no sound workflow yet is stored all the
    same; the problems are returned.
    """
    require_create(actor.user)
    workflow = Workflow(created_by=actor.user, revision=1, **details_rules.checked(details))
    reading = _read(graph or {}, Graph())
    _save_named(workflow)
    ids = drafts.store(workflow, Graph(), reading.graph)
    if actor.user is not None:
        grant(actor.user, workflow, Right.PUBLISH)
    saved = _saved(workflow, reading, ids)
    after = {name: plain(getattr(workflow, name)) for name in ("name", "department", "category", "revision")}
    after |= drafts.differences(Graph(), saved.graph)[1]
    record(actor, "workflow.created", TARGET, workflow.pk, after=after)
    return saved


@transaction.atomic
def update_details(actor: Actor, workflow: Workflow, details: dict, revision: int | None = None) -> Workflow:
    """Change the given details of the draft; those left out stay. Nothing that runs changes.

    `revision` is the one that the editor saw (None: whatever it is). Raises Forbidden, Invalid naming
    every wrong field, Conflict when the draft has moved on or is archived.
    """
    row = _editable(actor, workflow, revision)
    values = details_rules.checked(details, row)
    before, after = changes(row, values)
    if not after:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    before["revision"], after["revision"] = edited(row)
    _save_named(row)
    record(actor, "workflow.details_updated", TARGET, row.pk, before=before, after=after)
    return row


@transaction.atomic
def save_graph(actor: Actor, workflow: Workflow, graph: dict, revision: int | None = None) -> Saved:
    """Make the draft graph the given one (REST shape). Steps and edges that name their id keep it, also
    those of the active version that the draft had no more; those left out are removed. Saving what is
    stored changes nothing.

    Raises as `update_details`; a graph with errors is stored and its problems returned.
    """
    row = _editable(actor, workflow, revision)
    old = drafts.load(row)
    reading = _read(graph, _with_live(row, old))
    if _same(old, reading.graph):
        return _saved(row, reading, {step.id: step.id for step in old.steps})
    ids = drafts.store(row, old, reading.graph)
    revisions = edited(row)
    row.save()
    saved = _saved(row, reading, ids)
    before, after = drafts.differences(old, saved.graph)
    before["revision"], after["revision"] = revisions
    record(actor, "workflow.graph_saved", TARGET, row.pk, before=before, after=after)
    return saved


def problems_of(graph: Graph) -> list[Problem]:
    """Every problem of a draft graph against the roles as they are now."""
    return check(graph, drafts.role_facts())


def _editable(actor, workflow, revision):
    row = locked(actor, workflow, Right.EDIT)
    check_status(row, *EDITABLE)
    check_revision(row, revision)
    return row


def edited(workflow) -> tuple[int, int]:
    """Count an edit: what was deployed is a draft again; what takes tickets goes on, with changes waiting."""
    before = workflow.revision
    workflow.revision += 1
    workflow.has_changes = True
    if workflow.status == WorkflowStatus.DEPLOYED:
        workflow.status = WorkflowStatus.DRAFT
    return before, workflow.revision


def _with_live(workflow, draft) -> Graph:
    """All whose ids may be named: what the draft has, and what the active version has besides."""
    if workflow.active_version is None:
        return draft
    live = workflow.active_version.graph
    steps = {step.id: step for step in (*live.steps, *draft.steps)}
    edges = {edge.id: edge for edge in (*live.edges, *draft.edges)}
    return Graph(list(steps.values()), list(edges.values()))


def _read(graph, draft):
    return graph_input.read(graph, draft, set(Role.objects.values_list("pk", flat=True)))


def _saved(workflow, reading, ids) -> Saved:
    graph = drafts.load(workflow)
    mapping = {temp_id: ids[step_id] for temp_id, step_id in reading.temp_ids.items()}
    return Saved(workflow, graph, problems_of(graph), mapping)


def _same(old: Graph, new: Graph) -> bool:
    """Whether two graphs say the same, in whatever sequence their steps and edges stand."""
    return old.steps_by_id == new.steps_by_id and _edges_in_order(old) == _edges_in_order(new)


def _edges_in_order(graph):
    ordered = sorted(graph.edges, key=lambda edge: (edge.order, edge.id))
    return [replace(edge, order=0) for edge in ordered]


def _save_named(workflow):
    """Save; of two who take one name at the same moment, the later is told."""
    try:
        with transaction.atomic():
            workflow.save()
    except IntegrityError as error:
        raise Invalid({"name": [_("There is a workflow of this name already.")]}) from error
