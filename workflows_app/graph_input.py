"""A graph as a sender writes it (SPEC 9), checked and turned into a pure Graph, and back.

    {"nodes": [{"temp_id": "a", "name": "Triage", "role_id": 3, ...}],
     "edges": [{"from_temp_id": "a", "to_temp_id": "b", "name": "Done"}]}

Nodes and edges that are kept name their `id`; an edge's ends may be named by `from_id` and `to_id`.
In the Graph, what is new has a negative id until it is stored.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tts.core.errors import Invalid
from tts.core.fields import StrictBoolean, StrictId, StrictNumber, StrictSerializer, StrictText, flat
from workflows_app.condition_data import ConditionError, is_unconditional, parse
from workflows_app.graph import MAX_EDGES, MAX_STEPS, Edge, Graph, Step

MAX_INSTRUCTION = 10_000


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class TempId(serializers.Field):
    """The sender's own name for a new node: text or a whole number; kept as text."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, str | int) or not 1 <= len(str(data)) <= 64:
            raise serializers.ValidationError(_("This must be text of 1 to 64 characters or a whole number."))
        return str(data)

    def to_representation(self, value):
        return value


@extend_schema_field({"type": "object", "nullable": True, "additionalProperties": True})
class ConditionField(serializers.Field):
    """A condition as data; null or {} for none."""

    def to_internal_value(self, data):
        if is_unconditional(data):
            return None
        try:
            parse(data)
        except ConditionError as error:
            raise serializers.ValidationError({error.path or "non_field_errors": [error.message]}) from error
        return data

    def to_representation(self, value):
        return value


class DesignSerializer(StrictSerializer):
    """Where a node stands on the canvas."""

    x = StrictNumber()
    y = StrictNumber()


class NodeSerializer(StrictSerializer):
    """A step. `escalate_to` is a role's id."""

    id = StrictId(required=False)
    temp_id = TempId(required=False)
    name = StrictText(max_length=64, blank=True)
    description = StrictText(max_length=256, blank=True, required=False)
    instruction = StrictText(max_length=MAX_INSTRUCTION, blank=True, required=False)
    role_id = StrictId(required=False, allow_null=True)
    escalate_to = StrictId(required=False, allow_null=True)
    escalate_on_breach = StrictBoolean(required=False)
    weight = StrictNumber(required=False)
    is_start = StrictBoolean(required=False)
    is_end = StrictBoolean(required=False)
    design = DesignSerializer(required=False, allow_null=True)


class EdgeSerializer(StrictSerializer):
    """A transition. Edges of one step are offered in the order in which they stand here."""

    id = StrictId(required=False)
    from_id = StrictId(required=False)
    to_id = StrictId(required=False)
    from_temp_id = TempId(required=False)
    to_temp_id = TempId(required=False)
    name = StrictText(max_length=64, blank=True)
    description = StrictText(max_length=256, blank=True, required=False)
    condition = ConditionField(required=False, allow_null=True)
    automatic = StrictBoolean(required=False)


class GraphSerializer(StrictSerializer):
    """Steps and transitions."""

    nodes = NodeSerializer(many=True, required=False)
    edges = EdgeSerializer(many=True, required=False)


@dataclass(frozen=True)
class Reading:
    """A graph that was read; `temp_ids` maps the sender's names to the step ids in `graph`."""

    graph: Graph
    temp_ids: dict[str, int]


def read(data: object, draft: Graph, role_ids: Collection[int]) -> Reading:
    """The graph in `data`. `draft` is the stored one, whose ids may be named; `role_ids` are all roles.

    Raises Invalid naming the place of everything malformed or unknown, such as `graph.nodes[2].role_id`.
    Whether the graph is a sound workflow is not asked here.
    """
    _check_size(data)
    serializer = GraphSerializer(data=data)
    if not serializer.is_valid():
        raise Invalid(flat(serializer.errors, "graph"))
    return _Reader(draft, role_ids).read(**serializer.validated_data)


def _check_size(data):
    if not isinstance(data, dict):
        return
    for name, most in (("nodes", MAX_STEPS), ("edges", MAX_EDGES)):
        if isinstance(data.get(name), list) and len(data[name]) > most:
            raise Invalid({f"graph.{name}": [_("At most %(n)d are possible.") % {"n": most}]})


class _Reader:
    """Turns checked nodes and edges into a Graph, gathering every reference that leads nowhere."""

    def __init__(self, draft: Graph, role_ids: Collection[int]):
        self.draft, self.role_ids = draft, role_ids
        self.wrong: dict[str, list[str]] = {}
        self.temp_ids: dict[str, int] = {}

    def read(self, nodes=(), edges=()) -> Reading:
        steps = [self.step(node, index) for index, node in enumerate(nodes)]
        step_ids = {step.id for step in steps}
        graph = Graph(steps, [self.edge(edge, index, step_ids) for index, edge in enumerate(edges)])
        self.refuse_repeated("nodes", [step.id for step in steps])
        self.refuse_repeated("edges", [edge.id for edge in graph.edges])
        if self.wrong:
            raise Invalid(self.wrong)
        return Reading(graph, self.temp_ids)

    def step(self, node, index) -> Step:
        place = f"graph.nodes[{index}]"
        step_id = self.own_id(node, self.draft.steps_by_id, index, place)
        self.name_step(node.get("temp_id"), step_id, place)
        for name in ("role_id", "escalate_to"):
            if node.get(name) is not None and node[name] not in self.role_ids:
                self.refuse(f"{place}.{name}", _("There is no such role."))
        design = node.get("design") or {}
        return Step(
            id=step_id,
            name=node["name"],
            role_id=node.get("role_id"),
            escalation_role_id=node.get("escalate_to"),
            escalate_on_breach=node.get("escalate_on_breach", False),
            weight=node.get("weight", 1),
            instruction=node.get("instruction", ""),
            description=node.get("description", ""),
            is_start=node.get("is_start", False),
            is_end=node.get("is_end", False),
            x=design.get("x"),
            y=design.get("y"),
        )

    def edge(self, edge, index, step_ids) -> Edge:
        place = f"graph.edges[{index}]"
        return Edge(
            id=self.own_id(edge, self.draft.edges_by_id, index, place),
            name=edge["name"],
            from_id=self.end(edge, "from", step_ids, place),
            to_id=self.end(edge, "to", step_ids, place),
            description=edge.get("description", ""),
            order=index,
            condition=edge.get("condition"),
            automatic=edge.get("automatic", False),
        )

    def own_id(self, item, known, index, place) -> int:
        if "id" not in item:
            return -1 - index
        if item["id"] not in known:
            self.refuse(f"{place}.id", _("The draft of this workflow has nothing of this id."))
        return item["id"]

    def name_step(self, temp_id, step_id, place):
        if temp_id is None:
            return
        if temp_id in self.temp_ids:
            self.refuse(f"{place}.temp_id", _("Another node has this temp_id."))
        self.temp_ids[temp_id] = step_id

    def end(self, edge, side, step_ids, place) -> int:
        temp_id, step_id = edge.get(f"{side}_temp_id"), edge.get(f"{side}_id")
        if (temp_id is None) == (step_id is None):
            names = {"one": f"{side}_temp_id", "other": f"{side}_id"}
            self.refuse(f"{place}.{side}_temp_id", _("Give either %(one)s or %(other)s.") % names)
            return 0
        found = self.temp_ids.get(temp_id) if step_id is None else step_id
        if found not in step_ids:
            name = f"{side}_temp_id" if step_id is None else f"{side}_id"
            self.refuse(f"{place}.{name}", _("There is no such node in this graph."))
        return found or 0

    def refuse_repeated(self, kind, ids):
        seen = set()
        for index, item_id in enumerate(ids):
            if item_id in seen:
                self.refuse(f"graph.{kind}[{index}].id", _("This id stands here twice."))
            seen.add(item_id)

    def refuse(self, place, message):
        self.wrong.setdefault(place, []).append(message)


def node_data(step: Step) -> dict:
    """A step as a node of the REST shape; `read` turns it back."""
    return {
        "id": step.id,
        "name": step.name,
        "description": step.description,
        "instruction": step.instruction,
        "role_id": step.role_id,
        "escalate_to": step.escalation_role_id,
        "escalate_on_breach": step.escalate_on_breach,
        "weight": step.weight,
        "is_start": step.is_start,
        "is_end": step.is_end,
        "design": None if step.x is None or step.y is None else {"x": step.x, "y": step.y},
    }


def edge_data(edge: Edge) -> dict:
    """A transition as an edge of the REST shape; `read` turns it back."""
    return {
        "id": edge.id,
        "from_id": edge.from_id,
        "to_id": edge.to_id,
        "name": edge.name,
        "description": edge.description,
        "condition": edge.condition,
        "automatic": edge.automatic,
    }


def graph_data(graph: Graph) -> dict:
    """A graph in the REST shape, edges in their order."""
    edges = sorted(graph.edges, key=lambda edge: (edge.order, edge.id))
    return {
        "nodes": [node_data(step) for step in graph.steps],
        "edges": [edge_data(edge) for edge in edges],
    }
