"""Calendars in words, and what they make of a due time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tickets_app.models import Priority, Recount
from tickets_app.presenters import words
from tts.core import business_time
from tts.core.business_calendar import BusinessCalendar, clock, holiday_names
from workflows_app.models import Calendar, Workflow

HOUR = timedelta(hours=1)
USUAL = {
    Priority.URGENT: 4 * HOUR,
    Priority.HIGH: 24 * HOUR,
    Priority.MEDIUM: 48 * HOUR,
    Priority.LOW: 72 * HOUR,
}
NEXT_HOLIDAYS = 4


@dataclass(frozen=True)
class CalendarRow:
    """A calendar in the list. `hours`: such as `Mon-Fri 09:00-17:00`."""

    calendar: Calendar
    hours: list[str]
    holidays: str
    workflows: list[str]
    recount: Recount | None


def rows(calendars: Iterable[Calendar], recounts: Mapping[int, Recount]) -> list[CalendarRow]:
    """Calendars for the list, each with the workflows that use it."""
    used: dict[int, list[str]] = {}
    for workflow in Workflow.objects.filter(calendar__isnull=False).order_by("name"):
        used.setdefault(workflow.calendar_id, []).append(workflow.name)
    return [_row(calendar, used.get(calendar.pk, []), recounts.get(calendar.pk)) for calendar in calendars]


def _row(calendar, workflows, recount) -> CalendarRow:
    business = calendar.business
    place = "-".join(filter(None, (business.country, business.subdivision)))
    parts = [place] if place else []
    if business.closed:
        parts.append(_("%(count)d own days") % {"count": len(business.closed)})
    return CalendarRow(calendar, hours_words(business), ", ".join(parts), workflows, recount)


def hours_words(calendar: BusinessCalendar) -> list[str]:
    """Weekly hours, days of the same hours together: `Mon-Fri 09:00-17:00`."""
    if calendar.always_open:
        return [_("Around the clock")]
    groups: list[list[int]] = []
    for weekday in range(7):
        if groups and calendar.weekly[groups[-1][0]] == calendar.weekly[weekday]:
            groups[-1].append(weekday)
        else:
            groups.append([weekday])
    return [_group(group, calendar.weekly[group[0]]) for group in groups if calendar.weekly[group[0]]]


def _group(days, spans) -> str:
    names = str(WEEKDAYS_ABBR[days[0]])
    if len(days) > 1:
        names = f"{names}-{WEEKDAYS_ABBR[days[-1]]}"
    return f"{names} {', '.join(f'{clock(start)}-{clock(end)}' for start, end in spans)}"


@dataclass(frozen=True)
class Preview:
    """When tickets of each priority, opened at `opened`, would be due. `rows`: (priority, time, due)."""

    opened: str
    opened_words: str
    workflow_id: int | None
    workflows: list[Workflow]
    rows: list[tuple[str, str, str]]
    holidays: list[tuple[str, str]]
    time_zone: str


def preview(calendar: BusinessCalendar, asked: Mapping, now: datetime) -> Preview:
    """What `calendar` makes of an opening time and the targets of a workflow, both as typed in `asked`."""
    zone = ZoneInfo(calendar.time_zone)
    opened = _opened(asked.get("opened", ""), zone) or _friday_afternoon(now, zone)
    workflows = list(Workflow.objects.exclude(status="archived").order_by("name"))
    chosen = next((row for row in workflows if str(row.pk) == asked.get("workflow", "")), None)
    due = [_due(priority, _duration(chosen, priority), calendar, opened, zone) for priority in USUAL]
    return Preview(
        opened=opened.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        opened_words=_moment(opened, zone),
        workflow_id=chosen.pk if chosen else None,
        workflows=workflows,
        rows=due,
        holidays=_holidays(calendar, opened.astimezone(zone).date()),
        time_zone=calendar.time_zone,
    )


def _opened(text, zone) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None


def _friday_afternoon(now, zone) -> datetime:
    local = now.astimezone(zone)
    friday = local + timedelta(days=(4 - local.weekday()) % 7)
    return friday.replace(hour=16, minute=50, second=0, microsecond=0)


def _duration(workflow, priority) -> timedelta | None:
    return USUAL[priority] if workflow is None else getattr(workflow, f"{priority.value.lower()}_sla")


def _due(priority, duration, calendar, opened, zone) -> tuple[str, str, str]:
    if duration is None:
        return str(priority.label), _("no target"), "-"
    at = business_time.add(calendar, opened, duration)
    due = _("never: it is always closed") if at is None else _moment(at, zone)
    return str(priority.label), words.duration(duration), due


def _moment(at, zone) -> str:
    return date_format(at.astimezone(zone), "l j F Y, H:i")


def _holidays(calendar, day) -> list[tuple[str, str]]:
    found = {**holiday_names(calendar, day.year), **holiday_names(calendar, day.year + 1)}
    coming = sorted((date, name) for date, name in found.items() if date >= day)
    return [(date_format(date, "D j M Y"), name) for date, name in coming[:NEXT_HOLIDAYS]]
