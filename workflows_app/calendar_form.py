"""The form of a calendar: hours as people write them, `09:00-12:00, 13:00-17:00`."""

import re
from collections.abc import Iterator

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tts.core.business_calendar import BusinessCalendar, CalendarError, countries, time_zones

DAYS = [f"day_{weekday}" for weekday in range(7)]
OFFICE = "09:00-17:00"


class CalendarForm(forms.Form):
    """What a calendar says. `data` is what actions take; `calendar` the calendar it makes."""

    name = forms.CharField(label=_("Name"), max_length=64)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    country = forms.ChoiceField(
        label=_("Public holidays of"), required=False, help_text=_("They are closed days.")
    )
    subdivision = forms.ChoiceField(label=_("Region"), required=False)
    closed = forms.CharField(
        label=_("Own closed days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dates such as 2026-12-24, one a line."),
    )

    def __init__(self, data=None, *, calendar: BusinessCalendar | None = None, name="", **kwargs):
        super().__init__(data, initial=_initial(calendar, name), **kwargs)
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(time_zones())]
        self.fields["country"].choices = [("", _("None")), *((code, code) for code in sorted(countries()))]
        regions = countries().get(str(self["country"].value() or ""), [])
        self.fields["subdivision"].choices = [
            ("", _("The whole country")),
            *((r, r) for r in sorted(regions)),
        ]
        for weekday, day in enumerate(DAYS):
            self.fields[day] = forms.CharField(label=WEEKDAYS[weekday], required=False, max_length=500)

    @property
    def days(self) -> list:
        """The fields of the weekdays, Monday first."""
        return [self[day] for day in DAYS]

    def data_of(self) -> dict:
        """The calendar's data as typed, once the form is valid; hours that are no hours stay as they are."""
        typed = self.cleaned_data
        return {
            "time_zone": typed["time_zone"],
            "country": typed["country"],
            "subdivision": typed["subdivision"],
            "closed": re.split(r"[\s,;]+", typed["closed"].strip()) if typed["closed"].strip() else [],
            "weekly": {str(weekday): list(_spans(typed[day])) for weekday, day in enumerate(DAYS)},
        }

    def made(self) -> BusinessCalendar | None:
        """The calendar that was typed; None, with the errors beside their fields, where it is none."""
        if not self.is_valid():
            return None
        try:
            return BusinessCalendar.from_data(self.data_of())
        except CalendarError as error:
            self.add_error(field_of(error.field), error.message)
            return None


def field_of(name: str) -> str | None:
    """The field of the form that stands for one of a calendar's data: `weekly.0` is Monday."""
    if name.startswith("weekly."):
        return DAYS[int(name.removeprefix("weekly."))]
    return name if name in CalendarForm.base_fields else None


def _spans(text) -> Iterator[list[str]]:
    """`9:00-12:00, 13:00-17:00` as pairs of times; what is no pair is left for the calendar to refuse."""
    for part in filter(None, re.split(r"[,;]", text)):
        ends = [end.strip() for end in re.split(r"\s*[-\u2013\u2014]\s*", part.strip())]
        yield [f"0{end}" if re.fullmatch(r"\d:\d\d", end) else end for end in ends]


def _initial(calendar, name) -> dict:
    if calendar is None:
        office = dict.fromkeys(DAYS[:5], OFFICE)
        return {"time_zone": "UTC", **office}
    data = calendar.to_data()
    weekly = {
        day: ", ".join("-".join(span) for span in data["weekly"].get(str(weekday), []))
        for weekday, day in enumerate(DAYS)
    }
    texts = {key: data[key] for key in ("time_zone", "country", "subdivision")}
    return {"name": name, "closed": "\n".join(data["closed"]), **texts, **weekly}
