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


def business_calendar(calendar: Calendar | None) -> BusinessCalendar:
    """The pure calendar of `calendar`; 24x7 for None."""
    return ALWAYS if calendar is None else calendar.business
