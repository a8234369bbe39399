"""What may happen next to a task, by the graph of its version alone; who may do it is decided elsewhere.

`facts` are those of `conditions`, without `entries`: that one is filled in here, from how often each
step was entered. Those counts are keyed by step id, as a number or (from JSON) as text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows_app.conditions import Decision, evaluate
from workflows_app.graph_data import Edge, Graph, Step


@dataclass(frozen=True)
class Fired:
    """An automatic edge that fired, with the values that its condition saw."""

    edge: Edge
    seen: dict[str, object]
    from_step: Step
    to_step: Step


@dataclass(frozen=True)
class Chain:
    """What entering a step leads to: where it ends, the edges that fired on the way, the new entry
    counts, and whether it was stopped because an edge would have fired a second time."""

    final_step_id: int
    fired: list[Fired]
    entries: dict[int, int]
    stopped: bool


def allowed(graph: Graph, step_id: int, facts: Mapping, entries: Mapping) -> list[Edge]:
    """The edges that a person may choose at a step, in order: those whose condition holds. An
    automatic edge with a condition is never a choice."""
    facts = _facts_at(step_id, facts, _counts(entries))
    return [
        edge
        for edge in graph.edges_from(step_id)
        if not (edge.automatic and edge.is_conditional) and evaluate(edge.condition, facts).result
    ]


def entry_chain(graph: Graph, step_id: int, facts: Mapping, entries: Mapping) -> Chain:
    """Enters a step: counts the entry, and follows the first automatic edge whose condition holds,
    and so on from there, each edge at most once."""
    counts = _counts(entries)
    fired: list[Fired] = []
    used: set[int] = set()
    while True:
        counts[step_id] = counts.get(step_id, 0) + 1
        edge, decision = _first_automatic(graph, step_id, _facts_at(step_id, facts, counts))
        if edge is None or edge.id in used:
            return Chain(step_id, fired, counts, stopped=edge is not None)
        used.add(edge.id)
        fired.append(Fired(edge, decision.seen, graph.step(step_id), graph.step(edge.to_id)))
        step_id = edge.to_id


def can_complete(graph: Graph, step_id: int) -> bool:
    """Whether acting at a step completes the task instead of following an edge."""
    return graph.step(step_id).is_end


def _first_automatic(graph: Graph, step_id: int, facts: Mapping) -> tuple[Edge | None, Decision]:
    for edge in graph.edges_from(step_id):
        if edge.automatic and (decision := evaluate(edge.condition, facts)).result:
            return edge, decision
    return None, Decision(False)


def _counts(entries: Mapping) -> dict[int, int]:
    return {int(step_id): count for step_id, count in entries.items()}


def _facts_at(step_id: int, facts: Mapping, counts: Mapping[int, int]) -> dict:
    return {**facts, "entries": counts.get(step_id, 0)}
