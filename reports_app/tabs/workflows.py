"""The tab about workflows: how work flows, workflow by workflow and step by step."""

from datetime import timedelta

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from reports_app import charts, figures, periods
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.measures import MEASURES
from reports_app.tables import (
    Cell,
    Content,
    Panel,
    cards,
    count_cell,
    group_panel,
    list_url,
    share_cell,
    time_cell,
)
from reports_app.tabs.trends import bucket_label

CARDS = ("created", "finished", "open", "compliance", "first_pass_yield")
OF_WORKFLOW = ("created", "open", "overdue", "resolved", "breached", "met", "compliance")
OF_STEP = ("items_new", "items_resolved", "items_breached", "repeats", "first_pass", "first_pass_yield")
STEP_NAME = Concat("task__workflow__name", Value(": "), "step_name")
MOST_BARS = 12
STEP_TIMES = {"waiting": "warn", "working": "accent"}
FLOW = {"finished": "good", "was_in_work": "accent", "was_waiting": "warn"}
ARRIVALS = ("created", "taken_up", "finished")


def content(view: View) -> Content:
    """Cards and panels of the tab."""
    now, before = figures.compared(CARDS, view)
    return Content(cards(now, before, view), [_flow(view), _workflows(view), _steps(view)])


def _flow(view) -> Panel:
    """The cumulative flow: at the end of each day, how many waited, were in work, and had been finished."""
    unit = "week" if view.filters.period.days > 120 else "day"
    begin = view.filters.period.start
    earlier = view.with_(start=periods.read_edge(periods.EARLIEST, begin.tzinfo, last=False), end=begin)
    totals = {name: figure.count for name, figure in figures.figures(ARRIVALS, earlier).items()}
    already, ends, heights = totals["finished"], [], {name: [] for name in FLOW}
    for rows in zip(*(figures.trend(MEASURES[name], view, unit) for name in ARRIVALS), strict=True):
        for name, (*_edges, count) in zip(ARRIVALS, rows, strict=True):
            totals[name] += count
        ends.append(rows[0])
        heights["finished"].append(totals["finished"] - already)
        heights["was_in_work"].append(totals["taken_up"] - totals["finished"])
        heights["was_waiting"].append(totals["created"] - totals["taken_up"])
    labels = [bucket_label(edge, unit) for edge, *_rest in ends]
    return _flow_panel(labels, [end for _edge, end, _count in ends], heights, view)


def _flow_panel(labels, ends, heights, view) -> Panel:
    begin = view.filters.period.start
    links = {name: [list_url(name, view, start=begin, end=end) for end in ends] for name in FLOW}
    series = [Series(MEASURES[name].label, heights[name], links[name], tone) for name, tone in FLOW.items()]
    head = [_("By the end of"), *(MEASURES[name].label for name in FLOW)]
    rows = [
        [
            Cell(label),
            *(count_cell(name, heights[name][at], view, start=begin, end=ends[at]) for name in FLOW),
        ]
        for at, label in enumerate(labels)
    ]
    note = _("The height of a band is how many were in that state, its width how long they stayed in it.")
    return Panel("flow", _("Cumulative flow"), head, rows, charts.stacked(labels, series), note, wide=True)


def _workflows(view) -> Panel:
    groups = figures.counts_by("task__workflow", OF_WORKFLOW, view, "task__workflow__name")
    medians = figures.quantiles_by("task__workflow", "resolution_p50", view)

    def compliance(group):
        part, whole = group.counts["met"], group.counts["compliance"]
        return share_cell("compliance", part, whole, view, workflow=group.key)

    def median(group):
        return time_cell("resolution_p50", medians.get(group.key), view, workflow=group.key)

    known = [group for group in groups if group.key is not None]
    more = [(_("Compliance"), compliance), (_("Resolution, median"), median)]
    shown = ("created", "open", "overdue", "resolved", "breached")
    return group_panel("workflows", _("Workflows"), _("Workflow"), known, view, "workflow", shown, more)


def _steps(view) -> Panel:
    groups = figures.counts_by("step_id", OF_STEP, view, STEP_NAME)
    times = {name: figures.quantiles_by("step_id", name, view) for name in STEP_TIMES}

    def yield_of(group):
        part, whole = group.counts["first_pass"], group.counts["first_pass_yield"]
        return share_cell("first_pass_yield", part, whole, view, step=group.key)

    def time_of(name):
        return lambda group: time_cell(name, times[name].get(group.key), view, step=group.key)

    more = [(_("First-pass yield"), yield_of), *((MEASURES[name].label, time_of(name)) for name in times)]
    shown = ("items_new", "items_resolved", "items_breached", "repeats")
    panel = group_panel("steps", _("Steps"), _("Step"), groups, view, "step", shown, more)
    slowest = sorted(groups, key=lambda group: -sum(found.get(group.key) or 0 for found in times.values()))
    note = _("The chart shows hours, of the slowest steps.")
    return panel.with_chart(_hours_chart(slowest[:MOST_BARS], times, view), note) if groups else panel


def _hours_chart(groups, times, view):
    series = [
        Series(
            MEASURES[name].label,
            [_hours(found.get(group.key)) for group in groups],
            [list_url(name, view, step=group.key) for group in groups],
            STEP_TIMES[name],
        )
        for name, found in times.items()
    ]
    return charts.bars([group.label for group in groups], series)


def _hours(seconds) -> float | None:
    return None if seconds is None else round(timedelta(seconds=seconds) / timedelta(hours=1), 1)
