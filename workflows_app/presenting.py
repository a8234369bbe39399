"""What the pages show of a workflow: graph, map, service levels, in words."""

from dataclasses import dataclass

from tts.accounts.models import Role
from workflows_app import durations, thresholds
from workflows_app.conditions import explain
from workflows_app.graph import Edge, Graph, Step
from workflows_app.layout import MapView, build
from workflows_app.models import Workflow, WorkflowVersion
from workflows_app.models.workflow import Definition
from workflows_app.usage import with_open_tickets

PRIORITIES = ("Urgent", "High", "Medium", "Low")


@dataclass(frozen=True)
class StepRow:
    """A step of a table. `share` is in percent; `ways` are the steps that it leads to."""

    step: Step
    number: int
    role: str
    escalation: str
    share: float
    ways: list[str]


@dataclass(frozen=True)
class EdgeRow:
    """A transition of a table; `condition` is in words, empty where there is none."""

    edge: Edge
    source: str
    target: str
    condition: str


@dataclass(frozen=True)
class SlaRow:
    """The service level of a priority, in words; empty: no target."""

    priority: str
    resolve: str
    respond: str


@dataclass(frozen=True)
class Picture:
    """A graph for a page: the map, and the tables that say the same."""

    map: MapView
    steps: list[StepRow]
    edges: list[EdgeRow]


def picture(graph: Graph) -> Picture:
    """The map and the tables of a graph. One query, for the names of the roles."""
    names = role_names(graph)
    return Picture(build(graph, names), _step_rows(graph, names), _edge_rows(graph))


def role_names(graph: Graph) -> dict[int, str]:
    """The name of every role that the steps of `graph` name."""
    ids = {step.role_id for step in graph.steps} | {step.escalation_role_id for step in graph.steps}
    return dict(Role.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))


def _step_rows(graph, names):
    return [
        StepRow(
            step=step,
            number=number,
            role=names.get(step.role_id, ""),
            escalation=names.get(step.escalation_role_id, ""),
            share=round(100 * graph.share(step.id), 1),
            ways=[graph.step(edge.to_id).name for edge in graph.edges_from(step.id)],
        )
        for number, step in enumerate(graph.steps, start=1)
    ]


def _edge_rows(graph):
    return [
        EdgeRow(edge, step.name, graph.step(edge.to_id).name, explain(edge.condition))
        for step in graph.steps
        for edge in graph.edges_from(step.id)
    ]


def sla_rows(definition: Definition) -> list[SlaRow]:
    """The service level of each priority, most urgent first."""
    share = definition.first_response_percent / thresholds.WHOLE
    rows = []
    for priority in PRIORITIES:
        duration = getattr(definition, f"{priority.lower()}_sla")
        given = [] if duration is None else [durations.words(duration), durations.words(duration * share)]
        rows.append(SlaRow(priority, *(given or ["", ""])))
    return rows


def threshold_rows(definition: Definition) -> list[tuple[int, str]]:
    """Each threshold: its percentage, and in words who is told."""
    return [(row["percent"], thresholds.words(row)) for row in definition.sla_thresholds]


def versions_of(workflow: Workflow) -> list[WorkflowVersion]:
    """The versions of a workflow, newest first, without their graphs, with `open_tickets`."""
    rows = with_open_tickets(workflow.versions.select_related("published_by")).defer("graph_data")
    return list(rows.order_by("-number"))
