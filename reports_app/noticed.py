"""Anomalies that the worker stored, as far as a person may see them, and in words."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports_app.figures import View
from reports_app.models import Anomaly
from reports_app.periods import DAY, midnight
from reports_app.subjects import overseen_departments
from reports_app.tables import list_url, seconds_words
from tts.accounts.models import User
from tts.accounts.zones import zone_of

Measure = Anomaly.Measure
SHOWN_FOR = timedelta(days=30)
MOST = 50
FEW = 10
LISTS = {
    Measure.VOLUME: "created",
    Measure.RESOLUTION: "resolution_p50",
    Measure.BREACH: "breached",
    Measure.REOPEN: "reopened",
    Measure.LOAD: "items_new",
}


@dataclass(frozen=True)
class Notice:
    """An anomaly in words. `href`: the list of its tickets."""

    anomaly: Anomaly
    title: str
    size: str
    when: str
    href: str
    is_bad: bool


def visible(user: User):
    """The anomalies that `user` may see: of their departments, or all."""
    departments = overseen_departments(user)
    found = Anomaly.objects.select_related("dismissed_by")
    return found if departments is None else found.filter(department__in=departments - {""})


def noticed(view: View) -> list[Notice]:
    """The open anomalies of the last 30 days of the record, the newest first. Two statements."""
    department = view.filters.department
    chosen = visible(view.user).filter(dismissed_at__isnull=True)
    if department:
        chosen = chosen.filter(Q(department=department) | Q(dimension=""))
    newest = chosen.aggregate(Max("last_day"))["last_day__max"]
    if newest is None:
        return []
    return [notice(one, view) for one in chosen.filter(last_day__gt=newest - SHOWN_FOR)[:MOST]]


def notice(one: Anomaly, view: View) -> Notice:
    """An anomaly in words."""
    label = one.label or _("all tickets")
    title = _("%(measure)s: %(segment)s") % {"measure": one.get_measure_display(), "segment": label}
    return Notice(one, title, _size(one), _when(one), _link(one, view), one.observed > one.expected)


def _size(one) -> str:
    facts = {"observed": _said(one, one.observed), "expected": _said(one, one.expected)}
    told = _("%(observed)s instead of %(expected)s") % facts
    if one.measure in (Measure.BREACH, Measure.REOPEN) or not one.expected:
        return told
    return told + f" (\u00d7 {one.observed / one.expected:.1f})"


def _said(one, value) -> str:
    if one.measure == Measure.RESOLUTION:
        return seconds_words(value)
    if one.measure in (Measure.BREACH, Measure.REOPEN):
        return f"{value:.0f} %"
    # A usual load below ten is a mean such as .4; "18 instead of 0, 42.7 times" would explain nothing.
    return f"{value:,.0f}" if value >= FEW or value == int(value) else f"{value:.1f}"


def _when(one) -> str:
    first, last = date_format(one.first_day, "D j M"), date_format(one.last_day, "D j M Y")
    if one.first_day == one.last_day:
        return last
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _link(one, view) -> str:
    zone = zone_of(None)
    days = {"start": midnight(one.first_day, zone), "end": midnight(one.last_day + DAY, zone)}
    narrowed = {"department": one.department or None}
    if one.dimension == "category":
        narrowed["category"] = one.segment
    if one.dimension == "agent":
        narrowed["agent"] = int(one.segment)
    return list_url(LISTS[one.measure], view, **days, **narrowed)
