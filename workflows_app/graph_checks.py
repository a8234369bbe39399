"""Whether a graph is a sound workflow: the rules that are checked before it may be deployed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import isclose

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows_app.condition_data import KNOWN_FIELDS, ConditionError, parse
from workflows_app.graph_data import Edge, Graph, Step

MAX_STEPS = 500
MAX_EDGES = 2000
MAX_WEIGHT = 1_000_000
ERROR, WARNING, HINT = "error", "warning", "hint"
SLA_PRIORITIES = {
    "urgent_sla": gettext_lazy("Urgent"),
    "high_sla": gettext_lazy("High"),
    "medium_sla": gettext_lazy("Medium"),
    "low_sla": gettext_lazy("Low"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a graph. An error forbids deploying; warning and hint do not."""

    kind: str
    level: str
    message: str
    step_id: int | None = None
    edge_id: int | None = None


@dataclass(frozen=True)
class SlaProblem:
    """What is wrong with an SLA; `field` is low_sla, medium_sla, high_sla or urgent_sla."""

    field: str
    message: str


@dataclass(frozen=True)
class RoleFacts:
    """What the checks need to know of a role; has_members means active members."""

    name: str
    is_active: bool
    has_members: bool


def check(
    graph: Graph, roles: Mapping[int, RoleFacts], fields: Mapping[str, str] = KNOWN_FIELDS
) -> list[Problem]:
    """Every problem of a graph, rule by rule. `fields` are the ticket fields that conditions may
    name (besides extra.<key>). A graph that is too large is not looked at further."""
    return list(_size(graph)) or [
        *_identity(graph),
        *_naming(graph),
        *_starts(graph),
        *_ends(graph),
        *_edge_ends(graph),
        *_reach(graph),
        *_roles(graph, roles),
        *_weights(graph),
        *_conditions(graph, fields),
        *_stranding(graph),
    ]


def sla_problems(
    low: timedelta | None, medium: timedelta | None, high: timedelta | None, urgent: timedelta | None
) -> list[SlaProblem]:
    """What is wrong with the four durations: each that is given is positive, and
    urgent < high < medium < low among those given. An order broken is said at both fields."""
    named = (("urgent_sla", urgent), ("high_sla", high), ("medium_sla", medium), ("low_sla", low))
    given = [(name, duration) for name, duration in named if duration is not None]
    problems = [
        SlaProblem(name, _("An SLA must be longer than zero."))
        for name, duration in given
        if duration <= timedelta(0)
    ]
    for (shorter, first), (longer, second) in pairwise(given):
        if first >= second:
            message = _("The SLA must be shorter than that of priority %s.")
            problems.append(SlaProblem(shorter, message % SLA_PRIORITIES[longer]))
            message = _("The SLA must be longer than that of priority %s.")
            problems.append(SlaProblem(longer, message % SLA_PRIORITIES[shorter]))
    return problems


def _size(graph: Graph) -> Iterator[Problem]:
    limits = {"steps": MAX_STEPS, "edges": MAX_EDGES}
    if len(graph.steps) > MAX_STEPS or len(graph.edges) > MAX_EDGES:
        message = _("A workflow has at most %(steps)d steps and %(edges)d transitions.") % limits
        yield Problem("too_large", ERROR, message)


def _identity(graph: Graph) -> Iterator[Problem]:
    for step in _repeated(graph.steps):
        yield _at_step("duplicate_step_id", step, _("Step “%(step)s” has the id of another step."))
    for edge in _repeated(graph.edges):
        message = _("Transition “%(edge)s” from “%(step)s” has the id of another transition.")
        yield _at_edge("duplicate_edge_id", graph, edge, message)


def _repeated(items: Iterable) -> Iterator:
    seen = set()
    for item in items:
        if item.id in seen:
            yield item
        seen.add(item.id)


def _naming(graph: Graph) -> Iterator[Problem]:
    for step in graph.steps:
        if not step.name.strip():
            yield _at_step("unnamed_step", step, _("“%(step)s” needs a name."))
    taken = set()
    for edge in graph.edges:
        name = edge.name.strip().casefold()
        if not name:
            message = _("“%(edge)s” from “%(step)s” needs a name.")
            yield _at_edge("unnamed_edge", graph, edge, message)
        elif (edge.from_id, name) in taken:
            message = _("“%(step)s” has more than one transition named “%(edge)s”.")
            yield _at_edge("duplicate_edge_name", graph, edge, message)
        taken.add((edge.from_id, name))


def _starts(graph: Graph) -> Iterator[Problem]:
    if graph.start is None:
        yield Problem("no_start", ERROR, _("No step is marked as the start."))
    for step in graph.steps:
        if step.is_start and step is not graph.start:
            message = _("“%(step)s” is a start, but so is “%(first)s”; there must be exactly one.")
            yield _at_step("many_starts", step, message, first=_step_name(graph.start))


def _ends(graph: Graph) -> Iterator[Problem]:
    if not any(step.is_end for step in graph.steps):
        yield Problem("no_end", ERROR, _("No step is marked as an end."))
    for step in graph.steps:
        if step.is_end:
            for edge in graph.edges_from(step.id):
                message = _("“%(step)s” is an end, so transition “%(edge)s” cannot leave it.")
                yield _at_edge("end_with_outgoing", graph, edge, message)


def _edge_ends(graph: Graph) -> Iterator[Problem]:
    for edge in graph.edges:
        if edge.from_id not in graph.steps_by_id:
            message = _("Transition “%(edge)s” starts at a step that is not in this workflow.")
            yield _at_edge("dangling_edge", graph, edge, message)
        if edge.to_id not in graph.steps_by_id:
            message = _("Transition “%(edge)s” from “%(step)s” leads to a step that is not in this workflow.")
            yield _at_edge("dangling_edge", graph, edge, message)
        if edge.from_id == edge.to_id:
            message = _("Transition “%(edge)s” leads from “%(step)s” to itself.")
            yield _at_edge("self_loop", graph, edge, message)


def _reach(graph: Graph) -> Iterator[Problem]:
    """Steps that work cannot get to, or cannot get out of. Without a start or an end, only that is said."""
    starts = [step.id for step in graph.steps if step.is_start]
    ends = [step.id for step in graph.steps if step.is_end]
    forward = _closure(starts, ((edge.from_id, edge.to_id) for edge in graph.edges))
    backward = _closure(ends, ((edge.to_id, edge.from_id) for edge in graph.edges))
    for step in graph.steps:
        if starts and step.id not in forward:
            yield _at_step("unreachable", step, _("“%(step)s” cannot be reached from the start."))
        if ends and step.id not in backward:
            yield _at_step("no_way_to_end", step, _("No end can be reached from “%(step)s”."))


def _closure(begin: list[int], pairs: Iterable[tuple[int, int]]) -> set[int]:
    following: dict[int, list[int]] = {}
    for source, target in pairs:
        following.setdefault(source, []).append(target)
    found, waiting = set(begin), list(begin)
    while waiting:
        for step_id in following.get(waiting.pop(), ()):
            if step_id not in found:
                found.add(step_id)
                waiting.append(step_id)
    return found


def _roles(graph: Graph, roles: Mapping[int, RoleFacts]) -> Iterator[Problem]:
    for step in graph.steps:
        if step.role_id is None:
            yield _at_step("no_role", step, _("“%(step)s” has no role."))
        else:
            yield from _role(step, roles.get(step.role_id), "role")
        if step.escalation_role_id is not None:
            yield from _role(step, roles.get(step.escalation_role_id), "escalation_role")
        elif step.escalate_on_breach:
            message = _("“%(step)s” is to escalate on a breach, but has no escalation role.")
            yield _at_step("no_escalation_role", step, message, level=WARNING)


def _role(step: Step, role: RoleFacts | None, kind: str) -> Iterator[Problem]:
    if role is None:
        yield _at_step(f"unknown_{kind}", step, _("“%(step)s” names a role that does not exist."))
    elif not role.is_active:
        message = _("“%(step)s” needs the role “%(role)s”, which is retired.")
        yield _at_step(f"inactive_{kind}", step, message, role=role.name)
    elif not role.has_members:
        message = _("“%(step)s” needs the role “%(role)s”, which has no active member.")
        yield _at_step(f"{kind}_without_members", step, message, level=WARNING, role=role.name)


def _weights(graph: Graph) -> Iterator[Problem]:
    bad = [step for step in graph.steps if not 0 < step.weight <= MAX_WEIGHT]
    for step in bad:
        message = _("The weight of “%(step)s” must be more than 0 and at most %(most)s.")
        yield _at_step("weight_not_positive", step, message, most=str(MAX_WEIGHT))
    if graph.steps and not bad and not isclose(graph.weight_total, 1, abs_tol=1e-6):
        message = _("The weights add up to %(total)s instead of 1; shares are taken of that sum.")
        yield Problem("weight_sum", HINT, message % {"total": f"{graph.weight_total:.6g}"})


def _conditions(graph: Graph, fields: Mapping[str, str]) -> Iterator[Problem]:
    for edge in graph.edges:
        if not edge.is_conditional:
            continue
        try:
            parse(edge.condition, fields)
        except ConditionError as error:
            message = _("The condition of “%(edge)s” from “%(step)s” cannot be used: %(reason)s")
            yield _at_edge("bad_condition", graph, edge, message, reason=str(error))


def _stranding(graph: Graph) -> Iterator[Problem]:
    conditional = Counter(edge.from_id for edge in graph.edges if edge.is_conditional)
    for step in graph.steps:
        if conditional[step.id] and conditional[step.id] == len(graph.edges_from(step.id)):
            message = _("Every transition of “%(step)s” has a condition; one needs to have none.")
            yield _at_step("all_conditional", step, message)


def _at_step(kind: str, step: Step, message: str, level: str = ERROR, **names: str) -> Problem:
    return Problem(kind, level, message % {"step": _step_name(step), **names}, step_id=step.id)


def _at_edge(kind: str, graph: Graph, edge: Edge, message: str, **names: str) -> Problem:
    source = graph.steps_by_id.get(edge.from_id)
    step = _step_name(source) if source else f"#{edge.from_id}"
    name = edge.name.strip() or f"#{edge.id}"
    return Problem(kind, ERROR, message % {"edge": name, "step": step, **names}, edge_id=edge.id)


def _step_name(step: Step) -> str:
    return step.name.strip() or f"#{step.id}"
