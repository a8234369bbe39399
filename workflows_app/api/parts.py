"""One step or transition of a draft, changed by saving the graph that it is part of.

The checks are those of a whole graph; a refusal names the field of the part, not its place in the graph.
"""

from contextlib import contextmanager

from tts.core.actor import Actor
from tts.core.errors import Forbidden, Invalid, NotFound
from workflows_app import actions, drafts
from workflows_app.access import Right, require, workflow_for_read
from workflows_app.graph_input import edge_data, graph_data, node_data
from workflows_app.models import Step, Transition, Workflow

NEW = "new"


def part_for_read(user, model: type[Step] | type[Transition], part_id: int):
    """The step or transition of a draft that `user` may see; NotFound where there is none."""
    row = model.objects.filter(pk=part_id).first()
    if row is None:
        raise NotFound
    try:
        draft_for_read(user, row.workflow_id)
    except Forbidden as error:
        raise NotFound from error
    return row


def draft_for_read(user, workflow_id: int) -> Workflow:
    """The workflow whose draft `user` may see. Raises NotFound, Forbidden."""
    workflow, _right = workflow_for_read(user, workflow_id)
    require(user, workflow, Right.VIEW)
    return workflow


def add_step(actor: Actor, workflow: Workflow, values: dict) -> dict:
    """A new step, as `step_data`."""
    graph = graph_data(drafts.load(workflow))
    graph["nodes"].append(values | {"temp_id": NEW})
    saved = _save(actor, workflow, graph, f"graph.nodes[{len(graph['nodes']) - 1}]")
    return step_data(workflow.pk, saved.graph.step(saved.temp_id_mapping[NEW]))


def change_step(actor: Actor, row: Step, values: dict) -> dict:
    """A step with some values changed, as `step_data`; what says which step it is may be repeated."""
    same = {"step_id": row.pk, "workflow_id": row.workflow_id, "id": row.pk}
    values = {name: value for name, value in values.items() if (name, value) not in same.items()}
    graph = graph_data(drafts.load(row.workflow))
    at = [node["id"] for node in graph["nodes"]].index(row.pk)
    graph["nodes"][at] |= values
    saved = _save(actor, row.workflow, graph, f"graph.nodes[{at}]")
    return step_data(row.workflow_id, saved.graph.step(row.pk))


def remove_step(actor: Actor, row: Step) -> None:
    """Take a step and its transitions out of the draft; versions keep it."""
    graph = graph_data(drafts.load(row.workflow))
    graph["nodes"] = [node for node in graph["nodes"] if node["id"] != row.pk]
    graph["edges"] = [edge for edge in graph["edges"] if row.pk not in (edge["from_id"], edge["to_id"])]
    _save(actor, row.workflow, graph, "graph")


def add_edge(actor: Actor, workflow: Workflow, values: dict) -> dict:
    """A new transition, offered after those of the same step, as `transition_data`."""
    draft = drafts.load(workflow)
    graph = graph_data(draft)
    graph["edges"].append(values)
    saved = _save(actor, workflow, graph, f"graph.edges[{len(graph['edges']) - 1}]")
    made = next(edge for edge in saved.graph.edges if edge.id not in draft.edges_by_id)
    return transition_data(workflow.pk, made)


def remove_edge(actor: Actor, row: Transition) -> None:
    """Take a transition out of the draft; versions keep it."""
    graph = graph_data(drafts.load(row.workflow))
    graph["edges"] = [edge for edge in graph["edges"] if edge["id"] != row.pk]
    _save(actor, row.workflow, graph, "graph")


def step_data(workflow_id: int, step) -> dict:
    """A step as REST shows it."""
    return {"step_id": step.id, "workflow_id": workflow_id, **node_data(step)}


def transition_data(workflow_id: int, edge) -> dict:
    """A transition as REST shows it."""
    return {"transition_id": edge.id, "workflow_id": workflow_id, **edge_data(edge)}


def _save(actor, workflow, graph, place):
    with _named_by_field(place):
        return actions.save_graph(actor, workflow, graph, workflow.revision)


@contextmanager
def _named_by_field(place):
    try:
        yield
    except Invalid as error:
        details = {name.removeprefix(f"{place}."): messages for name, messages in error.details.items()}
        raise Invalid(details) from error
