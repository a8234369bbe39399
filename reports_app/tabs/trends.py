"""Counts over time, as several tabs show them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports_app import charts, figures
from reports_app.charts import Series
from reports_app.figures import View
from reports_app.measures import MEASURES
from reports_app.tables import Cell, Panel, count_cell, list_url


def trends(name: str, title: str, tones: dict[str, str], view: View, unit: str = "") -> Panel:
    """Counts of several measures over the period, in hours to months by its length."""
    unit = unit or view.filters.period.unit()
    found = {measure: figures.trend(MEASURES[measure], view, unit) for measure in tones}
    buckets = next(iter(found.values()))
    labels = [bucket_label(begin, unit) for begin, _end, _count in buckets]
    series = [
        Series(
            MEASURES[measure].label,
            [count for *_, count in rows],
            [list_url(measure, view, start=begin, end=end) for begin, end, _count in rows],
            tone,
        )
        for (measure, tone), rows in zip(tones.items(), found.values(), strict=True)
    ]
    lines = [
        [Cell(label), *(_bucket_cell(measure, rows[index], view) for measure, rows in found.items())]
        for index, label in enumerate(labels)
    ]
    head = [_("Time"), *(str(MEASURES[measure].label) for measure in tones)]
    return Panel(name, title, head, lines, charts.lines(labels, series), wide=True)


def _bucket_cell(measure, row, view):
    begin, end, count = row
    return count_cell(measure, count, view, start=begin, end=end)


def bucket_label(begin: datetime, unit: str) -> str:
    """What an hour, day, week or month of a trend is called; unique within a period."""
    style = {"hour": "D j M H:i", "day": "D j M", "week": "j M", "month": "M Y"}[unit]
    text = date_format(begin, style)
    return f"{text} {begin.tzname()}" if unit == "hour" and begin.fold else text
