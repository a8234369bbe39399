"""What the database holds as tracks, and what is found in them as `Anomaly` rows. Called by the worker."""

from collections import defaultdict
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import Count, F, FloatField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Greatest, Ln, Lower, TruncDay

from reports_app.anomaly.detect import WATCHED, Finding, detect
from reports_app.anomaly.tracks import Counts, Segment, Shares, Times, Track
from reports_app.forecast.series import DAY
from reports_app.forecasting import record
from reports_app.forecasting.record import Span
from reports_app.models import Anomaly
from reports_app.subjects import ticket_facts
from tickets_app.models import TaskItem, Ticket
from tts.accounts.models import User
from tts.core.models import AuditEvent

Measure = Anomaly.Measure
DAYS = 84
FEWEST = 20
MOST_AGENTS = 200
SHORTEST = 60.0  # seconds: what was resolved at once says little, and its logarithm would say much


def watch(now: datetime) -> int:
    """Look for anomalies in the last two weeks. Answers how many were found that were not known."""
    span = record.recorded(now, DAYS)
    if span is None:
        return 0
    length = (span.last - span.first).days + 1
    closed = record.holidays(span, 0)
    new = 0
    for measure, tracks in _tracks(span, now):
        found = detect(tracks, length, closed)
        new += sum(_keep(measure, one, span, now) for one in found)
    return new


def _tracks(span: Span, now) -> list[tuple[str, dict[Segment, Track]]]:
    return [
        (Measure.VOLUME, _volume(span)),
        (Measure.RESOLUTION, _resolution(span, now)),
        (Measure.BREACH, _breach(span, now)),
        (Measure.REOPEN, _reopen(span)),
        (Measure.LOAD, _load(span)),
    ]


def _by_segment(rows, instant, span, **sums) -> dict[Segment, list[np.ndarray]]:
    """Sums by day of everything, of each department, and of each category in it. One statement."""
    days = rows.filter(span.within(instant)).annotate(day=TruncDay(instant, tzinfo=span.zone)).order_by()
    length = (span.last - span.first).days + 1
    found = defaultdict(lambda: [np.zeros(length) for _ in sums])
    for row in days.values("department_key", "category_key", "day").annotate(**sums):
        day = (row["day"].date() - span.first).days
        for segment in _segments(row["department_key"] or "", row["category_key"] or ""):
            for place, name in enumerate(sums):
                found[segment][place][day] += row[name] or 0
    return {segment: arrays for segment, arrays in found.items() if arrays[0].sum() >= FEWEST}


def _segments(department, category):
    yield Segment()
    yield Segment("department", department, department)
    if category:
        yield Segment("category", category, department)


def _tickets():
    return Ticket.objects.annotate(department_key=Lower("department"), category_key=F("category"))


def _volume(span):
    found = _by_segment(_tickets(), "created_at", span, n=Count("pk"))
    return {segment: Counts(counts) for segment, (counts,) in found.items()}


def _resolution(span, now):
    seconds = Greatest(F("resolution"), Value(SHORTEST), output_field=FloatField())
    rows = ticket_facts(_tickets(), now).annotate(log=Ln(seconds, output_field=FloatField()))
    sums = {"n": Count("pk"), "total": Sum("log"), "squares": Sum(F("log") * F("log"))}
    found = _by_segment(rows, "resolved_at", span, **sums)
    return {segment: Times(*arrays) for segment, arrays in found.items()}


def _breach(span, now):
    rows = ticket_facts(_tickets(), now)
    sums = {"n": Count("pk"), "late": Count("pk", filter=Q(late_at__isnull=False))}
    found = _by_segment(rows, "decided_at", span, **sums)
    return {segment: Shares(*arrays) for segment, arrays in found.items()}


def _reopen(span):
    ticket = Ticket.objects.filter(pk=OuterRef("target_id"))
    actions = ("task.completed", "task.reopened")
    rows = AuditEvent.objects.filter(target_type="ticket", action__in=actions).annotate(
        department_key=Lower(Subquery(ticket.values("department")[:1])),
        category_key=Subquery(ticket.values("category")[:1]),
    )
    done, again = (Count("pk", filter=Q(action=action)) for action in actions)
    found = _by_segment(rows, "at", span, n=done, again=again)
    return {segment: Shares(n, np.minimum(again, n), 5.0) for segment, (n, again) in found.items()}


def _load(span):
    """Assignments of people who had work before the days that are watched: a beginner is no anomaly."""
    by_agent = record.by_day(TaskItem.objects.filter(user__isnull=False), "created_at", span, "user")
    busiest = sorted(by_agent, key=lambda user: -by_agent[user].counts.sum())[:MOST_AGENTS]
    return {
        Segment("agent", user): Counts(by_agent[user].counts)
        for user in busiest
        if by_agent[user].counts[:-WATCHED].sum() >= FEWEST
    }


@transaction.atomic
def _keep(measure, found: Finding, span, now) -> bool:
    """Store a finding: the one already known of the same segment and days, or a new one."""
    segment = found.segment
    first, last = span.first + found.first * DAY, span.first + found.last * DAY
    who = {"measure": measure, "dimension": segment.dimension, "segment": str(segment.value)}
    who["department"] = segment.department
    sizes = {"expected": found.expected, "observed": found.observed, "score": found.score}
    stretch = {"first_day": first, "last_day": last}
    known = Anomaly.objects.filter(**who, first_day__lte=last, last_day__gte=first)
    if known.update(**sizes, **stretch):
        return False
    Anomaly.objects.create(**who, **sizes, **stretch, label=_label(segment), found_at=now)
    return True


def _label(segment) -> str:
    """What the segment is called; "" for everything."""
    if segment.dimension == "agent":
        return User.objects.get(pk=segment.value).full_name
    if segment.dimension:
        rows = record.tickets(segment.department).values_list("department", flat=True)
        department = rows.first() or segment.department
        return department if segment.dimension == "department" else f"{department} / {segment.value}"
    return ""
