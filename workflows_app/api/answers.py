"""What the REST views answer with."""

from collections.abc import Iterable

from workflows_app import actions, drafts
from workflows_app.access import Right
from workflows_app.api.serializers import ProblemSerializer, VersionSerializer, WorkflowSerializer
from workflows_app.graph import Graph, Problem
from workflows_app.graph_input import graph_data
from workflows_app.listing import shown
from workflows_app.models import Workflow


def saved_answer(saved: actions.Saved) -> dict:
    """A workflow that was saved, in the shape of SavedAnswer."""
    return {
        **WorkflowSerializer(saved.workflow).data,
        "graph": graph_data(saved.graph),
        "problems": problem_data(saved.problems),
        "temp_id_mapping": saved.temp_id_mapping,
    }


def graph_answer(workflow: Workflow, right: Right) -> dict:
    """The graph that someone with `right` may see, in the shape of GraphAnswer."""
    graph, version = visible_graph(workflow, right)
    return {
        **graph_data(graph),
        "revision": workflow.revision,
        "version": version,
        "problems": problem_data(actions.problems_of(graph)),
    }


def detail_answer(workflow: Workflow, right: Right) -> dict:
    """Everything about a workflow, in the shape of DetailAnswer."""
    graph, _version = visible_graph(workflow, right)
    return {
        **WorkflowSerializer(shown(workflow, right)).data,
        "graph": graph_data(graph),
        "problems": problem_data(actions.problems_of(graph)),
        "versions": VersionSerializer(versions_of(workflow), many=True).data,
    }


def visible_graph(workflow: Workflow, right: Right) -> tuple[Graph, int | None]:
    """The draft for whom it is shown to (version None), else the active version's graph and number."""
    if right >= Right.VIEW:
        return drafts.load(workflow), None
    return workflow.active_version.graph, workflow.active_version.number


def versions_of(workflow: Workflow):
    """The versions of a workflow, newest first."""
    return workflow.versions.select_related("workflow", "published_by").order_by("-number")


def problem_data(problems: Iterable[Problem]) -> list:
    return ProblemSerializer(problems, many=True).data
