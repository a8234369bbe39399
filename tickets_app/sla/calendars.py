"""Calendars over time: the content of a calendar is live, and each change of it is an event."""

from collections import defaultdict
from collections.abc import Collection

from tickets_app.clocks import EVER, CalendarHistory
from tts.core.business_time import ALWAYS, BusinessCalendar
from workflows_app.models import Calendar, CalendarRevision


def history_of(calendar: Calendar | None) -> CalendarHistory:
    """What `calendar` (None: 24x7) was at each time."""
    if calendar is None:
        return CalendarHistory.of(ALWAYS)
    revisions = CalendarRevision.objects.filter(calendar=calendar).order_by("pk")
    return _history(calendar, list(revisions))


def histories_of(calendars: Collection[Calendar]) -> dict[int | None, CalendarHistory]:
    """`history_of` each of `calendars`, by id; under None that of no calendar. One statement."""
    revisions = defaultdict(list)
    for revision in CalendarRevision.objects.filter(calendar__in=calendars).order_by("pk"):
        revisions[revision.calendar_id].append(revision)
    found = {calendar.pk: _history(calendar, revisions[calendar.pk]) for calendar in calendars}
    return {None: CalendarHistory.of(ALWAYS), **found}


def _history(calendar, revisions) -> CalendarHistory:
    if not revisions:
        return CalendarHistory.of(calendar.business)
    since = [EVER, *(revision.in_force_from for revision in revisions[1:])]
    contents = (BusinessCalendar.from_data(revision.data) for revision in revisions)
    return CalendarHistory(tuple(zip(since, contents, strict=True)))
