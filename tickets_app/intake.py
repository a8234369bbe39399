"""What a sender says of a ticket, read into known fields without losing anything. Pure.

The same reading serves the form, REST and the queue. Known names become fields; every other key is
kept as it came in `extra`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tickets_app.models.ticket import Priority
from tts.core import strict_json
from tts.core.errors import Invalid

NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
NUMBER_KEYS = ("ticket_number", "ticket_id", "original_ticket_id", "id")
PRIORITIES = {priority.value: priority for priority in Priority}
# What a sender may never set: it follows from what happens here. Such keys are ignored.
OURS = frozenset(
    {"status", "assignee", "owner", "target_resolution", "created_by", "created_at", "updated_at"}
)
LENGTHS = {"subject": 255, "department": 64, "category": 64, "sub_category": 64, "source_service": 64}
ALIASES = {"subcategory": "sub_category"}
EMPLOYEE = {
    "employee_id": "requester_external_id",
    "employee_name": "requester_name",
    "employee_email": "requester_email",
    "employee_company_id": "requester_company_id",
    "employee_department": "requester_department",
}
REQUESTER_LENGTHS = {
    "requester_external_id": 64,
    "requester_name": 255,
    "requester_email": 254,
    "requester_company_id": 64,
    "requester_department": 128,
}


@dataclass
class GivenTicket:
    """A ticket as its sender gave it: `fields` of the model Ticket, `number` None if none was given."""

    fields: dict
    extra: dict = field(default_factory=dict)
    number: str | None = None
    priority_is_stated: bool = True

    @property
    def stated(self) -> dict:
        """The fields that the sender did state: what a repeat of the ticket changes."""
        silent = {"priority"} if not self.priority_is_stated else set()
        return {name: value for name, value in self.fields.items() if value and name not in silent}


def read_ticket(data: Mapping, *, takes_number: bool = False) -> GivenTicket:
    """`data` as a GivenTicket.

    `takes_number`: keys such as `id` and `ticket_id` name the ticket too (external submission, queue);
    otherwise `ticket_number` alone does. Raises Invalid that names every unusable field.
    """
    errors: dict[str, list[str]] = {}
    rest = {ALIASES.get(key, key): value for key, value in data.items() if key not in OURS}
    number = _take_number(rest, errors, takes_number)
    fields = {name: _take_text(rest, name, most, errors) for name, most in LENGTHS.items()}
    if "\n" in fields["subject"] or "\r" in fields["subject"]:
        errors["subject"] = [_("One line only.")]
    fields["description"] = _take_text(rest, "description", None, errors)
    fields["priority"] = _take_priority(rest, errors)
    fields["submitted_at"] = _take_time(rest, "submitted_at", errors)
    fields["attachments"] = _take_attachments(rest, errors)
    fields.update(_take_requester(rest, errors))
    for name in ("subject", "department"):
        if not fields[name] and name not in errors:
            errors[name] = [_("This is required.")]
    if errors:
        raise Invalid(errors)
    return GivenTicket(fields, rest, number, priority_is_stated=data.get("priority") is not None)


def _take_number(rest, errors, takes_number):
    """The first number given, taken out of `rest`; what else those keys hold is kept with the rest."""
    for key in NUMBER_KEYS if takes_number else NUMBER_KEYS[:1]:
        value = rest.get(key)
        if value in (None, ""):
            continue
        if isinstance(value, bool) or not isinstance(value, str | int) or not NUMBER.fullmatch(str(value)):
            errors[key] = [_("Use 1 to 64 letters, digits, dots, dashes and underscores.")]
            return None
        return str(rest.pop(key))
    return None


def _take_text(rest, name, most, errors):
    value = rest.pop(name, None)
    if value is None:
        return ""
    if not isinstance(value, str):
        errors[name] = [_("This must be text.")]
        return ""
    value = value.strip()
    problem = text_problem(value, most)
    if problem:
        errors[name] = [problem]
    return value


def text_problem(value: str, most: int | None) -> str:
    """Why `value` cannot be stored as text of at most `most` characters; "" if it can."""
    if value and not strict_json.storable(value):
        return _("Contains a character that is not text.")
    if most is not None and len(value) > most:
        return _("At most %(most)s characters; this has %(count)s.") % {"most": most, "count": len(value)}
    return ""


def _take_priority(rest, errors):
    value = rest.pop("priority", None)
    if value is None:
        return Priority.MEDIUM
    name = value.strip().capitalize() if isinstance(value, str) else ""
    if name == "Critical":
        return Priority.URGENT
    if name in PRIORITIES:
        return PRIORITIES[name]
    errors["priority"] = [_("Unknown priority. Use Low, Medium, High or Urgent.")]
    return Priority.MEDIUM


def _take_time(rest, name, errors):
    value = rest.pop(name, None)
    if value in (None, ""):
        return None
    try:
        moment = value if isinstance(value, datetime) else parse_datetime(value)
        # The first and last hours of the calendar are no times everywhere.
        moment = moment and _aware(moment).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        moment = None
    if moment is None:
        errors[name] = [_("This must be a date and time such as 2026-03-01T09:30:00Z.")]
        return None
    return moment


def _aware(moment):
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _take_attachments(rest, errors):
    value = rest.pop("attachments", None) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        errors["attachments"] = [_("This must be a list of objects.")]
        return []
    return value


def _take_requester(rest, errors):
    found = {name: _scalar(rest.pop(key, None), key, errors) for key, name in EMPLOYEE.items()}
    employee = rest.get("employee")
    if employee is not None and not isinstance(employee, dict):
        errors["employee"] = [_("This must be an object.")]
    elif employee:
        _add_employee(found, employee, errors)
    email = found["requester_email"] = found["requester_email"].lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            errors["employee_email"] = [_("Enter an e-mail address.")]
    for name, most in REQUESTER_LENGTHS.items():
        problem = text_problem(found[name], most)
        if problem:
            errors[name.replace("requester", "employee")] = [problem]
    if not isinstance(employee, dict) or _is_told(employee, found):
        rest.pop("employee", None)
    return found


def _is_told(employee, found) -> bool:
    """Whether the requester's fields say all that `employee` does, so that it need not be kept as well."""
    named = {f"requester_{'external_id' if key == 'id' else key}": value for key, value in employee.items()}
    return all(value is None or found.get(name) == str(value) for name, value in named.items())


def _add_employee(found, employee, errors):
    full_name = employee.get("name") or " ".join(
        str(employee.get(part) or "") for part in ("first_name", "last_name")
    )
    values = {**employee, "external_id": employee.get("id"), "name": str(full_name).strip()}
    for name in ("external_id", "name", "email", "company_id", "department"):
        value = _scalar(values.get(name), f"employee.{name}", errors)
        found[f"requester_{name}"] = found[f"requester_{name}"] or value


def _scalar(value, key, errors):
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        errors[key] = [_("This must be text.")]
        return ""
    return str(value).strip()
