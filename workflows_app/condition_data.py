"""Conditions as data: what may be written in one, and the checked tree that it becomes.

    {"all": [...]}   {"any": [...]}   {"not": {...}}   {"field": "...", "op": "...", "value": ...}

Nothing of it is ever run as code: fields and operators are looked up in the tables below, there
are no patterns, and sizes are bounded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

MAX_DEPTH = 20
MAX_NODES = 200
MAX_CHOICES = 100
MAX_TEXT = 255
MAX_NUMBER = Decimal(10) ** 30
MAX_NUMBER_TEXT = 64

PRIORITIES = ("Low", "Medium", "High", "Urgent")
PRIORITY, TEXT, NUMBER, ANYTHING = "priority", "text", "number", "anything"

KNOWN_FIELDS: Mapping[str, str] = {
    "priority": PRIORITY,
    "category": TEXT,
    "department": TEXT,
    "sub_category": TEXT,
    "requester_department": TEXT,
    "entries": NUMBER,
    "requested_budget": NUMBER,
}
EXTRA = "extra."
EXTRA_KEY = re.compile(r"(?!_)[A-Za-z0-9_-]{1,64}")

EQUALITY = frozenset({"eq", "ne"})
MEMBERSHIP = frozenset({"in", "not_in"})
ORDER = frozenset({"lt", "lte", "gt", "gte"})
WORDING = frozenset({"contains", "starts_with"})
PRESENCE = frozenset({"empty", "not_empty"})
OPERATORS = EQUALITY | MEMBERSHIP | ORDER | WORDING | PRESENCE
OPERATORS_OF = {
    PRIORITY: OPERATORS - WORDING,
    TEXT: OPERATORS - ORDER,
    NUMBER: OPERATORS - WORDING,
    ANYTHING: OPERATORS,
}


class ConditionError(ValueError):
    """A malformed condition; `path` is the place in the data, such as `all[1].not.field`."""

    def __init__(self, path: str, message: str):
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


@dataclass(frozen=True)
class Leaf:
    """One comparison. `kind` says how the field's values compare."""

    field: str
    op: str
    value: object
    kind: str


@dataclass(frozen=True)
class All:
    items: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    items: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    item: "Condition"


Condition = Leaf | All | AnyOf | Not


def is_unconditional(data: object) -> bool:
    """Whether the data says "no condition": null or an empty object."""
    return data is None or data == {}


def parse(data: object, fields: Mapping[str, str] = KNOWN_FIELDS) -> Condition:
    """The checked condition. `fields` maps the names that may be used (besides `extra.<key>`) to
    their kind. Raises ConditionError naming the first place that is wrong."""
    return _Parser(fields).node(data, "", 1)


def as_number(value: object) -> Decimal | None:
    """The finite number that a value is, or that a plain decimal text spells; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    if isinstance(value, str):
        text = value.strip()
        if len(text) > MAX_NUMBER_TEXT or not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
            return None
        return Decimal(text)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def priority_rank(value: object) -> int | None:
    """0 for Low to 3 for Urgent (Critical means Urgent), in any case of letters; None if neither."""
    name = value.strip().title() if isinstance(value, str) else ""
    name = "Urgent" if name == "Critical" else name
    return PRIORITIES.index(name) if name in PRIORITIES else None


class _Parser:
    """Walks the data once, counting nodes; depth is bounded, so recursion is."""

    def __init__(self, fields: Mapping[str, str]):
        self.fields = fields
        self.nodes = 0

    def node(self, data: object, path: str, depth: int) -> Condition:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise ConditionError(path, _("Conditions are nested more than %(n)d deep.") % {"n": MAX_DEPTH})
        if self.nodes > MAX_NODES:
            raise ConditionError(path, _("A condition has more than %(n)d parts.") % {"n": MAX_NODES})
        if not isinstance(data, Mapping):
            raise ConditionError(path, _("A condition is an object."))
        if "field" in data or "op" in data:
            return self.leaf(data, path)
        if len(data) != 1 or next(iter(data)) not in ("all", "any", "not"):
            raise ConditionError(path, _("A condition has one of “all”, “any”, “not”, or a field."))
        return self.group(*next(iter(data.items())), path, depth)

    def group(self, key: str, content: object, path: str, depth: int) -> Condition:
        path = f"{path}.{key}" if path else key
        if key == "not":
            return Not(self.node(content, path, depth + 1))
        if not isinstance(content, list | tuple) or not content:
            raise ConditionError(path, _("This must be a list of at least one condition."))
        items = (self.node(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(content))
        return All(tuple(items)) if key == "all" else AnyOf(tuple(items))

    def leaf(self, data: Mapping, path: str) -> Leaf:
        prefix = f"{path}." if path else ""
        for key in data:
            if key not in ("field", "op", "value"):
                raise ConditionError(f"{prefix}{key}"[:200], _("Only field, op and value stand here."))
        kind = self.kind(data.get("field"), f"{prefix}field")
        op = _operator(data.get("op"), kind, f"{prefix}op")
        return Leaf(data["field"], op, _value(data.get("value"), op, kind, f"{prefix}value"), kind)

    def kind(self, name: object, path: str) -> str:
        if isinstance(name, str) and name in self.fields:
            return self.fields[name]
        if isinstance(name, str) and name.startswith(EXTRA) and EXTRA_KEY.fullmatch(name[len(EXTRA) :]):
            return ANYTHING
        shown = name[:80] if isinstance(name, str) else type(name).__name__
        raise ConditionError(path, _("There is no field “%(name)s”.") % {"name": shown})


def _operator(op: object, kind: str, path: str) -> str:
    if not isinstance(op, str) or op not in OPERATORS:
        shown = op[:80] if isinstance(op, str) else type(op).__name__
        raise ConditionError(path, _("There is no operator “%(name)s”.") % {"name": shown})
    if op not in OPERATORS_OF[kind]:
        raise ConditionError(path, _("The operator “%(name)s” does not suit this field.") % {"name": op})
    return op


def _value(value: object, op: str, kind: str, path: str) -> object:
    if op in PRESENCE:
        if value is not None:
            raise ConditionError(path, _("This operator takes no value."))
        return None
    if op in MEMBERSHIP:
        return _choices(value, kind, path)
    if op in WORDING:
        kind = TEXT
    elif op in ORDER and kind == ANYTHING:
        kind = NUMBER
    return _scalar(value, kind, path)


def _choices(value: object, kind: str, path: str) -> tuple:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MAX_CHOICES:
        raise ConditionError(path, _("This must be a list of 1 to %(n)d values.") % {"n": MAX_CHOICES})
    return tuple(_scalar(item, kind, f"{path}[{index}]") for index, item in enumerate(value))


def _scalar(value: object, kind: str, path: str) -> object:
    if kind == ANYTHING:
        if isinstance(value, bool):
            return value
        kind = TEXT if isinstance(value, str) else NUMBER
    if kind == PRIORITY and priority_rank(value) is None:
        raise ConditionError(path, _("This must be one of Low, Medium, High, Urgent."))
    if kind == TEXT and not _is_text(value):
        raise ConditionError(path, _("This must be text of 1 to %(n)d characters.") % {"n": MAX_TEXT})
    if kind == NUMBER:
        number = as_number(value)
        if number is None or abs(number) >= MAX_NUMBER:
            raise ConditionError(path, _("This must be a number."))
    return value


def _is_text(value: object) -> bool:
    """Whether the value is text that says something and that every database can keep."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        return False
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
