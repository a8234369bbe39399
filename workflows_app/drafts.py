"""A workflow's draft: its step and transition rows as a pure Graph, and a Graph stored as rows."""

from django.db.models import Exists, OuterRef

from tts.accounts.models import Membership, Role
from workflows_app.graph import Edge, Graph, RoleFacts, Step
from workflows_app.models import Step as StepRow
from workflows_app.models import Transition, Workflow

STEP_FIELDS = tuple(Step.__dataclass_fields__)
EDGE_FIELDS = {
    "id": "id",
    "name": "name",
    "from_id": "from_step_id",
    "to_id": "to_step_id",
    "description": "description",
    "order": "order",
    "condition": "condition",
    "automatic": "automatic",
}


def load(workflow: Workflow) -> Graph:
    """The draft graph of `workflow`. Two queries."""
    steps = [Step(**row) for row in workflow.steps.values(*STEP_FIELDS)]
    rows = workflow.transitions.values_list(*EDGE_FIELDS.values())
    return Graph(steps, [Edge(**dict(zip(EDGE_FIELDS, row, strict=True))) for row in rows])


def step_of(row: StepRow) -> Step:
    """A stored step as a pure one."""
    return Step(**{name: getattr(row, name) for name in STEP_FIELDS})


def edge_of(row: Transition) -> Edge:
    """A stored transition as a pure edge."""
    return Edge(**{name: getattr(row, column) for name, column in EDGE_FIELDS.items()})


def store(workflow: Workflow, old: Graph, new: Graph) -> dict[int, int]:
    """Make the rows of `workflow` those of `new`; `old` is what is stored. Kept ids stay.

    What is new in `new` has negative ids; what an earlier version had and `old` has no more comes back
    under its id. Returns the stored step id of every step id in `new`.
    """
    kept_edges = {edge.id for edge in new.edges}
    workflow.transitions.exclude(pk__in=[pk for pk in kept_edges if pk > 0]).delete()
    ids = _store_steps(workflow, old, new)
    _store_edges(workflow, old, new, ids)
    workflow.steps.exclude(pk__in=ids.values()).delete()
    return ids


def _store_steps(workflow, old, new):
    rows = {step.id: _step_row(workflow, step) for step in new.steps}
    fresh = [rows[step.id] for step in new.steps if step.id not in old.steps_by_id]
    changed = [rows[step.id] for step in new.steps if old.steps_by_id.get(step.id, step) != step]
    StepRow.objects.bulk_create(fresh)
    StepRow.objects.bulk_update(changed, [name for name in STEP_FIELDS if name != "id"])
    return {step_id: row.pk for step_id, row in rows.items()}


def _step_row(workflow, step):
    values = {name: getattr(step, name) for name in STEP_FIELDS if name != "id"}
    return StepRow(pk=step.id if step.id > 0 else None, workflow=workflow, **values)


def _store_edges(workflow, old, new, ids):
    rows = {edge.id: _edge_row(workflow, edge, ids) for edge in new.edges}
    changed = [rows[edge.id] for edge in new.edges if old.edges_by_id.get(edge.id, edge) != edge]
    Transition.objects.bulk_create([rows[edge.id] for edge in new.edges if edge.id not in old.edges_by_id])
    Transition.objects.bulk_update(changed, [name for key, name in EDGE_FIELDS.items() if key != "id"])


def _edge_row(workflow, edge, ids):
    values = {row_name: getattr(edge, name) for name, row_name in EDGE_FIELDS.items() if name != "id"}
    values |= {"from_step_id": ids[edge.from_id], "to_step_id": ids[edge.to_id]}
    return Transition(pk=edge.id if edge.id > 0 else None, workflow=workflow, **values)


def role_facts() -> dict[int, RoleFacts]:
    """What the graph checks ask of every role. One query."""
    members = Membership.objects.filter(role=OuterRef("pk"), is_active=True, user__is_active=True)
    rows = Role.objects.annotate(has_members=Exists(members))
    return {role.pk: RoleFacts(role.name, role.is_active, role.has_members) for role in rows}


def differences(old: Graph, new: Graph) -> tuple[dict, dict]:
    """(before, after) of the steps and edges that differ, by kind and id as text; None where absent."""
    before: dict[str, dict] = {}
    after: dict[str, dict] = {}
    was, now = old.to_data(), new.to_data()
    for kind in ("steps", "edges"):
        then = {str(item["id"]): item for item in was[kind]}
        here = {str(item["id"]): item for item in now[kind]}
        changed = [key for key in {**then, **here} if then.get(key) != here.get(key)]
        if changed:
            before[kind] = {key: then.get(key) for key in changed}
            after[kind] = {key: here.get(key) for key in changed}
    return before, after
