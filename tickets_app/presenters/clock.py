"""What is left of a clock, as a short bar and words, the same everywhere. Pure.

In a list nothing is read for it but the row: while a clock runs, what is left of it is the business
time until it is due, and what is used is the rest of its duration.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets_app.presenters import words
from tts.core import business_time
from tts.core.business_time import BusinessCalendar

OK, WARN, RISK, BREACHED, PAUSED, NONE = "ok", "warn", "risk", "breached", "paused", "none"
THRESHOLDS = (0.8, 0.9)


@dataclass(frozen=True)
class Pause:
    """A clock stands, and why ("" where that is nobody's business)."""

    reason: str = ""


@dataclass(frozen=True)
class ClockView:
    """`percent`: how full the bar is, None for no bar; `at`: the instant that the words speak of."""

    state: str
    words: str
    percent: int | None = None
    at: datetime | None = None
    title: str = ""


def clock_view(
    due: datetime | None,
    duration: timedelta | None,
    calendar: BusinessCalendar,
    now: datetime,
    *,
    pause: Pause | None = None,
    thresholds=THRESHOLDS,
) -> ClockView:
    """The clock that runs out at `due` (None: it stands, or has no target) with `duration` in all."""
    if due is not None and due <= now:
        return _breached(due, now, pause)
    if pause is not None:
        return ClockView(PAUSED, paused_words(pause), title=pause.reason)
    if due is None:
        return ClockView(NONE, _("no target"))
    left = business_time.elapsed(calendar, now, due)
    share = 1 - left / duration if duration else None
    percent = None if share is None else round(min(max(share, 0), 1) * 100)
    text = _("%(time)s left") % {"time": words.duration(left)}
    title = _("Due %(when)s") % {"when": words.exact(due)}
    return ClockView(state_of(share, thresholds), text, percent, due, title)


def _breached(due, now, pause):
    text = _("breached %(ago)s") % {"ago": words.ago(due, now)}
    if pause is not None:
        text = f"{text}, {paused_words(pause)}"
    return ClockView(BREACHED, text, 100, due, _("Was due %(when)s") % {"when": words.exact(due)})


def paused_words(pause: Pause) -> str:
    """`paused: waiting for a part`."""
    return _("paused: %(reason)s") % {"reason": pause.reason} if pause.reason else _("paused")


def state_of(share: float | None, thresholds=THRESHOLDS) -> str:
    """How worrying it is that `share` of a clock is used."""
    if share is None:
        return OK
    if share >= 1:
        return BREACHED
    below = [threshold for threshold in thresholds if threshold < 1]
    passed = sum(share >= threshold for threshold in below)
    if not passed:
        return OK
    return RISK if passed == len(below) > 1 else WARN


def used_words(elapsed: timedelta, duration: timedelta | None) -> str:
    """`2 h 10 of 4 h 48 used`."""
    if duration is None:
        return _("%(used)s used, no target") % {"used": words.duration(elapsed)}
    return _("%(used)s of %(all)s used") % {"used": words.duration(elapsed), "all": words.duration(duration)}
