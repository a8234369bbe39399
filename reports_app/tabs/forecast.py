"""The tab of forecasts: what the worker stored, what it was made from, how good it was."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from reports_app import charts
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.models import Forecast
from reports_app.periods import DAY, midnight
from reports_app.stored import Stored, stored
from reports_app.tables import NOTHING, Card, Cell, Content, Panel, list_url, seconds_words
from reports_app.tabs import forecast_words as say
from tts.accounts.zones import zone_of

Kind = Forecast.Kind
WEEK = timedelta(days=7)


def content(view: View) -> Content:
    """Cards and panels of the tab; without any finished run one panel that says so."""
    found = stored(view)
    if not found.forecasts:
        empty = _("Nothing has been forecast yet. The worker does so once a day, or when asked.")
        return Content([], [Panel("volume", _("Tickets a day"), [], [], wide=True, empty=empty)], found)
    panels = [_volume(found, view), _departments(found), *(make(found) for make in OTHERS)]
    return Content(_cards(found), [panel for panel in panels if panel], found)


def _cards(found: Stored) -> list[Card]:
    volume = found.of(Kind.VOLUME)
    if volume is None:
        return []
    days = volume.content["days"]
    total = {count: sum(day["expected"] for day in days[:count]) for count in (7, 28)}
    cards = [
        Card("next7", _("Next 7 days"), f"{total[7]:,.0f}", _("Tickets expected to arrive."), ""),
        Card("next28", _("Next 28 days"), f"{total[28]:,.0f}", _("Tickets expected to arrive."), ""),
    ]
    return [*cards, *_trust(volume)]


def _trust(volume) -> list[Card]:
    """How far the forecast of volume can be trusted."""
    if volume.error is None:
        return [Card("error", _("Error"), NOTHING, say.TOO_SHORT, "")]
    naive, median = volume.baseline_error, volume.content["mase_median"]
    detail = _("last week again: %(naive).2f, weekday median: %(median).2f")
    tries = _("How often a day fell into it, up to two weeks ahead, in %(count)s tries on past days.")
    share, why = f"{100 * volume.coverage80:.0f} %", tries % {"count": volume.origins}
    compared = detail % {"naive": naive, "median": median}
    return [
        Card("error", _("Error (MASE)"), f"{volume.error:.2f}", say.MASE, "", compared),
        Card("coverage", _("80 % interval held"), share, why, "", _("of the days")),
    ]


def _volume(found, view) -> Panel | None:
    volume = found.of(Kind.VOLUME)
    if volume is None:
        return None
    days, past = volume.content["days"], volume.content["past"]
    labels = [say.day(row["day"]) for row in [*past, *days]]
    links = [_arrived(row["day"], view, found) for row in past]
    arrived = Series(_("Arrived"), [row["count"] for row in past], links)
    chart = charts.forecast(labels, arrived, days, "expected", _("Expected"))
    rows = [
        [
            Cell(say.day(row["day"]), row["day"]),
            Cell(say.count(row["expected"]), row["expected"]),
            *(_bounds(row, level, say.count) for level in (80, 95)),
            Cell(say.count(row["baseline"]), row["baseline"]),
        ]
        for row in days
    ]
    baseline = say.method(volume.winner if volume.error is None else volume.baseline)
    last = _("Baseline: %(name)s") % {"name": baseline}
    columns = [_("Day"), _("Expected"), _("80 % interval"), _("95 % interval"), last]
    return Panel("volume", _("Tickets a day"), columns, rows, chart, say.origin(volume), wide=True)


def _arrived(text, view, found) -> str:
    first = date.fromisoformat(text)
    zone = zone_of(None)
    day = {"start": midnight(first, zone), "end": midnight(first + DAY, zone)}
    return list_url("created", view, **day, department=found.department or None)


def _bounds(row, level, words) -> Cell:
    low, high = row.get(f"low{level}"), row.get(f"high{level}")
    if low is None:
        return Cell(NOTHING, "")
    return Cell(_("%(low)s to %(high)s") % {"low": words(low), "high": words(high)})


def _resolution(found) -> Panel | None:
    title = _("Time to resolution, median")
    said = found.of(Kind.RESOLUTION)
    return said and _weekly(said, "resolution", title, "p50", say.hours, seconds_words, _("Hours"))


def _late(found) -> Panel | None:
    said = found.of(Kind.SLA_RISK)
    return said and _weekly(
        said, "late", _("Share late"), "share", say.percent_number, say.percent, _("Percent")
    )


def _weekly(said, name, title, key, number, words, unit) -> Panel:
    """A figure a week: the past, and the same expectation for each week to come."""
    if "weeks" not in said.content:
        return Panel(name, title, [], [], empty=_("No whole week with such tickets yet."))
    weeks = said.content["weeks"]
    past = [row for row in said.content["past"] if row[key] is not None]
    labels = [say.day(row["week"]) for row in [*past, *weeks]]
    shown = [{column: number(value) for column, value in row.items() if column != "week"} for row in weeks]
    series = Series(title, [number(row[key]) for row in past], [""] * len(past))
    chart = charts.forecast(labels, series, shown, key, _("Expected"), unit)
    rows = [
        [Cell(say.day(row["week"]), row["week"]), Cell(words(row[key]), row[key])]
        + [_bounds(row, level, words) for level in (80, 95)]
        for row in weeks
    ]
    columns = [_("Week of"), _("Expected"), _("80 % interval"), _("95 % interval")]
    return Panel(name, title, columns, rows, chart, say.origin(said))


def _mix(found) -> Panel | None:
    said = found.of(Kind.CATEGORY)
    rows = said.content.get("rows") if said else None
    if not rows:
        return None
    names = [say.category(row["category"]) for row in rows]
    values = [round(row["expected"]) for row in rows]
    chart = charts.bars(names, [Series(_("Tickets expected"), values, [""] * len(rows))])
    lines = [
        [
            Cell(name),
            Cell(say.count(row["expected"]), row["expected"]),
            Cell(say.percent(row["share"]), row["share"]),
            _bounds(row, 80, say.percent),
            Cell(say.percent(row["before"]), row["before"]),
        ]
        for name, row in zip(names, rows, strict=True)
    ]
    columns = [_("Category"), _("Tickets in 28 days"), _("Share"), _("80 % interval"), _("Last week")]
    return Panel("mix", _("Category mix"), columns, lines, chart, say.origin(said), wide=True)


def _departments(found) -> Panel | None:
    """Every department's forecast of volume; where one is chosen already there is nothing to choose."""
    each = [one for one in found.each(Kind.VOLUME) if one.department]
    if found.department or not each:
        return None
    lines = [
        [
            Cell(one.label, href=f"?department={one.department}"),
            Cell(say.count(sum(day["expected"] for day in one.content["days"]))),
            Cell(say.method(one.winner)),
            *(Cell(say.ratio(value), value) for value in (one.error, one.baseline_error)),
            Cell(say.percent(one.coverage80), one.coverage80),
        ]
        for one in each
    ]
    columns = [
        _("Department"), _("Tickets in 28 days"), _("Method"), _("Error (MASE)"), _("Last week again"),
        _("80 % interval held"),
    ]  # fmt: skip
    note = _("Each department is forecast by itself: their sum need not be what is expected of all together.")
    return Panel("departments", _("By department"), columns, lines, note=note, wide=True)


def _workload(found) -> Panel | None:
    said = found.of(Kind.WORKLOAD)
    if said is None or not said.content["rows"]:
        return None
    rows = said.content["rows"]
    needed = [row["people"] for row in rows]
    names = [row["role"] for row in rows]
    none = [""] * len(rows)
    members = [row["members"] for row in rows]
    series = [Series(_("People needed"), needed, none), Series(_("Members"), members, none, "quiet")]
    lines = [
        [
            Cell(row["role"]),
            Cell(say.count(row["a_day"]), row["a_day"]),
            _bounds(row, 80, say.count),
            Cell(say.ratio(row["pace"]), row["pace"]),
            Cell(NOTHING if row["people"] is None else f"{row['people']:,}", row["people"]),
            Cell(f"{row['members']:,}", row["members"]),
        ]
        for row in rows
    ]
    columns = [
        _("Role"), _("Assignments a working day"), _("80 % interval"), _("Done a day and person"),
        _("People needed"), _("Members"),
    ]  # fmt: skip
    how = _("The assignments of a working day, by what a person finishes on a day of work at present.")
    note, chart = f"{how} {say.origin(said)}", charts.bars(names, series)
    return Panel("workload", _("People needed"), columns, lines, chart, note, wide=True)


OTHERS = (_resolution, _late, _mix, _workload)
