"""A suggestion put into a workflow's draft, through the actions of workflows."""

from collections.abc import Mapping
from datetime import timedelta

from reports_app.attainability.suggesting import with_weights
from tts.core.actor import Actor
from workflows_app import actions, drafts
from workflows_app.graph_input import graph_data
from workflows_app.models import Workflow


def put_weights(actor: Actor, workflow: Workflow, given: Mapping[int, float], revision: int) -> None:
    """Give the steps of the draft the weights in `given`, by step id; others keep theirs.

    `revision`: the draft's as the person saw it. Raises as `workflows_app.actions.save_graph`.
    """
    graph = with_weights(drafts.load(workflow), given)
    actions.save_graph(actor, workflow, graph_data(graph), revision)


def put_targets(actor: Actor, workflow: Workflow, given: Mapping[str, timedelta], revision: int) -> None:
    """Give the draft the targets in `given`, by priority; others stay.

    Raises as `workflows_app.actions.update_details`.
    """
    details = {f"{priority.lower()}_sla": target for priority, target in given.items()}
    actions.update_details(actor, workflow, details, revision)
