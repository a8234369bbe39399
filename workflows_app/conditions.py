"""Conditions over a ticket's facts: decide whether one holds, and say which values decided it.

The facts are a flat mapping with any of priority, category, department, sub_category,
requester_department (texts), entries (how often the step was entered, a number), and one
`extra.<key>` for each of the ticket's extra fields; requested_budget means extra.requested_budget.
What is absent, null, or blank counts as missing; a missing field satisfies only `empty`, `ne` and
`not_in`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows_app.condition_data import (
    ANYTHING,
    EXTRA,
    KNOWN_FIELDS,
    NUMBER,
    PRIORITY,
    All,
    AnyOf,
    Condition,
    ConditionError,
    Leaf,
    Not,
    as_number,
    is_unconditional,
    parse,
    priority_rank,
)
from workflows_app.condition_words import explain

__all__ = [
    "KNOWN_FIELDS",
    "Condition",
    "ConditionError",
    "Decision",
    "evaluate",
    "explain",
    "is_unconditional",
    "parse",
]

MAX_SEEN_TEXT = 200
ALIASES = {"requested_budget": EXTRA + "requested_budget"}
COMPARISONS = {
    "lt": lambda fact, value: fact < value,
    "lte": lambda fact, value: fact <= value,
    "gt": lambda fact, value: fact > value,
    "gte": lambda fact, value: fact >= value,
}


@dataclass(frozen=True)
class Decision:
    """Whether a condition holds, and the values (null where missing) that were looked at for it."""

    result: bool
    seen: dict[str, object] = field(default_factory=dict)


def evaluate(condition: object, facts: Mapping) -> Decision:
    """Decides a condition, given as data or parsed; no condition always holds. Raises ConditionError."""
    if is_unconditional(condition):
        return Decision(True)
    tree = condition if isinstance(condition, Leaf | All | AnyOf | Not) else parse(condition)
    seen: dict[str, object] = {}
    return Decision(_holds(tree, facts, seen), seen)


def _holds(tree: Condition, facts: Mapping, seen: dict) -> bool:
    if isinstance(tree, All):
        return all(_holds(item, facts, seen) for item in tree.items)
    if isinstance(tree, AnyOf):
        return any(_holds(item, facts, seen) for item in tree.items)
    if isinstance(tree, Not):
        return not _holds(tree.item, facts, seen)
    fact = _fact(tree.field, facts)
    seen[tree.field] = _shown(fact)
    return _compare(tree, fact)


def _fact(name: str, facts: Mapping) -> object:
    fact = facts.get(ALIASES.get(name, name))
    return None if _is_blank(fact) else fact


def _is_blank(fact: object) -> bool:
    if isinstance(fact, str):
        return not fact.strip()
    return fact is None or (isinstance(fact, list | tuple | Mapping) and not fact)


def _shown(fact: object) -> object:
    if fact is None or isinstance(fact, bool | int | float):
        return fact
    text = str(fact)
    return text if len(text) <= MAX_SEEN_TEXT else text[:MAX_SEEN_TEXT] + "…"


def _compare(leaf: Leaf, fact: object) -> bool:
    if leaf.op in ("empty", "not_empty"):
        return (fact is None) == (leaf.op == "empty")
    if leaf.op in ("eq", "ne"):
        return _same(leaf.kind, fact, leaf.value) == (leaf.op == "eq")
    if leaf.op in ("in", "not_in"):
        return any(_same(leaf.kind, fact, value) for value in leaf.value) == (leaf.op == "in")
    if leaf.op == "contains":
        return _contains(fact, leaf.value)
    if leaf.op == "starts_with":
        return _text(fact).startswith(_text(leaf.value))
    return _ordered(leaf, fact)


def _ordered(leaf: Leaf, fact: object) -> bool:
    measure = priority_rank if leaf.kind == PRIORITY else as_number
    left, right = measure(fact), measure(leaf.value)
    return left is not None and right is not None and COMPARISONS[leaf.op](left, right)


def _same(kind: str, fact: object, value: object) -> bool:
    if kind == PRIORITY:
        return priority_rank(fact) == priority_rank(value)
    if kind in (NUMBER, ANYTHING):
        left, right = as_number(fact), as_number(value)
        if left is not None and right is not None:
            return left == right
    return _text(fact) == _text(value)


def _contains(fact: object, value: str) -> bool:
    if isinstance(fact, list | tuple):
        return any(_same(ANYTHING, item, value) for item in fact)
    return _text(value) in _text(fact)


def _text(value: object) -> str:
    """The text that a scalar compares as; empty for what is no scalar (no value is empty)."""
    if isinstance(value, str):
        return value.strip().casefold()
    if value is None or isinstance(value, list | tuple | Mapping):
        return ""
    return str(value).casefold()
