from django.db import models
from django.utils.translation import gettext_lazy as _

from tts.core.business_time import ALWAYS, BusinessCalendar


class Calendar(models.Model):
    """When clocks run: weekly hours, holidays, time zone. A workflow without one runs 24x7."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    data = models.JSONField(help_text="the shape of tts.core.business_time.BusinessCalendar.to_data")

    def __str__(self):
        return self.name

    @property
    def business(self) -> BusinessCalendar:
        return BusinessCalendar.from_data(self.data)


class CalendarRevision(models.Model):
    """What a calendar was from `in_force_from` until its next revision; the first one from ever.

    A calendar that never changed has none.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="revisions")
    data = models.JSONField()
    in_force_from = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.calendar_id} from {self.in_force_from}"


def business_calendar(calendar: Calendar | None) -> BusinessCalendar:
    """The pure calendar of `calendar`; 24x7 for None."""
    return ALWAYS if calendar is None else calendar.business
