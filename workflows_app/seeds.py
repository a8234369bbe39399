"""Makes the workflows of `seed_data`, through the actions."""

from django.db import transaction

from tts.accounts.models import Role
from tts.accounts.seeds import SEED, Seeded, seed_roles
from workflows_app import actions, drafts
from workflows_app.access import Right
from workflows_app.graph import Graph
from workflows_app.models import Workflow, WorkflowStatus
from workflows_app.seed_data import ESCALATION_ROLE, KEEPERS, SLAS, WORKFLOWS


@transaction.atomic
def seed_workflows(force: bool = False) -> Seeded:
    """The workflows of WORKFLOWS, published, which the coordinators keep. Roles that are missing are seeded.

    `force` gives those that exist their draft back and publishes it if that changed anything: tickets
    stay on the versions they run on.
    """
    seed_roles()
    coordinators = Role.objects.get(name__iexact=KEEPERS)
    seeded = Seeded()
    for details, steps, edges in WORKFLOWS:
        workflow = Workflow.objects.filter(name__iexact=details["name"]).first()
        if workflow is None:
            saved = actions.create_workflow(SEED, details | SLAS, graph_of(steps, edges))
            actions.initialize(SEED, saved.workflow, note="Seeded")
            actions.share(SEED, saved.workflow, coordinators, Right.PUBLISH)
            seeded.made.append(details["name"])
        elif force:
            _restore(workflow, details | SLAS, graph_of(steps, edges, drafts.load(workflow)))
            seeded.restored.append(details["name"])
        else:
            seeded.kept.append(details["name"])
    return seeded


def graph_of(steps, edges, draft: Graph = Graph()) -> dict:  # noqa: B008 (it is immutable)
    """The graph in the REST shape. Steps and edges of `draft` with the same names keep their ids."""
    roles = dict(Role.objects.values_list("name", "pk"))
    known = {step.name: step.id for step in draft.steps}
    nodes = [
        {
            **({"id": known[name]} if name in known else {}),
            "temp_id": name,
            "name": name,
            "role_id": roles[role],
            "escalate_to": roles[ESCALATION_ROLE],
            "weight": weight,
            "instruction": instruction,
            "is_start": index == 0,
            "is_end": index == len(steps) - 1,
        }
        for index, (name, role, weight, instruction) in enumerate(steps)
    ]
    return {"nodes": nodes, "edges": [_edge(draft, known, *edge) for edge in edges]}


def _edge(draft, known, name, source, target):
    ends = (known.get(source), known.get(target))
    same = [edge.id for edge in draft.edges if edge.name == name and (edge.from_id, edge.to_id) == ends]
    edge = {"from_temp_id": source, "to_temp_id": target, "name": name}
    return {"id": same[0], **edge} if same else edge


def _restore(workflow, details, graph):
    if workflow.status == WorkflowStatus.ARCHIVED:
        workflow = actions.unarchive(SEED, workflow)
    if workflow.status == WorkflowStatus.PAUSED:
        workflow = actions.resume(SEED, workflow)
    workflow = actions.update_details(SEED, workflow, details)
    workflow = actions.save_graph(SEED, workflow, graph).workflow
    if workflow.has_changes:
        actions.initialize(SEED, workflow, note="Seeded again")
