"""Figures worked out from selections: numbers of cards, bars, trends and heat maps.

Counts of many measures are one statement. Durations are counted into bins of 2 %, so that a quantile of
any number of rows is one statement too and off by at most 1 %.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Avg, Case, Count, F, FloatField, IntegerField, Min, Q, Value, When
from django.db.models.functions import (
    ExtractHour,
    ExtractIsoWeekDay,
    Floor,
    Greatest,
    Ln,
    TruncDay,
    TruncMonth,
    TruncWeek,
)

from reports_app.filters import Filters
from reports_app.measure import Kind, Measure, rows, selection
from reports_app.measures import MEASURES
from tts.accounts.models import User

BIN = 1.02
TRUNCATED = {"day": TruncDay, "week": TruncWeek, "month": TruncMonth}


@dataclass(frozen=True)
class Figure:
    """The value of a measure: a count, percent, seconds or a mean; None where there is nothing to say.

    `count` is the number of rows counted, `part` of a share the number of those in it.
    """

    measure: Measure
    value: float | None
    count: int
    part: int | None = None


@dataclass(frozen=True)
class View:
    """Who looks, under which filters, at what instant: what every figure is worked out for."""

    user: User
    filters: Filters
    now: datetime

    def with_(self, **changes) -> "View":
        """The same with other filters."""
        return View(self.user, self.filters.with_(**changes), self.now)

    def earlier(self) -> "View":
        """The same for the period before."""
        period = self.filters.period.before(self.now)
        return self.with_(start=period.start, end=period.end)


def figures(names: Iterable[str], view: View) -> dict[str, Figure]:
    """The figures of the measures called `names`: a statement a subject, one a kind of duration."""
    return _figures(names, [view])[0]


def compared(names: Iterable[str], view: View) -> list[dict[str, Figure]]:
    """The figures of `view` and those of the period before, counted by the same statements."""
    return _figures(names, [view, view.earlier()])


def figure(name: str, view: View) -> Figure:
    """One figure."""
    return figures([name], view)[name]


def _figures(names, views) -> list[dict[str, Figure]]:
    """The figures for each of some views that differ in their periods only."""
    measures = [MEASURES[name] for name in names]
    found = []
    for view, counts in zip(views, _counts(measures, views), strict=True):
        bins = {}
        found.append({measure.name: _figure(measure, counts, bins, view) for measure in measures})
    return found


def _figure(measure, counts, bins, view) -> Figure:
    count = counts[measure.name]
    if measure.kind is Kind.COUNT:
        return Figure(measure, count, count)
    if measure.kind is Kind.SHARE:
        part = counts[measure.part]
        return Figure(measure, percent(part, count), count, part)
    if measure.kind is Kind.MEAN:
        return Figure(measure, _mean(measure, view) if count else None, count)
    key = measure.value, measure.instant
    if key not in bins:
        bins[key] = histogram(measure, view)
    return Figure(measure, quantile(bins[key], measure.level), count)


def _mean(measure, view) -> float | None:
    chosen = selection(measure, view.user, view.filters, view.now)
    return chosen.aggregate(mean=Avg(measure.value))["mean"]


def percent(part: int, whole: int) -> float | None:
    """`part` of `whole` in percent; None of nothing."""
    return 100 * part / whole if whole else None


def _counts(measures, views) -> list[dict[str, int]]:
    wanted = {measure.name: measure for measure in measures}
    wanted |= {measure.part: MEASURES[measure.part] for measure in measures if measure.part}
    found = [{} for _view in views]
    for subject in {measure.subject.name: measure.subject for measure in wanted.values()}.values():
        own = [measure for measure in wanted.values() if measure.subject is subject]
        known, counts = _counters(subject, own, views)
        row = known.aggregate(**counts)
        for at, counted in enumerate(found):
            counted |= {measure.name: row[f"n{at}_{measure.name}"] for measure in own}
    return found


def _counters(subject, measures, views):
    """(the rows of `subject`, what counts each measure among them as `n0_…` for the first view)."""
    aliases, counts = {}, {}
    for at, view in enumerate(views):
        for measure in measures:
            more, kept = measure.condition(view.filters)
            aliases |= more
            counts[f"n{at}_{measure.name}"] = Count("pk", filter=kept) if kept else Count("pk")
    known = rows(subject, views[0].user, views[0].filters, views[0].now)
    return known.alias(**aliases), counts


def bin_of(value: str):
    """The bin of a duration in seconds (an alias), worked out by the database."""
    seconds = Greatest(F(value), Value(1.0), output_field=FloatField())
    return Floor(Ln(seconds) / math.log(BIN), output_field=IntegerField())


def histogram(measure: Measure, view: View) -> dict[int, int]:
    """How many rows of a duration measure lie in each bin; bin b is of BIN**b to BIN**(b+1) seconds."""
    chosen = selection(measure, view.user, view.filters, view.now)
    binned = chosen.annotate(bin=bin_of(measure.value)).order_by().values_list("bin").annotate(Count("pk"))
    return {int(number): count for number, count in binned if number is not None}


def quantile(bins: dict[int, int], level: float) -> float | None:
    """The duration in seconds below which the share `level` of the rows lies; None of nothing."""
    wanted, seen = math.ceil(sum(bins.values()) * level), 0
    for number in sorted(bins):
        seen += bins[number]
        if seen >= wanted:
            return BIN ** (number + 0.5) if number > 0 else 1.0
    return None


def breakdown(measure: Measure, view: View, column: str) -> dict:
    """How many rows of `measure` have each value of `column` (a column or expression)."""
    chosen = selection(measure, view.user, view.filters, view.now)
    grouped = chosen.annotate(key=F(column) if isinstance(column, str) else column)
    return dict(grouped.order_by().values_list("key").annotate(Count("pk")))


def trend(measure: Measure, view: View, unit: str) -> list[tuple[datetime, datetime, int]]:
    """(begin, end, count) of each hour, day, week or month of the period, by the viewer's zone.

    The first and the last are cut at the edges of the period.
    """
    period = view.filters.period
    unit = period.fitting(unit)
    begins = period.buckets(unit)
    edges = [max(begin, period.start) for begin in begins]
    ends = [*edges[1:], period.end]
    counts = breakdown(measure, view, _bucket(measure.instant, unit, begins, period.zone))
    by_begin = {_key(key, begins): count for key, count in counts.items()}
    return [
        (edge, end, by_begin.get(begin.astimezone(UTC), 0))
        for begin, edge, end in zip(begins, edges, ends, strict=True)
    ]


def _bucket(instant, unit, begins, zone):
    if unit in TRUNCATED:
        return TRUNCATED[unit](instant, tzinfo=zone)
    # Truncating to hours would take the two equal hours of an autumn night for one.
    later = [When(Q(**{f"{instant}__lt": begin}), then=index) for index, begin in enumerate(begins[1:])]
    return Case(*later, default=len(begins) - 1, output_field=IntegerField())


def _key(key, begins):
    return begins[key].astimezone(UTC) if isinstance(key, int) else key.astimezone(UTC)


def week(measure: Measure, view: View) -> dict[tuple[int, int], int]:
    """How many rows fall on each (weekday, hour); Monday is 1."""
    zone, instant = view.filters.period.zone, measure.instant
    cells = {"day": ExtractIsoWeekDay(instant, tzinfo=zone), "at": ExtractHour(instant, tzinfo=zone)}
    chosen = selection(measure, view.user, view.filters, view.now).annotate(**cells)
    grouped = chosen.order_by().values_list("day", "at").annotate(Count("pk"))
    return {(day, hour): count for day, hour, count in grouped}


def counts_by(column, names: Iterable[str], view: View, label) -> list["Group"]:
    """A row for each value of `column`, with the counts of measures of one subject. One statement.

    `label`: the column or expression that says what the value is called. Values without rows are left out.
    """
    measures = [MEASURES[name] for name in names]
    known, counts = _counters(measures[0].subject, measures, [view])
    grouped = known.annotate(key=F(column)).order_by().values("key").annotate(label=Min(label), **counts)
    found = [
        Group(row["key"], row["label"], {name: row[f"n0_{name}"] for name in names})
        for row in grouped
        if any(row[f"n0_{name}"] for name in names)
    ]
    return sorted(found, key=lambda group: str(group.label).lower())


@dataclass(frozen=True)
class Group:
    """The counts of measures for one value (`key`) of a column."""

    key: object
    label: object
    counts: dict[str, int]


def quantiles_by(column, name: str, view: View) -> dict:
    """The quantile of a duration measure for each value of `column`, in seconds. One statement."""
    measure = MEASURES[name]
    chosen = selection(measure, view.user, view.filters, view.now)
    binned = chosen.annotate(key=F(column), bin=bin_of(measure.value)).order_by()
    bins = defaultdict(dict)
    for key, number, count in binned.values_list("key", "bin").annotate(Count("pk")):
        if number is not None:
            bins[key][int(number)] = count
    return {key: quantile(found, measure.level) for key, found in bins.items()}
