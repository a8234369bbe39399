"""Stretches of time that a report is about, in whole days of the viewer's zone unless instants are given."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)
DAYS = {"today": 1, "7d": 7, "30d": 30, "90d": 90, "365d": 365}
USUAL = "30d"
EARLIEST = "2000-01-01"
LABELS = [
    ("today", _("Today")),
    ("7d", _("7 days")),
    ("30d", _("30 days")),
    ("90d", _("90 days")),
    ("365d", _("12 months")),
]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
UNITS = ("hour", "day", "week", "month")
MOST_BUCKETS = 400
YEARS = range(1970, 2200)  # so that a period before, or after, is always a period too


@dataclass(frozen=True)
class Period:
    """From `start` until before `end`. `zone` is the viewer's; days, weeks and hours are counted in it."""

    start: datetime
    end: datetime
    zone: tzinfo

    @property
    def days(self) -> int:
        """How many days of the calendar it touches, at least one."""
        last = (self.end - timedelta(microseconds=1)).astimezone(self.zone).date()
        return max((last - self.start.astimezone(self.zone).date()).days + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that it touches."""
        return self.start.astimezone(self.zone).date() + (self.days - 1) * DAY

    def before(self, now: datetime) -> "Period":
        """The period of the same length before this one, cut off where this one is cut off by `now`."""
        until = max(min(self.end, now), self.start)
        return Period(self._earlier(self.start), self._earlier(until), self.zone)

    def _earlier(self, at: datetime) -> datetime:
        return (at.astimezone(self.zone).replace(tzinfo=None) - self.days * DAY).replace(tzinfo=self.zone)

    def unit(self) -> str:
        """The unit in which a trend over the period is easy to read."""
        if self.days <= 2:
            return "hour"
        return "day" if self.days <= 62 else "week" if self.days <= 400 else "month"

    def fitting(self, unit: str) -> str:
        """`unit`, or the next coarser one of which the period has not too many."""
        most = {"hour": MOST_BUCKETS / 24, "day": MOST_BUCKETS, "week": MOST_BUCKETS * 7}
        return next((u for u in UNITS[UNITS.index(unit) :] if self.days < most.get(u, math.inf)), "month")

    def buckets(self, unit: str) -> list[datetime]:
        """The beginnings of the hours, days, weeks or months that the period touches."""
        found, at = [], floor(self.start.astimezone(self.zone), unit)
        while at < self.end:
            found.append(at)
            at = following(at, unit)
        return found


def named(name: str, now: datetime, zone: tzinfo) -> Period:
    """One of DAYS, ending with the present day."""
    today = now.astimezone(zone).date()
    return of_days(today - (DAYS[name] - 1) * DAY, today, zone)


def of_days(first: date, last: date, zone: tzinfo) -> Period:
    """From the beginning of `first` to the end of `last`."""
    return Period(midnight(first, zone), midnight(last + DAY, zone), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When `day` begins in `zone`."""
    return datetime.combine(day, time(), zone)


def read_edge(text: str, zone: tzinfo, *, last: bool) -> datetime:
    """An edge of a period: a day (the last one whole), or an instant, in YEARS. ValueError for neither."""
    is_day = DATE.fullmatch(text)
    at = datetime.fromisoformat(text.replace(" ", "+"))
    if at.year not in YEARS:
        raise ValueError
    if is_day:
        return midnight(at.date() + DAY if last else at.date(), zone)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def floor(at: datetime, unit: str) -> datetime:
    """The beginning of the hour, day, week (Monday) or month of `at`, by its own zone."""
    if unit == "hour":
        return at.replace(minute=0, second=0, microsecond=0)
    at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return at - at.weekday() * DAY
    return at.replace(day=1) if unit == "month" else at


def following(at: datetime, unit: str) -> datetime:
    """The beginning of the next unit after the one at `at`; days are as long as the clock makes them."""
    if unit == "hour":
        utc = at.astimezone(UTC) + timedelta(hours=1)
        return utc.astimezone(at.tzinfo)
    if unit == "month":
        return (at + 32 * DAY).replace(day=1)
    return at + (7 * DAY if unit == "week" else DAY)
