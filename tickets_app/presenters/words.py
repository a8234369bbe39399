"""Times and durations in words, in the person's time zone."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def duration(amount: timedelta) -> str:
    """`1 h 20`, `12 min`, `under 1 min`: days are left out, since a business day has no fixed length."""
    minutes = int(abs(amount) // MINUTE)
    if minutes < 1:
        return _("under 1 min")
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if not minutes or hours >= 100:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": minutes}


def ago(at: datetime, now: datetime) -> str:
    """How long ago `at` was: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then its date."""
    passed = now - at
    if passed < MINUTE:
        return _("just now")
    if passed < HOUR:
        count = passed // MINUTE
        return ngettext("%(count)d min ago", "%(count)d min ago", count) % {"count": count}
    if passed < DAY:
        count = passed // HOUR
        return ngettext("%(count)d h ago", "%(count)d h ago", count) % {"count": count}
    count = passed // DAY
    if count <= 30:
        return ngettext("%(count)d day ago", "%(count)d days ago", count) % {"count": count}
    return day(at, now)


def exact(at: datetime) -> str:
    """`Tue 24 Nov 2026, 14:30:05 CET`: for a title, where nothing may be left out."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'D j M Y')}, {date_format(local, 'H:i:s')} {local.tzname()}"


def clock_time(at: datetime, now: datetime) -> str:
    """`14:30` on the present day, else `Tue 24 Nov, 14:30`, with the year where it is another one."""
    local = timezone.localtime(at)
    time = date_format(local, "H:i")
    if local.date() == timezone.localtime(now).date():
        return time
    return f"{day(at, now)}, {time}"


def day(at: datetime, now: datetime) -> str:
    """`Tue 24 Nov`, with the year where it is not the present one."""
    local = timezone.localtime(at)
    return date_format(local, "D j M" if local.year == timezone.localtime(now).year else "D j M Y")
