"""Where on its two steps, on which track of a column channel and on which level of a row channel
each route runs, so that no two lie on each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workflows_app.layout.grid import Cell
from workflows_app.layout.routes import LEVEL, Route

OUT_SPACING = 22  # room for the label above an edge that leaves
IN_SPACING = 22
IN_FIRST = 11  # arriving edges lie between the heights of leaving ones
MAX_ARRIVALS = 12  # beyond these, arriving edges share the outermost place


def leaving_offsets(routes: Sequence[Route]) -> list[int]:
    """For each route, how far below (above, if negative) the middle of its source it is attached."""
    places = _places(routes, lambda route: (route.source, route.leaves))
    return [route.leaves * OUT_SPACING * (place + 1) for route, place in zip(routes, places, strict=True)]


def arriving_offsets(routes: Sequence[Route]) -> list[int]:
    """The same at its target."""
    places = _places(routes, lambda route: (route.target, route.arrives))
    return [
        route.arrives * (IN_FIRST + IN_SPACING * min(place, MAX_ARRIVALS - 1))
        for route, place in zip(routes, places, strict=True)
    ]


def lane_levels(routes: Sequence[Route]) -> list[int | None]:
    """For each route that takes a lane its level in the row channel, counted from the top: those
    that go back first, short ones nearest to their row."""
    found: list[int | None] = [None] * len(routes)
    lanes: dict[int, list[int]] = defaultdict(list)
    for number, route in enumerate(routes):
        if route.lane is not None:
            lanes[route.lane].append(number)
    for numbers in lanes.values():
        numbers.sort(key=lambda number: _lane_order(routes[number]))
        levels = stacked([sorted(routes[number].turns) for number in numbers])
        for number, level in zip(numbers, levels, strict=True):
            found[number] = level
    return found


def stacked(intervals: Iterable[Sequence[float]]) -> list[int]:
    """For each closed interval, taken in order, the first level on which it touches no other."""
    levels: list[list[Sequence[float]]] = []
    found = []
    for interval in intervals:
        free = (level for level, others in enumerate(levels) if not _touches_any(interval, others))
        level = next(free, len(levels))
        if level == len(levels):
            levels.append([])
        levels[level].append(interval)
        found.append(level)
    return found


def _touches_any(interval: Sequence[float], others: Iterable[Sequence[float]]) -> bool:
    return any(interval[0] <= other[1] and other[0] <= interval[1] for other in others)


def reach(routes: Sequence[Route], leaving: Sequence[int], arriving: Sequence[int]) -> Mapping[Cell, int]:
    """For each cell, how far from its middle the outermost edge is attached."""
    found: dict[Cell, int] = defaultdict(int)
    for route, out_offset, in_offset in zip(routes, leaving, arriving, strict=True):
        found[route.source] = max(found[route.source], abs(out_offset))
        found[route.target] = max(found[route.target], abs(in_offset))
    return found


def _places(routes: Sequence[Route], group_of) -> list[int]:
    groups: dict[tuple, list[int]] = defaultdict(list)
    for number, route in enumerate(routes):
        groups[group_of(route)].append(number)
    found = [0] * len(routes)
    for numbers in groups.values():
        for place, number in enumerate(sorted(numbers, key=lambda number: _distance(routes[number]))):
            found[number] = place
    return found


def _distance(route: Route) -> tuple:
    """Sorts routes by how far they go; attached in this order outwards, they cross least."""
    columns, rows = abs(route.target[0] - route.source[0]), abs(route.target[1] - route.source[1])
    return (route.leaves != LEVEL, route.lane is not None, rows, columns, route.edge.order, route.edge.id)


def _lane_order(route: Route) -> tuple[bool, int]:
    span = abs(route.turns[0] - route.turns[1])
    return (not route.is_back, span if route.is_back else -span)
