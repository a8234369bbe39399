"""The time zone in which a person reads times."""

from zoneinfo import ZoneInfo

from django.conf import settings


def zone_of(user) -> ZoneInfo:
    """The zone that `user` chose, else (and for a stranger or None) the site's."""
    return ZoneInfo(getattr(user, "time_zone", "") or settings.TIME_ZONE)
