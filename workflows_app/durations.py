"""Durations as `HH:MM:SS` with as many hours as needed, the way the REST API and forms write them."""

import re
from datetime import timedelta

from django.utils.translation import gettext as _

MAX_HOURS = 999_999
SHAPE = re.compile(r"([0-9]{1,6}):([0-5][0-9]):([0-5][0-9])")


def parse(text: str) -> timedelta:
    """The duration that `72:00:00` says. Raises ValueError with a sentence for people."""
    match = SHAPE.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            _("A duration is written HH:MM:SS, such as 72:00:00, with at most %(n)d hours.")
            % {"n": MAX_HOURS}
        )
    hours, minutes, seconds = map(int, match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def text(duration: timedelta | None) -> str | None:
    """`72:00:00` for three days; None for no duration. Fractions of a second are left out."""
    if duration is None:
        return None
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def words(duration: timedelta) -> str:
    """`72 h`, `1 h 30 min`, `45 s`: a duration for people. Hours are not gathered into days, since a day
    of business time has as many hours as the calendar gives it."""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, _("%(n)d h")), (minutes, _("%(n)d min")), (seconds, _("%(n)d s")))
    return " ".join(pattern % {"n": n} for n, pattern in parts if n) or _("none")
