"""Forecasts made of counts per day: the volume of tickets, and the work of each role."""

import math

import numpy as np
from django.db.models import Count
from django.db.models.functions import TruncDay

from reports_app.forecast.outcome import Outcome, forecast
from reports_app.forecast.series import DAY, WEEK
from reports_app.forecasting import record
from tickets_app.models import TaskItem
from tickets_app.models.task import ItemStatus
from tts.accounts.models import Membership, Role

DAYS = 28
SHOWN_DAYS = 56
MOST_ROLES = 20
PACE_DAYS = 8 * WEEK * DAY
BASELINE = "seasonal_naive"


def volume(department, span, _now) -> dict:
    """Tickets a day."""
    series = record.arrivals(department, span)
    said = forecast(series, record.holidays(span, DAYS), DAYS)
    known = len(series.counts)
    content = {
        "days": [{"day": str(series.day(known + ahead)), **_day(said, ahead)} for ahead in range(DAYS)],
        "past": [
            {"day": str(series.day(index)), "count": int(series.counts[index])}
            for index in range(max(known - SHOWN_DAYS, 0), known)
        ],
        "is_thin": not said.is_tested,
        "mase_median": said.scores.get("mase_weekday_median"),
    }
    return {**_mean_scores([said]), "baseline": BASELINE, "content": content}


def _day(said: Outcome, ahead) -> dict:
    bounds = {
        f"{side}{level * 100:.0f}": round(float(edge[ahead]), 1)
        for level, both in said.intervals.items()
        for side, edge in zip(("low", "high"), both, strict=True)
    }
    expected, baseline = float(said.expected[ahead]), float(said.baseline[ahead])
    return {"expected": round(expected, 1), "baseline": round(baseline, 1), **bounds}


def workload(_department, span, _now) -> dict:
    """The work of each role, and how many people it takes. Roles work for several departments, so it is
    made for all of them together."""
    arrivals = record.by_day(TaskItem.objects.all(), "created_at", span, "role")
    busiest = sorted(arrivals, key=lambda role: -arrivals[role].counts[-90:].sum())[:MOST_ROLES]
    names = dict(Role.objects.filter(pk__in=busiest).values_list("pk", "name"))
    free, paces, members = record.holidays(span, DAYS), _paces(span.lately(PACE_DAYS)), _members()
    outcomes = {role: forecast(arrivals[role], free, DAYS) for role in sorted(busiest, key=names.get)}
    rows = [
        {"role_id": role, "role": names[role], **_people(said, paces.get(role), members.get(role, 0))}
        for role, said in outcomes.items()
    ]
    content = {"rows": rows, "is_thin": not any(said.is_tested for said in outcomes.values())}
    return {**_mean_scores(list(outcomes.values())), "baseline": BASELINE, "content": content}


def _members() -> dict[int, int]:
    rows = Membership.objects.filter(is_active=True).order_by().values_list("role")
    return dict(rows.annotate(Count("user", distinct=True)))


def _paces(span) -> dict[int, float]:
    """For each role how many assignments a person finishes on a day on which they finish any."""
    done = TaskItem.objects.filter(span.within("closed_at"), status=ItemStatus.RESOLVED, user__isnull=False)
    daily = TruncDay("closed_at", tzinfo=span.zone)
    rows = done.annotate(day=daily).order_by().values_list("role", "user", "day").annotate(n=Count("pk"))
    totals: dict[int, list[int]] = {}
    for role, _user, _day, count in rows:
        known = totals.setdefault(role, [0, 0])
        known[0] += count
        known[1] += 1
    return {role: done / days for role, (done, days) in totals.items()}


def _people(said: Outcome, pace, members) -> dict:
    """The load of a working day (those with at least a third of the busiest one's), and who it takes."""
    worked = said.expected >= said.expected.max() / 3
    a_day = float(said.expected[worked].mean()) if worked.any() else 0.0
    found = {"a_day": round(a_day, 1), "pace": pace and round(pace, 2), "members": members}
    found["people"] = math.ceil(round(a_day, 1) / pace) if pace else None
    if 0.8 in said.intervals:
        low, high = (float(edge[worked].mean()) for edge in said.intervals[0.8])
        found |= {"low80": round(low, 1), "high80": round(high, 1)}
    return {**found, "mase": said.scores.get("mase"), "mase_naive": said.scores.get("mase_naive")}


def _mean_scores(outcomes) -> dict:
    tested = [one.scores for one in outcomes if one.is_tested]
    winners = [one.winner for one in outcomes]
    found = {"winner": max(set(winners), key=winners.count) if winners else ""}
    names = {"error": "mase", "baseline_error": "mase_naive", "coverage80": "coverage80"}
    for field, name in names.items():
        values = [scores[name] for scores in tested if scores[name] is not None]
        found[field] = float(np.mean(values)) if values else None
    return {**found, "origins": max((scores["origins"] for scores in tested), default=0)}
