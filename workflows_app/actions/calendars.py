"""Making calendars and changing what they say. The content is live: clocks follow it from the change on."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tts.accounts.access import standing
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.business_calendar import BusinessCalendar, CalendarError
from tts.core.errors import Forbidden, Invalid, NotFound
from tts.core.hooks import Hook
from workflows_app.models import Calendar, CalendarRevision

TARGET = "calendar"
LONGEST_NAME = 64

# Called as calendar_changed(calendar=..., at=...) in the transaction in which its hours changed.
calendar_changed = Hook()


@transaction.atomic
def create_calendar(actor: Actor, name: str, data: dict, *, at: datetime | None = None) -> Calendar:
    """A new calendar: administrators. `data` has the shape of BusinessCalendar.to_data.

    Raises Forbidden; Invalid naming `name` or the field of the data that is wrong.
    """
    at = at or timezone.now()
    _check_may_change(actor)
    calendar = Calendar(name=_checked_name(name), data=_checked(data))
    _save(calendar)
    CalendarRevision.objects.create(calendar=calendar, data=calendar.data, in_force_from=at)
    after = {"name": calendar.name, "data": calendar.data}
    record(actor, "calendar.created", TARGET, calendar.pk, at=at, after=after)
    return calendar


@transaction.atomic
def change_calendar(
    actor: Actor, calendar_id: int, name: str, data: dict, *, at: datetime | None = None
) -> Calendar:
    """Rename a calendar and change its hours: administrators. Saving what is stored changes nothing.

    From `at` (now) on the clocks of its workflows count by the new hours. Raises as `create_calendar`, and
    NotFound.
    """
    at = at or timezone.now()
    _check_may_change(actor)
    calendar = Calendar.objects.select_for_update().filter(pk=calendar_id).first()
    if calendar is None:
        raise NotFound
    values = {"name": _checked_name(name), "data": _checked(data)}
    before = {key: getattr(calendar, key) for key, value in values.items() if getattr(calendar, key) != value}
    if not before:
        return calendar
    if "data" in before:
        _revise(calendar, values["data"], at)
    calendar.name, calendar.data = values["name"], values["data"]
    _save(calendar)
    after = {key: values[key] for key in before}
    record(actor, "calendar.changed", TARGET, calendar.pk, at=at, before=before, after=after)
    if "data" in before:
        calendar_changed(calendar=calendar, at=at)
    return calendar


def _check_may_change(actor):
    if actor.user is not None and not standing(actor.user).is_admin:
        raise Forbidden(_("Only administrators can change calendars."))


def _checked_name(name) -> str:
    name = name.strip()
    if not name:
        raise Invalid({"name": [_("Give it a name.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": [_("At most %(n)d characters.") % {"n": LONGEST_NAME}]})
    return name


def _checked(data) -> dict:
    try:
        return BusinessCalendar.from_data(data).to_data()
    except CalendarError as error:
        raise Invalid({error.field: [error.message]}) from error


def _revise(calendar, data, at):
    if not CalendarRevision.objects.filter(calendar=calendar).exists():
        CalendarRevision.objects.create(calendar=calendar, data=calendar.data, in_force_from=at)
    CalendarRevision.objects.create(calendar=calendar, data=data, in_force_from=at)


def _save(calendar):
    """Save; of two who take one name at the same moment, the later is told."""
    try:
        with transaction.atomic():
            calendar.save()
    except IntegrityError as error:
        raise Invalid({"name": [_("There is a calendar of this name already.")]}) from error
