"""A condition in plain words."""

from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows_app.condition_data import (
    EXTRA,
    PRIORITIES,
    PRIORITY,
    All,
    AnyOf,
    Condition,
    Leaf,
    Not,
    is_unconditional,
    parse,
    priority_rank,
)

FIELD_WORDS = {
    "priority": gettext_lazy("priority"),
    "category": gettext_lazy("category"),
    "department": gettext_lazy("department"),
    "sub_category": gettext_lazy("sub-category"),
    "requester_department": gettext_lazy("the requester's department"),
    "entries": gettext_lazy("the number of times this step was entered"),
    "requested_budget": gettext_lazy("requested budget"),
}
PHRASES = {
    "eq": gettext_lazy("%(field)s is %(value)s"),
    "ne": gettext_lazy("%(field)s is not %(value)s"),
    "in": gettext_lazy("%(field)s is one of %(value)s"),
    "not_in": gettext_lazy("%(field)s is none of %(value)s"),
    "lt": gettext_lazy("%(field)s is less than %(value)s"),
    "lte": gettext_lazy("%(field)s is at most %(value)s"),
    "gt": gettext_lazy("%(field)s is more than %(value)s"),
    "gte": gettext_lazy("%(field)s is at least %(value)s"),
    "contains": gettext_lazy("%(field)s contains %(value)s"),
    "starts_with": gettext_lazy("%(field)s starts with %(value)s"),
    "empty": gettext_lazy("%(field)s is empty"),
    "not_empty": gettext_lazy("%(field)s is not empty"),
}
PRIORITY_PHRASES = PHRASES | {
    "lt": gettext_lazy("%(field)s is below %(value)s"),
    "gt": gettext_lazy("%(field)s is above %(value)s"),
}


def explain(condition: object) -> str:
    """A sentence such as "priority is High and requested budget is more than 1000", for a condition
    given as data or parsed; empty where there is no condition. Raises ConditionError."""
    if is_unconditional(condition):
        return ""
    return _sentence(condition if isinstance(condition, Leaf | All | AnyOf | Not) else parse(condition))


def _sentence(tree: Condition) -> str:
    if isinstance(tree, Leaf):
        return _comparison(tree)
    if isinstance(tree, Not):
        return _("not (%(condition)s)") % {"condition": _sentence(tree.item)}
    return reduce(_and if isinstance(tree, All) else _or, (_part(item) for item in tree.items))


def _and(first: str, second: str) -> str:
    return _("%(first)s and %(second)s") % {"first": first, "second": second}


def _or(first: str, second: str) -> str:
    return _("%(first)s or %(second)s") % {"first": first, "second": second}


def _part(tree: Condition) -> str:
    sentence = _sentence(tree)
    return f"({sentence})" if isinstance(tree, All | AnyOf) and len(tree.items) > 1 else sentence


def _comparison(leaf: Leaf) -> str:
    phrases = PRIORITY_PHRASES if leaf.kind == PRIORITY else PHRASES
    return phrases[leaf.op] % {"field": _field(leaf.field), "value": _values(leaf)}


def _field(name: str) -> str:
    if name.startswith(EXTRA):
        return name.removeprefix(EXTRA).replace("_", " ")
    return str(FIELD_WORDS.get(name, name))


def _values(leaf: Leaf) -> str:
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    return ", ".join(_value(leaf.kind, value) for value in values)


def _value(kind: str, value: object) -> str:
    if kind == PRIORITY and isinstance(value, str):
        return _(PRIORITIES[priority_rank(value)])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
