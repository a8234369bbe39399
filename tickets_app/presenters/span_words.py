"""What the parts of a clock say: `09:00 to 12:10: ran 3 h 10`. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets_app.clocks import ZERO
from tickets_app.models.task import TaskStatus
from tickets_app.presenters import words
from tickets_app.presenters.spans import OFF, PAUSED, RUNNING, Phase, Stretch

Part = Stretch | Phase
A_NIGHT = timedelta(hours=18)


def kind_of(part: Part) -> str:
    """RUNNING, OFF or PAUSED."""
    if isinstance(part, Stretch):
        return part.kind
    return RUNNING if part.running else PAUSED


def told(part: Part) -> str:
    """What happened in `part`, and for how long."""
    if isinstance(part, Phase) and part.running:
        return _ran_between(part)
    return {RUNNING: _ran, OFF: _closed, PAUSED: _paused}[kind_of(part)](part)


def dated(part: Part, now: datetime) -> str:
    """`told`, with from when to when."""
    facts = {
        "start": words.clock_time(part.start, now),
        "end": _end(part.start, part.end, now),
        "words": told(part),
    }
    return _("%(start)s to %(end)s: %(words)s") % facts


def _end(start, end, now) -> str:
    """The end; of the same day as the start, its time alone."""
    time = words.clock_time(end, end)
    same = timezone.localtime(start).date() == timezone.localtime(end).date()
    return time if same else f"{words.day(end, now)}, {time}"


def _ran(part) -> str:
    return _("ran %(time)s") % {"time": words.duration(part.counted)}


def _ran_between(phase: Phase) -> str:
    ran = sum(part.kind == RUNNING for part in phase.stretches)
    facts = {"time": words.duration(phase.counted), "count": ran, "closed": words.duration(phase.closed)}
    if not phase.closed:
        return _ran(phase)
    text = ngettext(
        "ran %(time)s; closed %(closed)s", "ran %(time)s in %(count)d parts; closed %(closed)s", ran
    )
    return text % facts


def _closed(part) -> str:
    length = part.end - part.start
    first, last = timezone.localtime(part.start).date(), timezone.localtime(part.end).date()
    if first < last and length < A_NIGHT:
        return _("closed overnight, %(time)s") % {"time": words.duration(length)}
    return _("closed %(time)s") % {"time": words.duration(length)}


def _paused(part) -> str:
    facts = {"time": words.duration(part.end - part.start), "reason": reason(part.reason)}
    return _("paused %(time)s: %(reason)s") % facts


def reason(text: str) -> str:
    """Why a clock stood: what was written, or the status that stopped it."""
    return str(TaskStatus(text).label) if text in TaskStatus.values else text


def stood(phases: Iterable[Phase]) -> str:
    """For how long in all, and for which reasons, a clock stood."""
    length = sum((phase.end - phase.start for phase in phases), ZERO)
    reasons = "; ".join(dict.fromkeys(reason(phase.reason) for phase in phases))
    return _("paused %(time)s (%(reason)s)") % {"time": words.duration(length), "reason": reasons}


def reached(share: float, at: datetime, now: datetime) -> str:
    """When `share` of a clock is or was used; all of it is when it is due."""
    facts = {"percent": round(share * 100), "when": words.clock_time(at, now)}
    if share >= 1:
        return (_("breached %(when)s") if at <= now else _("due %(when)s")) % facts
    return _("%(percent)d %% used: %(when)s") % facts


def retargeted(before: timedelta | None, after: timedelta | None, at: datetime, now: datetime) -> str:
    """That another target came into force."""
    facts = {"before": _target(before), "after": _target(after), "when": words.clock_time(at, now)}
    return _("%(when)s: target changed from %(before)s to %(after)s") % facts


def _target(duration) -> str:
    return _("none") if duration is None else words.duration(duration)
