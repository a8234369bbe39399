"""The filters of a list in words, each with the address without it."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports_app.figures import View
from reports_app.filters import AGE_LABELS, NARROWING, NOBODY
from reports_app.measure import Measure
from reports_app.periods import DAY, LABELS
from tickets_app.models import TaskItem
from tts.accounts.models import Role, User
from workflows_app.models import Workflow


@dataclass(frozen=True)
class Chip:
    """A filter in words. `query`: the list without it, "" where it cannot be taken away."""

    text: str
    query: str = ""


def chips(view: View, measure: Measure) -> list[Chip]:
    """The period (of a measure that has one) and what else narrows the rows."""
    filters = view.filters
    found = [] if measure.is_live else [Chip(period_words(view))]
    for name in NARROWING:
        value = getattr(filters, name)
        if value is not None:
            found.append(Chip(_words(name, value), filters.with_(**{name: None}).query(measure=measure.name)))
    return found


def words(view: View) -> list[str]:
    """The period and what else narrows a report."""
    given = {name: getattr(view.filters, name) for name in NARROWING}
    return [period_words(view), *(_words(name, value) for name, value in given.items() if value is not None)]


def period_words(view: View) -> str:
    """`30 days`, or `Tue 24 Nov 2026, 10:00 to 11:00`."""
    period = view.filters.period
    if view.filters.name:
        return str(dict(LABELS)[view.filters.name])
    start, end = period.start.astimezone(period.zone), period.end.astimezone(period.zone)
    first = _day(start)
    if (start.hour, start.minute, end.hour, end.minute) != (0, 0, 0, 0):
        return _span(f"{first} {date_format(start, 'H:i')}", f"{_day(end)} {date_format(end, 'H:i')}")
    last = _day(end - DAY)
    return first if first == last else _span(first, last)


def _span(first: str, last: str) -> str:
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _day(at):
    return date_format(at, "j M Y")


def _words(name, value) -> str:
    if name == "age":
        return str(AGE_LABELS[value])
    if name == "hour":
        return _("from %(hour)s:00 to %(hour)s:59") % {"hour": f"{value:02}"}
    if name == "weekday":
        return str(_WEEKDAYS[value - 1])
    if name in _NAMED:
        return _named(name, value)
    return str(value)


_WEEKDAYS = [
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
]


def _named(name, value) -> str:
    if name == "agent" and value == NOBODY:
        return _("held by nobody")
    return str(_NAMED[name](value) or _("unknown"))


_NAMED = {
    "workflow": lambda pk: Workflow.objects.filter(pk=pk).first(),
    "role": lambda pk: Role.objects.filter(pk=pk).first(),
    "agent": lambda pk: User.objects.filter(pk=pk).first(),
    "step": lambda pk: TaskItem.objects.filter(step_id=pk).values_list("step_name", flat=True).first(),
}
