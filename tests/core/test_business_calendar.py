"""Calendars as JSON data, and what is refused, by field."""

from datetime import date

import pytest

from tts.core.business_calendar import FULL_WEEK, BusinessCalendar, CalendarError, countries, holiday_names

DATA = {
    "time_zone": "Europe/Berlin",
    "weekly": {"0": [["09:00", "12:30"], ["13:00", "17:00"]], "6": [["22:00", "24:00"]]},
    "country": "DE",
    "subdivision": "BE",
    "closed": ["2026-12-24"],
}


def test_data_and_calendar_say_the_same():
    calendar = BusinessCalendar.from_data(DATA)
    assert calendar.weekly == (((540, 750), (780, 1020)), (), (), (), (), (), ((1320, 1440),))
    assert calendar.closed == {date(2026, 12, 24)}
    assert calendar.to_data() == DATA
    assert BusinessCalendar.from_data(calendar.to_data()) == calendar


def test_what_is_left_out_is_around_the_clock():
    calendar = BusinessCalendar.from_data({})
    assert calendar == BusinessCalendar("UTC", FULL_WEEK)
    assert calendar.always_open


def test_spans_are_put_in_order():
    calendar = BusinessCalendar.from_data({"weekly": {"1": [["13:00", "17:00"], ["09:00", "12:00"]]}})
    assert calendar.weekly[1] == ((540, 720), (780, 1020))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": 7}, "time_zone"),
        ({"weekly": []}, "weekly"),
        ({"weekly": {"7": []}}, "weekly"),
        ({"weekly": {"0": "09:00"}}, "weekly.0"),
        ({"weekly": {"2": [["09:00"]]}}, "weekly.2"),
        ({"weekly": {"2": [["9:00", "17:00"]]}}, "weekly.2"),
        ({"weekly": {"2": [["09:00", "24:01"]]}}, "weekly.2"),
        ({"weekly": {"2": [["09:00", "09:60"]]}}, "weekly.2"),
        ({"weekly": {"3": [["17:00", "09:00"]]}}, "weekly.3"),
        ({"weekly": {"3": [["09:00", "09:00"]]}}, "weekly.3"),
        ({"weekly": {"4": [["09:00", "12:00"], ["11:00", "17:00"]]}}, "weekly.4"),
        ({"weekly": {"5": [["00:00", "24:00"]] * 49}}, "weekly.5"),
        ({"country": "Atlantis"}, "country"),
        ({"country": "HolidayBase"}, "country"),
        ({"subdivision": "XX"}, "subdivision"),
        ({"country": "", "subdivision": "BE"}, "subdivision"),
        ({"closed": "2026-12-24"}, "closed"),
        ({"closed": ["24.12.2026"]}, "closed"),
        ({"closed": [20261224]}, "closed"),
        ({"closed": ["2026-12-24"] * 2001}, "closed"),
        ({"opening": {}}, "opening"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_naming_the_field(change, field):
    with pytest.raises(CalendarError) as caught:
        BusinessCalendar.from_data(DATA | change)
    assert caught.value.field == field
    assert caught.value.message


def test_a_calendar_made_directly_is_checked_too():
    with pytest.raises(CalendarError):
        BusinessCalendar("UTC", ((),) * 6)
    with pytest.raises(CalendarError):
        BusinessCalendar("UTC", (((0, 1441),),) * 7)


def test_data_that_is_no_object_is_refused():
    with pytest.raises(CalendarError):
        BusinessCalendar.from_data([])


def test_holidays_have_names_and_countries_have_subdivisions():
    assert "BE" in countries()["DE"]
    assert date(2026, 3, 8) in holiday_names(BusinessCalendar.from_data(DATA), 2026)
    assert holiday_names(BusinessCalendar(), 2026) == {}
