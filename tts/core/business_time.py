"""Business time: how much of it lies between two instants, and when an amount of it has passed.

An instant is open when a clock on the wall of the calendar's time zone shows a time inside the
opening hours of a day that is not closed. On a day with a change of clocks this means: what the
clock skips is not counted, what it shows twice is counted twice, so an open day has 23 or 25 hours.

Opening hours are worked out once per calendar and UTC year, as sorted spans with a running total;
every question is then a binary search, however many years lie between the instants.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from tts.core.business_calendar import BusinessCalendar, CalendarError

__all__ = ["ALWAYS", "BusinessCalendar", "CalendarError", "add", "elapsed", "is_open", "spans"]

ALWAYS = BusinessCalendar()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000  # instants are counted in microseconds from EPOCH
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
MAX_CLOSED_YEARS = 10
MAX_YEARS = 200
LAST_YEAR = 9998

Span = tuple[int, int]


def elapsed(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """Business time between two aware instants; zero where the end is not after the start."""
    start, end = _utc(start), _utc(end)
    if end <= start:
        return timedelta(0)
    if calendar.always_open:
        return end - start
    low, high = _position(start), _position(end)
    first, last = start.year, end.year
    total = _hours(calendar, last).worked_until(high) - _hours(calendar, first).worked_until(low)
    total += sum(_hours(calendar, year).total for year in range(first, last))
    return total * MICROSECOND


def add(calendar: BusinessCalendar, start: datetime, duration: timedelta) -> datetime | None:
    """The first instant t >= start with elapsed(start, t) >= duration, in UTC.

    None where there is no such instant: the calendar stays closed for ten years on end, or t lies
    more than 200 years away (on a 24x7 calendar: beyond what a datetime can hold).
    """
    start = _utc(start)
    if duration <= timedelta(0):
        return start
    if calendar.always_open:
        return start + duration if duration <= LAST_INSTANT - start else None
    first = start.year
    needed = duration // MICROSECOND + _hours(calendar, first).worked_until(_position(start))
    closed_years = 0
    for year in range(first, min(first + MAX_YEARS, LAST_YEAR)):
        hours = _hours(calendar, year)
        if hours.total >= needed:
            return _instant(hours.when_worked(needed))
        needed -= hours.total
        closed_years = 0 if hours.total else closed_years + 1
        if closed_years > MAX_CLOSED_YEARS:
            return None
    return None


def is_open(calendar: BusinessCalendar, instant: datetime) -> bool:
    """Whether an aware instant is business time (the end of a span is not)."""
    instant = _utc(instant)
    return calendar.always_open or _hours(calendar, instant.year).covers(_position(instant))


def spans(calendar: BusinessCalendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open spans between two aware instants, in order, cut to them, in UTC; two spans never touch."""
    start, end = _utc(start), _utc(end)
    if end <= start:
        return
    if calendar.always_open:
        yield start, end
        return
    low, high = _position(start), _position(end)
    years = range(start.year, end.year + 1)
    inside = (span for year in years for span in _hours(calendar, year).between(low, high))
    for opens, closes in _joined(inside):
        yield _instant(opens), _instant(closes)


@dataclass(frozen=True)
class _Hours:
    """The open spans of one UTC year, and for each how much is worked when it ends."""

    opens: list[int]
    closes: list[int]
    worked: list[int]
    total: int

    def worked_until(self, position: int) -> int:
        index = bisect_right(self.opens, position) - 1
        if index < 0:
            return 0
        return self.worked[index] - max(0, self.closes[index] - position)

    def when_worked(self, amount: int) -> int:
        index = bisect_left(self.worked, amount)
        return self.closes[index] - (self.worked[index] - amount)

    def covers(self, position: int) -> bool:
        index = bisect_right(self.opens, position) - 1
        return index >= 0 and position < self.closes[index]

    def between(self, low: int, high: int) -> Iterator[Span]:
        for index in range(bisect_right(self.closes, low), bisect_left(self.opens, high)):
            yield max(self.opens[index], low), min(self.closes[index], high)


@lru_cache(maxsize=1024)
def _hours(calendar: BusinessCalendar, year: int) -> _Hours:
    joined = list(_joined(_open_spans(calendar, year)))
    worked, total = [], 0
    for opens, closes in joined:
        total += closes - opens
        worked.append(total)
    return _Hours([opens for opens, _ in joined], [closes for _, closes in joined], worked, total)


def _open_spans(calendar: BusinessCalendar, year: int) -> Iterator[Span]:
    for begins, ends, offset in _offset_pieces(calendar.time_zone, year):
        for day in range((begins + offset) // DAY, (ends + offset - 1) // DAY + 1):
            midnight = day * DAY - offset
            for start, end in calendar.spans_on(date.fromordinal(EPOCH_DAY + day)):
                opens = max(begins, midnight + start * MINUTE)
                closes = min(ends, midnight + end * MINUTE)
                if opens < closes:
                    yield opens, closes


def _joined(ordered: Iterator[Span]) -> Iterator[Span]:
    current = None
    for opens, closes in ordered:
        if current and current[1] == opens:
            current = (current[0], closes)
            continue
        if current:
            yield current
        current = (opens, closes)
    if current:
        yield current


def _offset_pieces(time_zone: str, year: int) -> Iterator[tuple[int, int, int]]:
    """Cuts a UTC year into pieces (begin, end, offset from UTC) at the changes of clocks."""
    zone = ZoneInfo(time_zone)
    first = (date(year, 1, 1).toordinal() - EPOCH_DAY) * DAY
    last = (date(year + 1, 1, 1).toordinal() - EPOCH_DAY) * DAY
    begins, offset = first, _offset(zone, first)
    for before, after in pairwise(range(first, last + 1, DAY)):
        if _offset(zone, after) != offset:
            change = _change_between(zone, before, after)
            yield begins, change, offset
            begins, offset = change, _offset(zone, change)
    yield begins, last, offset


def _change_between(zone: ZoneInfo, before: int, after: int) -> int:
    """The first whole second after `before` whose offset is not that of `before`."""
    unchanged = _offset(zone, before)
    low, high = before // SECOND, after // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle * SECOND) == unchanged:
            low = middle
        else:
            high = middle
    return high * SECOND


def _offset(zone: ZoneInfo, position: int) -> int:
    return _instant(position).astimezone(zone).utcoffset() // MICROSECOND


def _utc(instant: datetime) -> datetime:
    """The instant in UTC: two datetimes of one zone are subtracted and compared by their wall
    clocks, which is wrong across a change of clocks. TypeError for a naive one."""
    return EPOCH + (instant - EPOCH)


def _position(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def _instant(position: int) -> datetime:
    return EPOCH + position * MICROSECOND
