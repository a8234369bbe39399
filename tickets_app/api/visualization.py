"""A task's way through its version's graph, as data to draw."""

from collections import Counter

from tickets_app.api.answers import step_data, workflow_data
from tickets_app.history import events_of
from tickets_app.models import Task
from tickets_app.presenters.ticket import PUBLIC, taken_edges
from tts.accounts.models import Role
from workflows_app.graph import Edge, Step

DONE, CURRENT, AHEAD = "done", "current", "ahead"


def visualization(task: Task, level: str) -> dict:
    """The graph with what was entered and taken, in the shape of serializers.Visualization. Requesters are
    told the steps that were entered, without roles, and no transitions."""
    graph, public = task.version.graph, level == PUBLIC
    roles = {} if public else dict(Role.objects.values_list("pk", "name"))
    nodes = [_node(task, step, roles) for step in graph.steps]
    taken = Counter() if public else Counter(taken_edges(task, events_of(task.ticket_id)))
    return {
        "task_id": task.pk,
        "status": task.status,
        "workflow": workflow_data(task),
        "current_step": step_data(task),
        "nodes": [node for node in nodes if node["state"] != AHEAD] if public else nodes,
        "edges": [] if public else [_edge(edge, taken[edge.id]) for edge in graph.edges],
    }


def _node(task, step: Step, roles) -> dict:
    entries = task.entries.get(str(step.id), 0)
    state = CURRENT if step.id == task.step_id else DONE if entries else AHEAD
    return {
        "step_id": step.id,
        "name": step.name,
        "role": roles.get(step.role_id),
        "state": state,
        "entries": entries,
        "is_start": step.is_start,
        "is_end": step.is_end,
        "design": None if step.x is None or step.y is None else {"x": step.x, "y": step.y},
    }


def _edge(edge: Edge, times) -> dict:
    return {
        "transition_id": edge.id,
        "name": edge.name,
        "from_id": edge.from_id,
        "to_id": edge.to_id,
        "automatic": edge.automatic,
        "taken": times,
    }
