"""What a report was asked for in its address, and the same as a condition on rows.

One `Filters` is parsed from the address; figure, chart, list, CSV and REST answer all narrow their rows
by it, and links are addresses made from one. Nothing else narrows anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, tzinfo
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports_app import periods
from reports_app.periods import DAY, Period
from reports_app.subjects import TICKETS, Subject
from tickets_app.models import ItemStatus, Origin, Priority, TaskItem, TicketStatus
from tts.core.ids import id_in

# Names of ages: from so many days, until before so many (None: no end).
AGES = {"d1": (0, 1), "d3": (1, 3), "d7": (3, 7), "d30": (7, 30), "older": (30, None)}
AGE_LABELS = {
    "d1": gettext_lazy("under 1 day"),
    "d3": gettext_lazy("1 to 3 days"),
    "d7": gettext_lazy("3 to 7 days"),
    "d30": gettext_lazy("7 to 30 days"),
    "older": gettext_lazy("over 30 days"),
}
CHOICES = {
    "priority": Priority.values,
    "status": TicketStatus.values,
    "item_status": ItemStatus.values,
    "origin": Origin.values,
    "age": list(AGES),
}
IDS = ("workflow", "role", "agent", "step")
WORDS = ("department", "category")
LONGEST = 128
NOBODY = 0


@dataclass(frozen=True)
class Filters:
    """What narrows a report. None: not asked for. `agent` 0 means that nobody holds it.

    `role`, `agent`, `step`, `origin` and `item_status` of a ticket: it has an assignment like that.
    `weekday` (1 is Monday) and `hour` are of the instant that a measure goes by, in the period's zone.
    """

    period: Period
    name: str = periods.USUAL
    department: str | None = None
    category: str | None = None
    workflow: int | None = None
    priority: str | None = None
    status: str | None = None
    role: int | None = None
    agent: int | None = None
    step: int | None = None
    origin: str | None = None
    item_status: str | None = None
    age: str | None = None
    weekday: int | None = None
    hour: int | None = None

    def with_(self, **changes) -> "Filters":
        """The same with other values; `start` and `end` make a period of its own."""
        if "start" in changes:
            period = Period(changes.pop("start"), changes.pop("end"), self.period.zone)
            changes |= {"period": period, "name": ""}
        return replace(self, **changes)

    def query(self, **more) -> str:
        """As a query string, with `more` added. Opening it anywhere means the same."""
        given = {name: getattr(self, name) for name in NARROWING if getattr(self, name) is not None}
        given |= {"period": self.name} if self.name else _edges(self.period)
        return urlencode({**given, **{name: value for name, value in more.items() if value != ""}})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for but a usual period."""
        asked = any(getattr(self, name) is not None for name in NARROWING)
        return asked or self.name != periods.USUAL

    def rows(self, subject: Subject, now: datetime) -> Q:
        """The condition on rows of `subject`, apart from period, weekday and hour: those are a measure's."""
        found = Q()
        for name, column in _COLUMNS.items():
            value = getattr(self, name)
            if value is not None:
                found &= Q(**{column if column in _ALIASES else subject.ticket + column: value})
        if self.age is not None:
            found &= _aged(subject, self.age, now)
        return found & self._items(subject)

    def _items(self, subject) -> Q:
        given = {column: getattr(self, name) for name, column in _ITEM_COLUMNS.items()}
        asked = {column: value for column, value in given.items() if value is not None}
        if not asked:
            return Q()
        condition = Q(**{column: value for column, value in asked.items() if value != NOBODY})
        if asked.get("user") == NOBODY:
            condition &= Q(user__isnull=True)
        if subject is not TICKETS:
            return condition
        return Q(Exists(TaskItem.objects.filter(condition, task__ticket=OuterRef("pk"))))

    def moments(self, instant: str) -> tuple[dict, Q]:
        """(aliases, condition) that keep rows whose `instant` lies in the period, on weekday and hour."""
        kept = Q(**{f"{instant}__gte": self.period.start, f"{instant}__lt": self.period.end})
        aliases, zone = {}, self.period.zone
        if self.weekday is not None:
            aliases[f"{instant}_weekday"] = ExtractIsoWeekDay(instant, tzinfo=zone)
            kept &= Q(**{f"{instant}_weekday": self.weekday})
        if self.hour is not None:
            aliases[f"{instant}_hour"] = ExtractHour(instant, tzinfo=zone)
            kept &= Q(**{f"{instant}_hour": self.hour})
        return aliases, kept


NARROWING = tuple(field.name for field in fields(Filters) if field.name not in ("period", "name"))
_COLUMNS = {
    "department": "department_name",
    "category": "category",
    "workflow": "task__workflow",
    "priority": "priority",
    "status": "status",
}
_ALIASES = {"department_name"}
_ITEM_COLUMNS = {
    "role": "role",
    "agent": "user",
    "step": "step_id",
    "origin": "origin",
    "item_status": "status",
}


def _edges(period) -> dict:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _aged(subject, age, now) -> Q:
    youngest, oldest = AGES[age]
    created = f"{subject.ticket}created_at"
    found = Q(**{f"{created}__lte": now - youngest * DAY}) if youngest else Q()
    return found if oldest is None else found & Q(**{f"{created}__gt": now - oldest * DAY})


def parse(params: Mapping, now: datetime, zone: tzinfo) -> tuple[Filters, dict]:
    """(the filters of `params`, what is wrong with them by name). What is wrong counts as not given."""
    wrong: dict[str, list[str]] = {}
    period, name = _period(params, now, zone, wrong)
    values = {}
    for field in NARROWING:
        text = params.get(field, "").replace("\x00", "").strip()
        if text:
            values[field] = _value(field, text, wrong)
    return Filters(period, name, **values), wrong


def _value(name, text, wrong):
    if name in WORDS:
        return text.lower()[:LONGEST] if name == "department" else text[:LONGEST]
    if name in CHOICES and text in CHOICES[name]:
        return text
    most = {"weekday": (1, 7), "hour": (0, 23)}.get(name, (0, 2**63 - 1))
    number = id_in(text) if name not in CHOICES else None
    if number is not None and most[0] <= number <= most[1]:
        return number
    wrong[name] = [_("“%(value)s” is not one of its values.") % {"value": text[:40]}]
    return None


def _period(params, now, zone, wrong) -> tuple[Period, str]:
    usual = periods.named(periods.USUAL, now, zone), periods.USUAL
    if params.get("from") or params.get("to"):
        try:
            return _own_period(params, now, zone), ""
        except (ValueError, OverflowError):
            wrong["from"] = [_("Give two days, the first one first.")]
            return usual
    name = params.get("period") or periods.USUAL
    if name not in periods.DAYS:
        wrong["period"] = [_("Use one of %(names)s.") % {"names": ", ".join(periods.DAYS)}]
        return usual
    return periods.named(name, now, zone), name


def _own_period(params, now, zone) -> Period:
    start = periods.read_edge(params.get("from") or periods.EARLIEST, zone, last=False)
    end = periods.read_edge(params["to"], zone, last=True) if params.get("to") else now
    if start >= end:
        raise ValueError
    return Period(start, end, zone)
