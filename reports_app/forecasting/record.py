"""What the database holds, as counts per day and figures per week. Each is one statement, grouped there, so
memory grows with days, not with tickets."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Lower, TruncDay, TruncWeek

from reports_app.figures import bin_of, quantile
from reports_app.forecast.series import DAY, Daily, filled
from reports_app.periods import midnight
from reports_app.subjects import ticket_facts
from tickets_app.models import Ticket
from tts.accounts.zones import zone_of
from workflows_app.models import Calendar

SILENCE = 28 * DAY
DAYS_BACK = 730
WEEKS_BACK = 52
MOST_DEPARTMENTS = 20
RECENT = 90 * DAY


@dataclass(frozen=True)
class Span:
    """Whole days, from `first` to `last`, in the site's zone."""

    first: date
    last: date
    zone: ZoneInfo

    def within(self, instant: str) -> Q:
        """Rows whose `instant` lies in it."""
        start, end = midnight(self.first, self.zone), midnight(self.last + DAY, self.zone)
        return Q(**{f"{instant}__gte": start, f"{instant}__lt": end})

    def lately(self, length: timedelta) -> "Span":
        """Its last days."""
        return Span(max(self.first, self.last - length + DAY), self.last, self.zone)


def recorded(now: datetime, days: int = DAYS_BACK) -> Span | None:
    """The days to learn from: up to yesterday, or, where the record broke off more than four weeks ago (a
    replayed log), to its last day. None without any whole day."""
    zone = zone_of(None)
    today = midnight(now.astimezone(zone).date(), zone)
    newest = Ticket.objects.filter(created_at__lt=today).aggregate(Max("created_at"))["created_at__max"]
    if newest is None:
        return None
    newest_day = newest.astimezone(zone).date()
    yesterday = today.date() - DAY
    last = newest_day if newest_day < yesterday - SILENCE else yesterday
    span = Span(last - (days - 1) * DAY, last, zone)
    oldest = Ticket.objects.filter(span.within("created_at")).aggregate(Min("created_at"))["created_at__min"]
    return Span(oldest.astimezone(zone).date(), last, zone)


def tickets(department: str = "") -> QuerySet[Ticket]:
    """All tickets, or those of a department (in lower case)."""
    rows = Ticket.objects.alias(department_name=Lower("department")).order_by()
    return rows.filter(department_name=department) if department else rows


def departments(span: Span) -> list[tuple[str, str]]:
    """(name in lower case, name) of those with most tickets of late."""
    rows = tickets().filter(span.lately(RECENT).within("created_at")).annotate(key=F("department_name"))
    counted = rows.values("key").annotate(label=Min("department"), n=Count("pk")).order_by("-n", "key")
    return [(row["key"], row["label"]) for row in counted[:MOST_DEPARTMENTS]]


def by_day(rows: QuerySet, instant: str, span: Span, key: str) -> dict[object, Daily]:
    """The counts per day of each value of the column `key` of rows whose `instant` lies in `span`."""
    kept = rows.filter(span.within(instant)).annotate(day=TruncDay(instant, tzinfo=span.zone)).order_by()
    counted = defaultdict(dict)
    for value, day, count in kept.values_list(key, "day").annotate(Count("pk")):
        counted[value][day.date()] = count
    return {value: filled(found, span.first, span.last) for value, found in counted.items()}


def arrivals(department: str, span: Span) -> Daily:
    """How many tickets came on each day."""
    kept = tickets(department).filter(span.within("created_at"))
    days = kept.annotate(day=TruncDay("created_at", tzinfo=span.zone)).values_list("day")
    return filled({day.date(): n for day, n in days.annotate(Count("pk"))}, span.first, span.last)


def mondays(span: Span) -> list[date]:
    """The beginnings of the whole weeks of the last year of `span`."""
    end = span.last + DAY - timedelta(days=(span.last + DAY).weekday())
    weeks = min((end - span.first).days // 7, WEEKS_BACK)
    return [end - timedelta(weeks=back) for back in range(weeks, 0, -1)]


def weeks_of(span: Span) -> Span | None:
    """The days of the whole weeks; None where there is none."""
    begins = mondays(span)
    return Span(begins[0], begins[-1] + 6 * DAY, span.zone) if begins else None


def counts_by_week(rows: QuerySet, instant: str, span: Span, key: str) -> dict[object, dict[date, int]]:
    """How many rows of each value of `key` fall into each week (by its Monday)."""
    kept = rows.filter(span.within(instant)).annotate(week=TruncWeek(instant, tzinfo=span.zone)).order_by()
    found = defaultdict(dict)
    for value, week, count in kept.values_list(key, "week").annotate(Count("pk")):
        found[value][week.date()] = count
    return found


def resolution_quantiles(department: str, span: Span, now: datetime, levels) -> dict[float, np.ndarray]:
    """For each level the quantile in seconds of the tickets resolved in each whole week; NaN for none."""
    known = ticket_facts(tickets(department), now).filter(span.within("resolved_at"))
    rows = known.annotate(
        week=TruncWeek("resolved_at", tzinfo=span.zone), bin=bin_of("resolution")
    ).order_by()
    bins = defaultdict(dict)
    for week, number, count in rows.values_list("week", "bin").annotate(Count("pk")):
        bins[week.date()][int(number)] = count
    begins = mondays(span)
    return {
        level: np.array([quantile(bins[begin], level) or np.nan for begin in begins], float)
        for level in levels
    }


def shares_late(department: str, span: Span, now: datetime) -> np.ndarray:
    """Of the tickets decided in each whole week, the share that missed their target; NaN for none."""
    known = ticket_facts(tickets(department), now).filter(span.within("decided_at"))
    rows = known.annotate(week=TruncWeek("decided_at", tzinfo=span.zone)).order_by().values_list("week")
    counted = rows.annotate(n=Count("pk"), late=Count("pk", filter=Q(late_at__isnull=False)))
    found = {week.date(): late / n for week, n, late in counted}
    return np.array([found.get(begin, np.nan) for begin in mondays(span)])


def holidays(span: Span, days_ahead: int) -> np.ndarray:
    """Whether each day of `span` and so many after it is closed by a calendar that is open on its weekday."""
    calendars = [calendar.business for calendar in Calendar.objects.all()]
    length = (span.last - span.first).days + 1 + days_ahead
    every = [span.first + i * DAY for i in range(length)]
    return np.array([any(_closes(one, day) for one in calendars) for day in every], dtype=bool)


def _closes(calendar, day) -> bool:
    return bool(calendar.weekly[day.weekday()]) and not calendar.spans_on(day)
