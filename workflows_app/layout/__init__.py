"""A picture of a workflow's graph for reading: boxes in columns from left to right, edges around them.

Pure: the graph and a few sets go in, values for an SVG template come out. Who draws the same
version often may keep the result, which depends on nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from workflows_app.graph_data import Graph, Step
from workflows_app.layout.frame import LABEL_PADDING, NODE_WIDTH, Frame, Point, frame
from workflows_app.layout.grid import Cell, cells
from workflows_app.layout.routes import Route, routes
from workflows_app.layout.text import clip, text_width, wrap
from workflows_app.layout.view import MapEdge, MapNode, MapView

__all__ = ["LABEL_SIZE", "LINE_HEIGHT", "NAME_SIZE", "MapEdge", "MapNode", "MapView", "build"]

NAME_SIZE = 14
LINE_HEIGHT = 18
MAX_LINES = 3
LABEL_SIZE = 12
ROLE_SIZE = 12
LABEL_WIDTH = 120
LABEL_RISE = 5
TEXT_MARGIN = 12
CORNER = 6


def build(
    graph: Graph,
    role_names: Mapping[int, str],
    current: int | None = None,
    visited: Collection[int] = (),
    taken_edges: Collection[int] = (),
    times: Mapping[int, str] = MappingProxyType({}),
) -> MapView:
    """The map of a graph. `current` is the step lit, `visited` and `taken_edges` are the ids of the
    steps and edges on the path taken, `times` says in words by step id how long each took. Edges that lead
    nowhere are left out."""
    at = cells(graph)
    ways = routes(graph, at)
    labels = [clip(way.edge.name, LABEL_WIDTH, LABEL_SIZE) for way in ways]
    lines = {step_id: _lines(graph.step(step_id)) for step_id in at}
    text_heights = {
        at[step_id]: LINE_HEIGHT * (len(lines[step_id]) + 1 + (step_id in times)) + 2 * TEXT_MARGIN
        for step_id in at
    }
    placed = frame(ways, text_heights, [text_width(label, LABEL_SIZE) for label in labels])
    nodes = tuple(
        replace(
            _node(step, role_names, lines[step.id], times.get(step.id, ""), placed, at[step.id]),
            is_current=step.id == current,
            is_visited=step.id in visited,
        )
        for step in graph.steps_by_id.values()
    )
    edges = tuple(
        _edge(graph, way, label, points, way.edge.id in taken_edges)
        for way, label, points in zip(ways, labels, placed.points, strict=True)
    )
    return MapView(placed.width, placed.height, nodes, edges)


def _lines(step: Step) -> tuple[str, ...]:
    return wrap(step.name, NODE_WIDTH - 2 * TEXT_MARGIN, NAME_SIZE, MAX_LINES)


def _node(
    step: Step,
    role_names: Mapping[int, str],
    lines: tuple[str, ...],
    time: str,
    placed: Frame,
    cell: Cell,
) -> MapNode:
    x, middle, height = placed.column_left[cell[0]], placed.row_middle[cell[1]], placed.node_heights[cell]
    text_top = middle - LINE_HEIGHT * (len(lines) + 1 + bool(time)) / 2
    role_y = text_top + LINE_HEIGHT * len(lines) + NAME_SIZE
    return MapNode(
        id=step.id,
        name=step.name,
        role=clip(role_names.get(step.role_id, ""), NODE_WIDTH - 2 * TEXT_MARGIN, ROLE_SIZE),
        x=_round(x),
        y=_round(middle - height / 2),
        width=NODE_WIDTH,
        height=_round(height),
        lines=lines,
        text_x=_round(x + NODE_WIDTH / 2),
        text_y=_round(text_top + NAME_SIZE),
        role_y=_round(role_y),
        time=time,
        time_y=_round(role_y + LINE_HEIGHT),
        is_start=step.is_start,
        is_end=step.is_end,
    )


def _edge(graph: Graph, way: Route, label: str, points: Sequence[Point], is_taken: bool) -> MapEdge:
    edge, width = way.edge, text_width(label, LABEL_SIZE)
    x, y = points[0]
    return MapEdge(
        id=edge.id,
        name=edge.name,
        from_name=graph.step(edge.from_id).name,
        to_name=graph.step(edge.to_id).name,
        path=_path(points),
        label=label,
        label_x=_round(x + LABEL_PADDING + width / 2),
        label_y=_round(y - LABEL_RISE),
        label_width=_round(width),
        is_back=way.is_back,
        is_taken=is_taken,
        is_automatic=edge.automatic,
        is_conditional=edge.is_conditional,
    )


def _path(points: Sequence[Point]) -> str:
    """The `d` of a line through points whose corners are right angles, rounded a little."""
    corners = _corners(points)
    parts = [f"M{_pair(corners[0])}"]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        parts.append(f"L{_pair(_towards(corner, before))}Q{_pair(corner)} {_pair(_towards(corner, after))}")
    return " ".join([*parts, f"L{_pair(corners[-1])}"])


def _corners(points: Sequence[Point]) -> list[Point]:
    """The points without those that lie on the straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)):
            kept.pop()
        kept.append(point)
    return kept


def _towards(corner: Point, other: Point) -> Point:
    """A point near a corner on the way to another, at most half of that way."""
    length = abs(other[0] - corner[0]) + abs(other[1] - corner[1])
    share = min(CORNER, length / 2) / length
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _pair(point: Point) -> str:
    return f"{_round(point[0])},{_round(point[1])}"


def _round(value: float) -> float:
    whole = round(value, 1)
    return int(whole) if whole == int(whole) else whole
