"""Which way each edge takes between the cells of the grid.

Rows and columns of steps have channels between them, and edges run only in these (or along empty
cells of a row), so no edge crosses a step. An edge leaves its source on the right and enters its
target on the left. One that goes back passes below both; one that stays in its column, below the
upper one.
"""

from dataclasses import dataclass

from workflows_app.graph_data import Edge, Graph
from workflows_app.layout.grid import Cell

UP, LEVEL, DOWN = -1, 0, 1


@dataclass(frozen=True)
class Route:
    """Turns are column channels (number c lies left of column c), the lane is a row channel
    (number r lies above row r). `leaves` and `arrives` say on which side of the middle of the step
    the edge is attached: UP, LEVEL (only a straight edge) or DOWN."""

    edge: Edge
    source: Cell
    target: Cell
    turns: tuple[int, ...]
    lane: int | None
    leaves: int
    arrives: int

    @property
    def is_back(self) -> bool:
        return self.target <= self.source


def routes(graph: Graph, cells: dict[int, Cell]) -> list[Route]:
    """The way of every edge whose two ends exist, in the order of the graph's edges."""
    taken = set(cells.values())
    straight: set[tuple[int, int]] = set()
    found = []
    for edge in graph.edges:
        if edge.from_id in cells and edge.to_id in cells:
            is_first = (edge.from_id, edge.to_id) not in straight
            route = _route(edge, cells[edge.from_id], cells[edge.to_id], taken, is_first)
            if route.leaves == LEVEL:
                straight.add((edge.from_id, edge.to_id))
            found.append(route)
    return found


def _route(edge: Edge, source: Cell, target: Cell, taken: set[Cell], is_first: bool) -> Route:
    column, row = source
    if target[0] == column and target[1] > row:
        return _by_lane(edge, source, target, row + 1, DOWN)
    if target[0] <= column:
        return _by_lane(edge, source, target, max(row, target[1]) + 1, DOWN)
    side = (target[1] > row) - (target[1] < row)
    if _is_free(row, source, target, taken):
        if side == LEVEL and is_first:
            return Route(edge, source, target, (column + 1,), None, LEVEL, LEVEL)
        return Route(edge, source, target, (target[0],), None, side or DOWN, -side or DOWN)
    if side != LEVEL and _is_free(target[1], source, target, taken):
        return Route(edge, source, target, (column + 1,), None, side, -side)
    return _by_lane(edge, source, target, row + 1 if side == DOWN else row, side or UP)


def _by_lane(edge: Edge, source: Cell, target: Cell, lane: int, leaves: int) -> Route:
    arrives = DOWN if lane > target[1] else UP
    return Route(edge, source, target, (source[0] + 1, target[0]), lane, leaves, arrives)


def _is_free(row: int, source: Cell, target: Cell, taken: set[Cell]) -> bool:
    return not any((column, row) in taken for column in range(source[0] + 1, target[0]))
