"""When a report is due, by its owner's calendar. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reports_app.mailing.models import ReportMailing

DAY = timedelta(days=1)
Every = ReportMailing.Every


def next_due(every: str, weekday: int, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first instant after `after` at which the clock of `zone` shows `hour` on a day that `every` names.

    An hour that a spring night leaves out is the one after it; of two in autumn it is the first.
    """
    day = after.astimezone(zone).date()
    while True:
        at = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if at > after and _is_named(day, every, weekday):
            return at
        day += DAY


def _is_named(day: date, every, weekday) -> bool:
    if every == Every.WEEK:
        return day.isoweekday() == weekday
    return every == Every.DAY or day.day == 1
