"""The sizes of rows, columns and channels, and so where everything stands, in pixels."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from workflows_app.layout.grid import Cell
from workflows_app.layout.ports import (
    arriving_offsets,
    lane_levels,
    leaving_offsets,
    reach,
    stacked,
)
from workflows_app.layout.routes import Route

NODE_WIDTH = 168
MARGIN = 16
PORT_MARGIN = 20  # of a node's edge from the outermost port, with its label
LABEL_PADDING = 10
TRACK = 10
ARROW = 20
MIN_GAP = 40
LANE = 12
ROW_GAP = 28

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Left of each column, middle of each row, height of each cell's node, and the points of each
    route, in the order of the routes."""

    column_left: list[float]
    row_middle: list[float]
    node_heights: Mapping[Cell, float]
    points: list[list[Point]]
    width: float
    height: float


def frame(routes: Sequence[Route], text_heights: Mapping[Cell, float], labels: Sequence[float]) -> Frame:
    """Lays out cells whose text has the given heights, and routes whose labels have the given widths."""
    leaving, arriving = leaving_offsets(routes), arriving_offsets(routes)
    levels = lane_levels(routes)
    spread = reach(routes, leaving, arriving)
    heights = {
        cell: max(height, 2 * (spread.get(cell, 0) + PORT_MARGIN)) for cell, height in text_heights.items()
    }
    row_middle, lane_top, height = _rows(heights, routes, levels)
    ys = [
        _heights_of(route, row_middle, lane_top, leaving[number], arriving[number], levels[number])
        for number, route in enumerate(routes)
    ]
    tracks = _tracks(routes, ys, leaving, arriving)
    column_left, track_left, width = _columns(heights, routes, tracks, labels)
    points = [
        _points(route, column_left, [track_left[turn] + TRACK * track for turn, track in used], ys[number])
        for number, (route, used) in enumerate(zip(routes, tracks, strict=True))
    ]
    return Frame(column_left, row_middle, heights, points, width, height)


def _rows(
    heights: Mapping[Cell, float], routes: Sequence[Route], levels: Sequence[int | None]
) -> tuple[list[float], list[float], float]:
    """The middle of each row, the top of the lanes of each row channel, and the height of all."""
    count = 1 + max((row for _, row in heights), default=-1)
    tallest = [0.0] * count
    for (_, row), height in heights.items():
        tallest[row] = max(tallest[row], height)
    depth = [0] * (count + 1)
    for route, level in zip(routes, levels, strict=True):
        if level is not None:
            depth[route.lane] = max(depth[route.lane], level + 1)
    between = [_lane_room(lanes, 0 < channel < count) for channel, lanes in enumerate(depth)]
    bottoms = list(accumulate(room + height for room, height in zip(between, tallest, strict=False)))
    middle = [MARGIN + bottom - height / 2 for bottom, height in zip(bottoms, tallest, strict=True)]
    tops = [MARGIN + bottom + LANE for bottom in (0, *bottoms)]
    return middle, tops, sum(between) + sum(tallest) + 2 * MARGIN


def _lane_room(lanes: int, is_inner: bool) -> float:
    return max(ROW_GAP if is_inner else 0, LANE * (lanes + 1) if lanes else 0)


def _heights_of(
    route: Route,
    row_middle: list[float],
    lane_top: list[float],
    leaving: float,
    arriving: float,
    level: int | None,
) -> list[float]:
    """The heights between which a route turns: two, or three if it takes a lane."""
    ends = [row_middle[route.source[1]] + leaving, row_middle[route.target[1]] + arriving]
    return ends if level is None else [ends[0], lane_top[route.lane] + LANE * level, ends[1]]


def _tracks(
    routes: Sequence[Route], ys: list[list[float]], leaving: Sequence[int], arriving: Sequence[int]
) -> list[list[tuple[int, int]]]:
    """For each route its (channel, track) at each turn. Edges attached further out run further from
    the step, which keeps them from crossing."""
    channels: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for number, route in enumerate(routes):
        for turn, channel in enumerate(route.turns):
            outwards = -abs(leaving[number]) if turn == 0 else 0
            inwards = abs(arriving[number]) if turn == len(route.turns) - 1 else 0
            channels[channel].append((outwards + inwards, number, turn))
    found: list[list[tuple[int, int]]] = [[(channel, 0) for channel in route.turns] for route in routes]
    for channel, members in channels.items():
        members = [(number, turn) for _, number, turn in sorted(members) if not _is_level(ys[number], turn)]
        levels = stacked([sorted(ys[number][turn : turn + 2]) for number, turn in members])
        for (number, turn), track in zip(members, levels, strict=True):
            found[number][turn] = (channel, track)
    return found


def _is_level(heights: list[float], turn: int) -> bool:
    return heights[turn] == heights[turn + 1]


def _columns(
    heights: Mapping[Cell, float],
    routes: Sequence[Route],
    tracks: list[list[tuple[int, int]]],
    labels: Sequence[float],
) -> tuple[list[float], list[float], float]:
    """The left of each column, the first track of each column channel, and the width of all."""
    count = 1 + max((column for column, _ in heights), default=-1)
    label_room, track_room = [0.0] * (count + 1), [0] * (count + 1)
    for route, used, label in zip(routes, tracks, labels, strict=True):
        channel = route.source[0] + 1
        label_room[channel] = max(label_room[channel], label + 2 * LABEL_PADDING)
        for channel, track in used:
            track_room[channel] = max(track_room[channel], TRACK * (track + 1))
    left, first_track, x = [], [], float(MARGIN)
    for channel in range(count + 1):
        first_track.append(x + label_room[channel] + TRACK / 2)
        room = label_room[channel] + track_room[channel] + (ARROW if track_room[channel] else 0)
        x += max(room, MIN_GAP) if 0 < channel < count else room
        left.append(x)
        x += NODE_WIDTH if channel < count else 0
    return left[:count], first_track, x + MARGIN


def _points(route: Route, column_left: list[float], xs: list[float], ys: list[float]) -> list[Point]:
    """The corners of a route, from the right side of its source to the left side of its target."""
    points = [(column_left[route.source[0]] + NODE_WIDTH, ys[0])]
    for turn, x in enumerate(xs):
        points += [(x, ys[turn]), (x, ys[turn + 1])]
    return [*points, (column_left[route.target[0]], ys[-1])]
