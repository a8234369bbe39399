"""The value "business calendar": a time zone, weekly hours, public holidays and own closed days.

A calendar is checked when it is made, so whoever holds one need not check it again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import available_timezones

import holidays
import holidays.countries  # asking for one loads all, a tenth of a second: better now than in a request
from django.utils.translation import gettext as _

DAY_MINUTES = 24 * 60
MAX_SPANS_A_DAY = 48
MAX_CLOSED_DAYS = 2000

Spans = tuple[tuple[int, int], ...]
FULL_DAY: Spans = ((0, DAY_MINUTES),)
FULL_WEEK: tuple[Spans, ...] = (FULL_DAY,) * 7
KEYS = frozenset({"time_zone", "weekly", "country", "subdivision", "closed"})


class CalendarError(ValueError):
    """A calendar that cannot be; `field` is time_zone, weekly, weekly.0 to weekly.6, country,
    subdivision or closed."""

    def __init__(self, field_name: str, message: str):
        super().__init__(message)
        self.field = field_name
        self.message = message


@dataclass(frozen=True)
class BusinessCalendar:
    """When work is done. Weekday 0 is Monday; spans are local minutes of the day, end excluded
    (1440 is midnight at the day's end), in order and not overlapping. A country without
    subdivision has only its nation-wide holidays. Raises CalendarError.
    """

    time_zone: str = "UTC"
    weekly: tuple[Spans, ...] = FULL_WEEK
    country: str = ""
    subdivision: str = ""
    closed: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self):
        _check_zone(self.time_zone)
        _check_weekly(self.weekly)
        _check_country(self.country, self.subdivision)

    @property
    def always_open(self) -> bool:
        """Whether this is a 24x7 calendar, on which business time is plain time."""
        return self.weekly == FULL_WEEK and not self.country and not self.closed

    def spans_on(self, day: date) -> Spans:
        """The open spans of a local date, in minutes of that day."""
        if day in self.closed or (self.country and day in holiday_names(self, day.year)):
            return ()
        return self.weekly[day.weekday()]

    @classmethod
    def from_data(cls, data: Mapping) -> "BusinessCalendar":
        """The calendar described by JSON data of the shape that `to_data` gives. A weekday that
        is left out is closed; no `weekly` at all means 24x7. Raises CalendarError."""
        if not isinstance(data, Mapping):
            raise CalendarError("calendar", _("A calendar is an object."))
        for key in data:
            if key not in KEYS:
                raise CalendarError(str(key), _("A calendar has no field of this name."))
        return cls(
            time_zone=_text(data, "time_zone") or "UTC",
            weekly=_parse_weekly(data["weekly"]) if data.get("weekly") is not None else FULL_WEEK,
            country=_text(data, "country"),
            subdivision=_text(data, "subdivision"),
            closed=_parse_closed(data.get("closed") or []),
        )

    def to_data(self) -> dict:
        """JSON data that `from_data` turns into an equal calendar."""
        return {
            "time_zone": self.time_zone,
            "weekly": {
                str(weekday): [[clock(start), clock(end)] for start, end in spans]
                for weekday, spans in enumerate(self.weekly)
                if spans
            },
            "country": self.country,
            "subdivision": self.subdivision,
            "closed": sorted(day.isoformat() for day in self.closed),
        }


def clock(minute: int) -> str:
    """A minute of the day as HH:MM (24:00 for the day's end)."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def holiday_names(calendar: BusinessCalendar, year: int) -> Mapping[date, str]:
    """Public holidays of the calendar's country (and subdivision) in a year, with their names."""
    return _holidays(calendar.country, calendar.subdivision, year) if calendar.country else {}


@lru_cache(maxsize=1)
def countries() -> Mapping[str, list[str]]:
    """Country codes that holidays are known for, each with the codes of its subdivisions."""
    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """Names of the time zones that a calendar may use."""
    return frozenset(available_timezones() - {"localtime"})


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def _check_zone(name: str) -> None:
    if name not in time_zones():
        raise CalendarError("time_zone", _("“%(name)s” is not a known time zone.") % {"name": name})


def _check_country(country: str, subdivision: str) -> None:
    if country and country not in countries():
        raise CalendarError("country", _("No holidays are known for “%(name)s”.") % {"name": country})
    if subdivision and subdivision not in countries().get(country, ()):
        message = _("“%(name)s” is not a subdivision of the country chosen.") % {"name": subdivision}
        raise CalendarError("subdivision", message)


def _check_weekly(weekly: tuple[Spans, ...]) -> None:
    if len(weekly) != 7:
        raise CalendarError("weekly", _("A week has seven days."))
    for weekday, spans in enumerate(weekly):
        _check_day(f"weekly.{weekday}", spans)


def _check_day(field_name: str, spans: Spans) -> None:
    if len(spans) > MAX_SPANS_A_DAY:
        raise CalendarError(field_name, _("A day has too many spans."))
    reached = 0
    for start, end in spans:
        if not 0 <= start < end <= DAY_MINUTES:
            raise CalendarError(
                field_name, _("A span must end after it starts, on the same day (24:00 is its end).")
            )
        if start < reached:
            raise CalendarError(field_name, _("The spans of a day must be in order and not overlap."))
        reached = end


def _text(data: Mapping, key: str) -> str:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise CalendarError(key, _("This must be text."))
    return value or ""


def _parse_weekly(data: object) -> tuple[Spans, ...]:
    if not isinstance(data, Mapping):
        raise CalendarError("weekly", _("Weekly hours are an object of weekdays “0” (Monday) to “6”."))
    for key in data:
        if key not in {"0", "1", "2", "3", "4", "5", "6"}:
            raise CalendarError("weekly", _("Weekdays are “0” (Monday) to “6” (Sunday)."))
    return tuple(_parse_day(f"weekly.{weekday}", data.get(str(weekday), [])) for weekday in range(7))


def _parse_day(field_name: str, data: object) -> Spans:
    if not isinstance(data, list | tuple):
        raise CalendarError(field_name, _("The spans of a day are a list."))
    if len(data) > MAX_SPANS_A_DAY:
        raise CalendarError(field_name, _("A day has too many spans."))
    return tuple(sorted(_parse_span(field_name, item) for item in data))


def _parse_span(field_name: str, item: object) -> tuple[int, int]:
    if not isinstance(item, list | tuple) or len(item) != 2:
        raise CalendarError(field_name, _("A span is a pair of times, such as 09:00 and 17:00."))
    return _minute(field_name, item[0]), _minute(field_name, item[1])


def _minute(field_name: str, text: object) -> int:
    match = re.fullmatch(r"([0-9]{2}):([0-5][0-9])", text) if isinstance(text, str) else None
    if match is None or int(match[1]) * 60 + int(match[2]) > DAY_MINUTES:
        raise CalendarError(field_name, _("A time is written HH:MM, from 00:00 to 24:00."))
    return int(match[1]) * 60 + int(match[2])


def _parse_closed(data: object) -> frozenset[date]:
    if not isinstance(data, list | tuple) or len(data) > MAX_CLOSED_DAYS:
        message = _("Closed days are a list of at most %(count)d dates.") % {"count": MAX_CLOSED_DAYS}
        raise CalendarError("closed", message)
    return frozenset(_parse_date(item) for item in data)


def _parse_date(text: object) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        message = _("“%(text)s” is not a date written YYYY-MM-DD.") % {"text": text}
        raise CalendarError("closed", message) from error
