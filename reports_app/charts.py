"""Numbers -> plotly figures as data. Colours are named (`meta.tone`) and given by the page's theme.

Each point carries the address that it opens in `customdata`; the module static/js/reports/charts.js draws.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plotly import graph_objects as go

ROW_HEIGHT = 28
AXIS_ROOM = 48
FEW = 6
DATES = {"type": "category", "nticks": 12, "tickangle": 0}


@dataclass(frozen=True)
class Series:
    """One line or row of bars; None where nothing is known. `links`: what each point opens, "" for none."""

    name: str
    values: Sequence[float | None]
    links: Sequence[str]
    tone: str = "accent"


def lines(labels: Sequence[str], series: Sequence[Series]) -> dict:
    """Several counts over time."""
    traces = [
        go.Scatter(
            name=str(one.name), x=list(labels), y=list(one.values), customdata=list(one.links),
            mode="lines+markers", meta={"tone": one.tone}, hovertemplate="%{x}: %{y:,}",
        )
        for one in series
    ]  # fmt: skip
    most = max((value for one in series for value in one.values), default=0)
    counted = {"rangemode": "tozero"} | ({"dtick": 1} if most < FEW else {})
    return _figure(traces, xaxis=DATES, yaxis=counted, hovermode="x unified", height=288)


def forecast(
    labels: Sequence[str], past: Series, ahead: Sequence[Mapping], key: str, name: str, unit: str = ""
) -> dict:
    """What was, and behind it what is expected: `key` of each row of `ahead`, in bands `low80` to `high80`
    and `low95` to `high95` where the rows have them."""
    known, later = list(labels[: len(past.values)]), list(labels[len(past.values) :])
    traces = [
        trace for level in (95, 80) if f"low{level}" in ahead[0] for trace in _band(later, ahead, level)
    ]
    traces += [
        go.Scatter(
            name=str(past.name), x=known, y=list(past.values), customdata=list(past.links),
            mode="lines+markers", meta={"tone": "quiet"}, hovertemplate="%{y:,}",
        ),
        go.Scatter(
            name=str(name), x=later, y=[row[key] for row in ahead], mode="lines+markers",
            meta={"tone": "accent"}, hovertemplate="%{y:,}",
        ),
    ]  # fmt: skip
    axis = {"rangemode": "tozero", "title": {"text": str(unit)} if unit else None}
    order = DATES | {"categoryorder": "array", "categoryarray": list(labels)}
    return _figure(traces, xaxis=order, yaxis=axis, hovermode="x unified", height=288)


def _band(labels, ahead, level):
    """Two lines without a stroke; what lies between is filled."""
    low, high = ([row[f"{side}{level}"] for row in ahead] for side in ("low", "high"))
    hidden = {"mode": "lines", "line": {"width": 0}, "meta": {"tone": "accent"}, "hoverinfo": "skip"}
    yield go.Scatter(x=labels, y=low, showlegend=False, **hidden)
    yield go.Scatter(name=f"{level} %", x=labels, y=high, fill="tonexty", **hidden)


def stacked(labels: Sequence[str], series: Sequence[Series]) -> dict:
    """Areas on top of one another, the first at the bottom."""
    traces = [
        go.Scatter(
            name=str(one.name), x=list(labels), y=list(one.values), customdata=list(one.links),
            mode="lines", stackgroup="all", meta={"tone": one.tone}, hovertemplate="%{y:,}",
        )
        for one in series
    ]  # fmt: skip
    return _figure(traces, xaxis=DATES, hovermode="x unified", height=288)


def bars(labels: Sequence[str], series: Sequence[Series]) -> dict:
    """Lying bars, the first label on top; several series stand beside each other. Labels may be equal."""
    names = [str(label) for label in labels]
    places = list(range(len(names)))
    traces = [
        go.Bar(
            name=str(one.name), y=places, x=list(one.values), orientation="h",
            customdata=list(one.links), text=list(map(_said, one.values)), textposition="outside",
            cliponaxis=False, hovertext=names, meta={"tone": one.tone},
            hovertemplate="%{hovertext}: %{x:,}<extra></extra>",
        )
        for one in series
    ]  # fmt: skip
    height = AXIS_ROOM + ROW_HEIGHT * max(len(labels), 2) * max(len(series), 1)
    return _figure(
        traces,
        yaxis={"autorange": "reversed", "tickvals": places, "ticktext": names},
        xaxis={"visible": False},
        showlegend=len(series) > 1,
        height=height,
    )


def _said(value) -> str:
    return "" if value is None else f"{value:,}"


def heat(columns: Sequence[str], lines_: Sequence[str], values, links) -> dict:
    """A cell for each column and line, darker the more it counts."""
    trace = go.Heatmap(
        x=list(columns), y=list(lines_), z=values, customdata=links, xgap=2, ygap=2, showscale=False,
        meta={"tone": "accent"}, hovertemplate="%{y} %{x}: %{z:,}<extra></extra>",
    )  # fmt: skip
    return _figure(
        [trace],
        yaxis={"autorange": "reversed", "type": "category"},
        xaxis={"type": "category"},
        height=AXIS_ROOM + ROW_HEIGHT * len(lines_),
    )


def _figure(traces, **layout) -> dict:
    figure = go.Figure(traces, {"template": "none", "legend": {"orientation": "h"}, **layout})
    return json.loads(figure.to_json())
