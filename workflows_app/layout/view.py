"""The map as values ready for an SVG template: numbers are pixels from the upper left corner."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MapNode:
    """A step: a box, its wrapped name (`lines`, centred at text_x; the baseline of the first is
    text_y, each next one LINE_HEIGHT lower), its role (one line, baseline role_y) and how long it took
    (the same at time_y; "" where nothing is known)."""

    id: int
    name: str
    role: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    text_x: float
    text_y: float
    role_y: float
    time: str
    time_y: float
    is_start: bool
    is_end: bool
    is_current: bool = False
    is_visited: bool = False


@dataclass(frozen=True)
class MapEdge:
    """A transition: the `d` of its path, ending where the arrow's tip is, and its label (the name,
    cut to fit) centred at label_x with its baseline at label_y."""

    id: int
    name: str
    from_name: str
    to_name: str
    path: str
    label: str
    label_x: float
    label_y: float
    label_width: float
    is_back: bool
    is_taken: bool
    is_automatic: bool
    is_conditional: bool


@dataclass(frozen=True)
class MapView:
    """The whole map. Boxes and labels overlap nothing."""

    width: float
    height: float
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
