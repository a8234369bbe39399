"""In which column and row of a grid each step stands."""

from collections.abc import Iterable
from math import isfinite

from workflows_app.graph_data import Graph, Step

Cell = tuple[int, int]

SAME_COLUMN = 60  # steps drawn less than this apart, in the designer's pixels, stand in one column
SAME_ROW = 40


def cells(graph: Graph) -> dict[int, Cell]:
    """The (column, row) of every step, no two in one cell: as the designer drew them, if every step
    was given a place of its own, else by their distance from the start."""
    steps = list(graph.steps_by_id.values())
    places = {(step.x, step.y) for step in steps if _is_placed(step)}
    return _drawn(steps) if steps and len(places) == len(steps) else _layered(graph)


def _is_placed(step: Step) -> bool:
    return all(value is not None and isfinite(value) for value in (step.x, step.y))


def _drawn(steps: list[Step]) -> dict[int, Cell]:
    columns = _clusters((step.x for step in steps), SAME_COLUMN)
    rows = _clusters((step.y for step in steps), SAME_ROW)
    found: dict[int, Cell] = {}
    taken: set[Cell] = set()
    for step in sorted(steps, key=lambda step: (step.y, step.x, step.id)):
        column, row = columns[step.x], rows[step.y]
        while (column, row) in taken:
            row += 1
        taken.add((column, row))
        found[step.id] = (column, row)
    return found


def _clusters(values: Iterable[float], distance: float) -> dict[float, int]:
    """Numbers the groups of values that lie within a distance of the first of their group."""
    found: dict[float, int] = {}
    first = None
    index = -1
    for value in sorted(set(values)):
        if first is None or value - first >= distance:
            first, index = value, index + 1
        found[value] = index
    return found


def _layered(graph: Graph) -> dict[int, Cell]:
    """Columns by the longest way from the start (loops left out), rows in the order that keeps a
    step near the steps it follows."""
    order, loops, met = _without_loops(graph)
    column = dict.fromkeys(order, 0)
    before: dict[int, list[int]] = {step_id: [] for step_id in order}
    for step_id in order:
        for edge in graph.edges_from(step_id):
            if edge.to_id in column and (edge.from_id, edge.to_id) not in loops:
                column[edge.to_id] = max(column[edge.to_id], column[step_id] + 1)
                before[edge.to_id].append(step_id)
    found: dict[int, Cell] = {}
    for layer in range(max(column.values(), default=-1) + 1):
        members = [step_id for step_id in met if column[step_id] == layer]
        members.sort(key=lambda step_id: _mean(found[other][1] for other in before[step_id]))
        found |= {step_id: (layer, row) for row, step_id in enumerate(members)}
    return found


def _without_loops(graph: Graph) -> tuple[list[int], set[tuple[int, int]], list[int]]:
    """All steps in an order that follows the edges; the (from, to) of the edges that go against it
    because they close a loop; and all steps as they are met when first edges are followed first."""
    order: list[int] = []
    loops: set[tuple[int, int]] = set()
    entered: dict[int, None] = {}
    path: set[int] = set()
    for root in _roots(graph):
        stack = [(root, iter(graph.edges_from(root)))] if root not in entered else []
        entered[root] = None
        path.add(root)
        while stack:
            step_id, edges = stack[-1]
            edge = next(edges, None)
            if edge is None:
                stack.pop()
                path.discard(step_id)
                order.append(step_id)
            elif edge.to_id in path:
                loops.add((step_id, edge.to_id))
            elif edge.to_id in graph.steps_by_id and edge.to_id not in entered:
                entered[edge.to_id] = None
                path.add(edge.to_id)
                stack.append((edge.to_id, iter(graph.edges_from(edge.to_id))))
        path.clear()
    return order[::-1], loops, list(entered)


def _roots(graph: Graph) -> list[int]:
    """All steps: the start first, then those that nothing leads to, then the rest."""
    led_to = {edge.to_id for edge in graph.edges}
    return sorted(
        graph.steps_by_id, key=lambda step_id: (not graph.step(step_id).is_start, step_id in led_to)
    )


def _mean(rows: Iterable[int]) -> float:
    known = list(rows)
    return sum(known) / len(known) if known else 0
