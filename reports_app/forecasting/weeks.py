"""Forecasts made of figures per week: resolution time, the mix of categories, the share that is late."""

import math
from datetime import timedelta

import numpy as np

from reports_app.forecast.outcome import untested
from reports_app.forecast.series import DAY
from reports_app.forecast.weekly import MEAN, MEDIAN, NAIVE, Weekly, weekly
from reports_app.forecasting import record
from reports_app.forecasting.days import DAYS
from reports_app.forecasting.record import Span

WEEKS = 4
SHOWN_WEEKS = 26
RECENT_WEEKS = 12
MOST_CATEGORIES = 8
FIGURES = ("winner", "error", "baseline_error", "coverage80", "origins")


def resolution(department, span, now) -> dict:
    """The median and the 90 % quantile of the time to resolution, in seconds."""
    weeks = record.weeks_of(span)
    if weeks is None:
        return _nothing()
    past = record.resolution_quantiles(department, weeks, now, (0.5, 0.9))
    if np.isnan(past[0.5]).all():
        return _nothing()
    logs = {level: weekly(np.log(values), MEDIAN) for level, values in past.items()}
    middle, slow = logs[0.5], logs[0.9]
    row = {"p50": round(math.exp(middle.expected)), "p90": round(math.exp(slow.expected))}
    row |= {name: round(math.exp(edge)) for name, edge in _bounds(middle).items()}
    shown = [
        {"week": str(begin), "p50": _known(p50), "p90": _known(p90)}
        for begin, p50, p90 in zip(record.mondays(weeks), past[0.5], past[0.9], strict=True)
    ]
    content = {"weeks": _ahead(weeks, row), "past": shown[-SHOWN_WEEKS:], "is_thin": middle.error is None}
    return {**_figures(middle), "content": content}


def sla_risk(department, span, now) -> dict:
    """The share of tickets that will miss their target."""
    weeks = record.weeks_of(span)
    past = record.shares_late(department, weeks, now) if weeks else np.array([])
    if np.isnan(past).all():
        return _nothing()
    found = weekly(past, MEAN)
    row = {"share": round(found.expected, 4)}
    row |= _share_bounds(found)
    shown = [
        {"week": str(begin), "share": _known(share, 4)}
        for begin, share in zip(record.mondays(weeks), past, strict=True)
    ]
    content = {"weeks": _ahead(weeks, row), "past": shown[-SHOWN_WEEKS:], "is_thin": found.error is None}
    return {**_figures(found), "content": content}


def category(department, span, _now) -> dict:
    """The share of each category, and how many tickets that makes."""
    weeks = record.weeks_of(span)
    if weeks is None:
        return _nothing()
    counted = record.counts_by_week(record.tickets(department), "created_at", weeks, "category")
    shares = _shares(_largest(counted, record.mondays(weeks)))
    if not shares:
        return _nothing()
    found = {name: weekly(values, MEAN) for name, values in shares.items()}
    volume = untested(record.arrivals(department, span), record.holidays(span, DAYS), DAYS).sum()
    return {**_mean_figures(list(found.values())), "content": _mix(found, shares, volume)}


def _largest(counted, begins) -> dict[str | None, np.ndarray]:
    """The counts per week of the categories that matter of late; None is all others together."""
    table = {name: np.array([own.get(day, 0) for day in begins], float) for name, own in counted.items()}
    lately = {name: own[-RECENT_WEEKS:].sum() for name, own in table.items()}
    order = sorted((name for name in table if lately[name]), key=lambda name: (-lately[name], name))
    kept = order[:MOST_CATEGORIES]
    others = [own for name, own in table.items() if name not in kept]
    found = {name: table[name] for name in kept}
    return {**found, None: sum(others)} if others else found


def _shares(table) -> dict[str | None, np.ndarray]:
    total = sum(table.values())
    total = np.where(total > 0, total, np.nan)
    return {name: counts / total for name, counts in table.items()}


def _mix(found: dict[str | None, Weekly], shares, volume) -> dict:
    whole = sum(one.expected for one in found.values()) or 1.0
    rows = [
        {
            "category": name,
            "share": round(one.expected / whole, 4),
            "expected": round(float(one.expected / whole * volume), 1),
            "before": _known(shares[name][-1], 4),
            **_share_bounds(one),
        }
        for name, one in found.items()
    ]
    return {"rows": rows, "is_thin": any(one.error is None for one in found.values())}


def _share_bounds(found: Weekly) -> dict:
    return {name: round(min(max(edge, 0.0), 1.0), 4) for name, edge in _bounds(found).items()}


def _figures(found: Weekly) -> dict:
    return {"baseline": NAIVE, **{name: getattr(found, name) for name in FIGURES}}


def _mean_figures(found) -> dict:
    winners = [one.winner for one in found]
    figures = {"winner": max(winners, key=winners.count), "origins": max(one.origins for one in found)}
    for name in ("error", "baseline_error", "coverage80"):
        values = [getattr(one, name) for one in found if getattr(one, name) is not None]
        figures[name] = float(np.mean(values)) if values else None
    return {"baseline": NAIVE, **figures}


def _bounds(found: Weekly) -> dict:
    return {
        f"{side}{level * 100:.0f}": edge
        for level, edges in found.intervals.items()
        for side, edge in zip(("low", "high"), edges, strict=True)
    }


def _ahead(weeks: Span, row: dict) -> list[dict]:
    begins = [weeks.last + DAY + timedelta(weeks=ahead) for ahead in range(WEEKS)]
    return [{"week": str(begin), **row} for begin in begins]


def _known(value, digits=0):
    return None if np.isnan(value) else round(float(value), digits)


def _nothing() -> dict:
    return {"content": {"is_thin": True}}
