"""What a sender put in beyond the known fields, made readable whatever its shape. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LABELS = {
    "name": gettext_lazy("Name"),
    "asset_name": gettext_lazy("Asset"),
    "serial_number": gettext_lazy("Serial number"),
    "location": gettext_lazy("Location"),
    "expected_return_date": gettext_lazy("Expected return"),
    "issue_type": gettext_lazy("Kind of issue"),
    "other_issue": gettext_lazy("Other issue"),
    "performance_start_date": gettext_lazy("From"),
    "performance_end_date": gettext_lazy("Until"),
    "approved_by": gettext_lazy("Approved by"),
    "rejected_by": gettext_lazy("Rejected by"),
    "cost_items": gettext_lazy("Cost items"),
    "requested_budget": gettext_lazy("Requested budget"),
    "fiscal_year": gettext_lazy("Fiscal year"),
    "department_input": gettext_lazy("Department, as entered"),
    "scheduled_date": gettext_lazy("Scheduled for"),
    "dynamic_data": gettext_lazy("More"),
}
TEXT, FACTS, LIST = "text", "facts", "list"


@dataclass(frozen=True)
class Value:
    """A value to show: `kind` says which of the others is meant."""

    kind: str
    text: str = ""
    facts: tuple["Fact", ...] = ()
    items: tuple["Value", ...] = ()


@dataclass(frozen=True)
class Fact:
    """A name and its value."""

    label: str
    value: Value


def facts(data: Mapping) -> tuple[Fact, ...]:
    """The entries of `data` that hold something: known ones first, the others in order of their names,
    since not every database keeps the sender's order."""
    known = [key for key in LABELS if key in data]
    others = sorted(key for key in data if key not in LABELS)
    return tuple(
        Fact(label(key), readable(data[key])) for key in (*known, *others) if not is_empty(data[key])
    )


def label(key: str) -> str:
    """`asset_name` in words."""
    if key in LABELS:
        return str(LABELS[key])
    words = key.replace("_", " ").replace("-", " ").strip() or key
    return words[:1].upper() + words[1:]


def is_empty(value) -> bool:
    """Whether there is nothing to show; zero and false are something."""
    return value is None or value in ("", [], {})


def readable(value) -> Value:
    """`value`, of any JSON shape, ready to show."""
    if isinstance(value, Mapping):
        return Value(FACTS, facts=facts(value))
    if isinstance(value, list):
        return Value(LIST, items=tuple(readable(item) for item in value))
    return Value(TEXT, text=_text(value))


def _text(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and len(value) == 10:
        return _date(value) or value
    return str(value)


def _date(text: str) -> str:
    """`2026-03-01` as people write it; "" for what is no date."""
    try:
        day = parse_date(text)
    except ValueError:
        return ""
    return date_format(day, "j M Y") if day else ""


@dataclass(frozen=True)
class File:
    """What a sender said of one of its files."""

    name: str
    details: str


def files(attachments: list[Mapping]) -> list[File]:
    """Attachments by name, with type and size where they were said."""
    return [_file(given) for given in attachments]


def _file(given: Mapping) -> File:
    name = given.get("file_name") or given.get("name") or given.get("file_path") or _("File without a name")
    details = [str(given[key]) for key in ("file_type", "content_type") if given.get(key)]
    size = given.get("file_size", given.get("size"))
    if isinstance(size, int | float) and not isinstance(size, bool):
        details.append(filesizeformat(size))
    return File(str(name), ", ".join(details))
