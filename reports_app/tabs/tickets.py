"""The tab about tickets: how many, how old, how quickly, and when they come."""

from django.db.models import Case, Count, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports_app import charts, figures
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.filters import AGE_LABELS, AGES
from reports_app.measures import MEASURES
from reports_app.periods import DAY
from reports_app.tables import Cell, Content, Panel, cards, count_cell, list_url
from reports_app.tabs.trends import trends
from tickets_app.models import Priority, TicketStatus

CARDS = (
    "open", "created", "resolved", "breached", "overdue", "compliance", "first_action",
    "resolution_p50", "resolution_p90", "reopen_rate", "csat", "satisfaction", "answer_rate",
)  # fmt: skip
TONES = {"created": "accent", "resolved": "good", "breached": "bad"}


def content(view: View) -> Content:
    """Cards and panels of the tab."""
    now, before = figures.compared(CARDS, view)
    standing = _open_by(view)
    statuses = _summed(standing, 0)
    occurring = [choice for choice in TicketStatus.choices if choice[0] in statuses]
    return Content(
        cards(now, before, view),
        [
            trends("trend", _("Arrived, resolved, breached"), TONES, view),
            _part("age", _("Age of open tickets"), _summed(standing, 2), _ages(), view, "age"),
            _part("priority", _("Open by priority"), _summed(standing, 1), _priorities(), view, "priority"),
            _part("status", _("Open by status"), statuses, occurring, view, "status"),
            _departments(view),
            _week(view),
        ],
    )


def _priorities():
    return list(reversed(Priority.choices))


def _ages():
    return list(AGE_LABELS.items())


def _open_by(view) -> dict:
    """Open tickets by (status, priority, age)."""
    since = {name: view.now - low * DAY for name, (low, _high) in AGES.items()}
    older = [When(created_at__lte=at, then=Value(name)) for name, at in since.items()]
    chosen = figures.selection(MEASURES["open"], view.user, view.filters, view.now)
    grouped = chosen.annotate(age=Case(*reversed(older), default=Value("d1"))).order_by()
    counted = grouped.values_list("status", "priority", "age").annotate(Count("pk"))
    return {tuple(key): count for *key, count in counted}


def _summed(counts, place) -> dict:
    found = {}
    for key, count in counts.items():
        found[key[place]] = found.get(key[place], 0) + count
    return found


def _part(name, title, counts, options, view, column, measure="open") -> Panel:
    """A bar for each of `options`; without any row of them, the panel says so."""
    shown = [(key, str(label), counts.get(key, 0)) for key, label in options] if counts else []
    links = [list_url(measure, view, **{column: key}) for key, *_rest in shown]
    labels = [label for _key, label, _count in shown]
    chart = charts.bars(labels, [Series(title, [count for *_rest, count in shown], links)])
    cells = [[Cell(label), count_cell(measure, count, view, **{column: key})] for key, label, count in shown]
    empty = _("No ticket is open.")
    return Panel(name, title, [title, _("Tickets")], cells, chart if shown else None, empty=empty)


def _departments(view) -> Panel:
    groups = figures.counts_by("department_name", ("created", "open", "breached"), view, "department")
    names = [group.label for group in groups]
    series = [
        Series(
            MEASURES[measure].label,
            [group.counts[measure] for group in groups],
            [list_url(measure, view, department=group.key) for group in groups],
            tone,
        )
        for measure, tone in (("created", "accent"), ("breached", "bad"))
    ]
    columns = [_("Department"), *(str(MEASURES[name].label) for name in ("created", "open", "breached"))]
    lines = [
        [Cell(group.label), *(count_cell(n, c, view, department=group.key) for n, c in group.counts.items())]
        for group in groups
    ]
    chart = charts.bars(names, series) if groups else None
    return Panel("department", _("By department"), columns, lines, chart, empty=_("Nothing happened."))


def _week(view) -> Panel:
    """When tickets arrive: weekday by hour."""
    counts = figures.week(MEASURES["created"], view)
    days = [date_format(view.filters.period.start + offset * DAY, "D") for offset in range(7)]
    first = view.filters.period.start.astimezone(view.filters.period.zone).isoweekday()
    names = {(first + offset - 1) % 7 + 1: day for offset, day in enumerate(days)}
    hours = [f"{hour:02}" for hour in range(24)]
    values = [[counts.get((day, hour), 0) for hour in range(24)] for day in range(1, 8)]
    links = [[list_url("created", view, weekday=day, hour=hour) for hour in range(24)] for day in range(1, 8)]
    cells = [
        [Cell(names[day]), *(_hour_cell(values[day - 1][hour], view, day, hour) for hour in range(24))]
        for day in range(1, 8)
    ]
    chart = charts.heat(hours, [names[day] for day in range(1, 8)], values, links)
    note = _("By the hour of arrival, in your time zone.")
    return Panel("week", _("When tickets arrive"), [_("Day"), *hours], cells, chart, note, wide=True)


def _hour_cell(count, view, day, hour) -> Cell:
    return count_cell("created", count, view, weekday=day, hour=hour)
