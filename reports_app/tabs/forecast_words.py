"""Forecasts in words."""

import math
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports_app.models import Forecast
from reports_app.tables import NOTHING

MASE = gettext_lazy(
    "The mean error a day, two weeks ahead on past days, as a part of the error of taking the same weekday "
    "of the week before. Below that of “last week again” means better."
)
TOO_SHORT = gettext_lazy("Less than four weeks to learn from: this is a baseline, and nothing was tested.")
METHODS = {
    "mean": gettext_lazy("mean of the days"),
    "seasonal_naive": gettext_lazy("last week again"),
    "weekday_median": gettext_lazy("weekday median, 8 weeks"),
    "weekday_mean": gettext_lazy("weekday mean, 8 weeks"),
    "weekday_median_3": gettext_lazy("weekday median, 3 weeks"),
    "level": gettext_lazy("level and week, slow"),
    "level_quick": gettext_lazy("level and week, quick"),
    "weekday_and_level": gettext_lazy("mean of weekday and level"),
    "ets": gettext_lazy("exponential smoothing"),
    "theta": gettext_lazy("Theta"),
    "mean_of_all": gettext_lazy("mean of several"),
    "last_week": gettext_lazy("the last week"),
    "median_of_4": gettext_lazy("median of 4 weeks"),
    "median_of_8": gettext_lazy("median of 8 weeks"),
    "mean_of_8": gettext_lazy("mean of 8 weeks"),
    "smoothed": gettext_lazy("smoothed weeks"),
}


def method(name: str) -> str:
    """What a candidate is called; a dash for none."""
    return str(METHODS.get(name, NOTHING))


def origin(said: Forecast) -> str:
    """What it was made by and from, how good that was, and when it was made."""
    facts = {
        "method": method(said.winner),
        "first": _date(said.first_day),
        "last": _date(said.last_day),
        "made": date_format(said.made_at, "j M Y H:i"),
    }
    made = _("By %(method)s, from %(first)s to %(last)s, made %(made)s.") % facts
    return f"{made} {_tested(said)}"


def _tested(said) -> str:
    if said.error is None:
        return _("Too short a record to test it: this is a baseline.")
    facts = {"own": _error(said, said.error), "other": _error(said, said.baseline_error)}
    facts |= {"baseline": method(said.baseline), "tries": f"{said.origins:,}"}
    told = _("Error %(own)s, of “%(baseline)s” %(other)s, in %(tries)s tries on past days.") % facts
    if said.coverage80 is None:
        return told
    return told + " " + _("The 80 %% interval held %(share)s.") % {"share": percent(said.coverage80)}


def _error(said, value) -> str:
    if said.kind == Forecast.Kind.RESOLUTION:
        return _("a factor of %(factor).2f") % {"factor": math.exp(value)}
    if said.kind in (Forecast.Kind.CATEGORY, Forecast.Kind.SLA_RISK):
        return _("%(points).1f points") % {"points": 100 * value}
    return f"{value:.2f}"


def day(text: str) -> str:
    """`Tue 24 Nov` of an ISO date."""
    return date_format(date.fromisoformat(text), "D j M")


def _date(at) -> str:
    return date_format(at, "j M Y")


def count(value: float) -> str:
    """`1,204`; small numbers with a digit behind the point."""
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def ratio(value: float | None) -> str:
    """With two digits; a dash for none."""
    return NOTHING if value is None else f"{value:.2f}"


def percent(share: float | None) -> str:
    """A share of 1 in percent; a dash for none."""
    return NOTHING if share is None else f"{100 * share:.1f} %"


def percent_number(share: float) -> float:
    """The same as a number."""
    return round(100 * share, 1)


def hours(seconds: float) -> float:
    """Seconds as hours."""
    return round(seconds / 3600, 1)


def category(name: str | None) -> str:
    """What a category is called in the mix."""
    return _("all others") if name is None else name or _("none")
