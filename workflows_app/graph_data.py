"""The graph of a workflow definition as plain values, and the JSON that a version keeps of it.

    {"steps": [{"id": 1, "name": "Triage", "role_id": 3, ...}], "edges": [{"id": 7, "name": ...}]}

The JSON has every field of Step and Edge under its own name; reading it back gives an equal graph.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from functools import cached_property
from math import fsum

from django.utils.translation import gettext as _

from workflows_app.condition_data import is_unconditional

Number = int | float


class GraphError(ValueError):
    """Data that is not a graph; `path` is the place in it, such as `edges[3].to_id`."""

    def __init__(self, path: str, message: str):
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


@dataclass(frozen=True)
class Step:
    """A node: one role does one kind of work. The weight sets its share of the SLA; x and y are
    where a designer put it, if anyone did."""

    id: int
    name: str
    role_id: int | None
    escalation_role_id: int | None = None
    escalate_on_breach: bool = False
    weight: Number = 1
    instruction: str = ""
    description: str = ""
    is_start: bool = False
    is_end: bool = False
    x: Number | None = None
    y: Number | None = None


@dataclass(frozen=True)
class Edge:
    """A transition. An automatic one fires by itself on entering its source, if its condition holds."""

    id: int
    name: str
    from_id: int
    to_id: int
    description: str = ""
    order: int = 0
    condition: dict | None = field(default=None, hash=False)
    automatic: bool = False

    @property
    def is_conditional(self) -> bool:
        return not is_unconditional(self.condition)


@dataclass(frozen=True)
class Graph:
    """Steps and edges. Only `check` says whether they make a sound workflow."""

    steps: tuple[Step, ...] = ()
    edges: tuple[Edge, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "steps", tuple(self.steps))
        object.__setattr__(self, "edges", tuple(self.edges))

    @classmethod
    def from_data(cls, data: Mapping) -> "Graph":
        """The graph in data of the shape that `to_data` gives; fields with a default may be left
        out. Raises GraphError."""
        _check_object(data, "", {"steps", "edges"})
        return cls(
            tuple(_read(Step, item, path) for path, item in _items(data, "steps")),
            tuple(_read(Edge, item, path) for path, item in _items(data, "edges")),
        )

    def to_data(self) -> dict:
        """JSON data that `from_data` turns into an equal graph."""
        return {
            "steps": [asdict(step) for step in self.steps],
            "edges": [asdict(edge) for edge in self.edges],
        }

    @cached_property
    def steps_by_id(self) -> Mapping[int, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def edges_by_id(self) -> Mapping[int, Edge]:
        return {edge.id: edge for edge in self.edges}

    @cached_property
    def edges_by_source(self) -> Mapping[int, list[Edge]]:
        found: dict[int, list[Edge]] = {}
        for edge in sorted(self.edges, key=lambda edge: (edge.order, edge.id)):
            found.setdefault(edge.from_id, []).append(edge)
        return found

    @cached_property
    def weight_total(self) -> float:
        return fsum(step.weight for step in self.steps)

    def step(self, step_id: int) -> Step:
        """The step with an id; KeyError if there is none."""
        return self.steps_by_id[step_id]

    def edge(self, edge_id: int) -> Edge:
        """The edge with an id; KeyError if there is none."""
        return self.edges_by_id[edge_id]

    @cached_property
    def start(self) -> Step | None:
        """The start step (the first one marked so); None where none is marked."""
        return next((step for step in self.steps if step.is_start), None)

    def edges_from(self, step_id: int) -> list[Edge]:
        """The edges that leave a step, in their order."""
        return self.edges_by_source.get(step_id, [])

    def share(self, step_id: int) -> float:
        """A step's share of the SLA, 0 to 1: its weight over the sum of all weights."""
        return self.step(step_id).weight / self.weight_total if self.weight_total else 0.0


FIELD_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "from_id", "to_id", "order"), (int,)),
    **dict.fromkeys(("role_id", "escalation_role_id"), (int, type(None))),
    **dict.fromkeys(("name", "instruction", "description"), (str,)),
    **dict.fromkeys(("x", "y"), (int, float, type(None))),
    **dict.fromkeys(("escalate_on_breach", "is_start", "is_end", "automatic"), (bool,)),
    "weight": (int, float),
    "condition": (dict, type(None)),
}


def _items(data: Mapping, key: str) -> Iterator[tuple[str, object]]:
    items = data.get(key, [])
    if not isinstance(items, list | tuple):
        raise GraphError(key, _("This must be a list."))
    return ((f"{key}[{index}]", item) for index, item in enumerate(items))


def _read(kind: type, data: object, path: str) -> Step | Edge:
    _check_object(data, path, {item.name for item in fields(kind)})
    for item in fields(kind):
        if item.default is MISSING and item.name not in data:
            raise GraphError(f"{path}.{item.name}", _("This is missing."))
    for name, value in data.items():
        is_bool = isinstance(value, bool)
        if is_bool != (FIELD_TYPES[name] == (bool,)) or not isinstance(value, FIELD_TYPES[name]):
            raise GraphError(f"{path}.{name}", _("This value is of the wrong type."))
    return kind(**data)


def _check_object(data: object, path: str, names: Collection[str]) -> None:
    if not isinstance(data, Mapping):
        raise GraphError(path, _("This must be an object."))
    for key in data:
        if key not in names:
            raise GraphError(f"{path}.{key}".strip(".")[:200], _("There is no field of this name."))
