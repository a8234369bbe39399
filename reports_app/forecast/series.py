"""Counts per day: made from days, cut to the days that are whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

WEEK = 7
DAY = timedelta(days=1)
BUSY = 0.9
COLLAPSED = 0.05


@dataclass(frozen=True)
class Daily:
    """`counts[i]` is the number of the day `first + i` days. Every day in between is there, with 0."""

    first: date
    counts: np.ndarray

    @property
    def last(self) -> date:
        """The last day; the one before `first` where there is none."""
        return self.first + (len(self.counts) - 1) * DAY

    def day(self, index: int) -> date:
        """The day of an index, which may lie behind the end."""
        return self.first + index * DAY


def daily(days: Iterable[date]) -> Daily:
    """How many of `days` fall on each day from the first to the last. Raises ValueError for none."""
    counted = Counter(days)
    if not counted:
        raise ValueError("no days")
    return filled(counted, min(counted), max(counted))


def filled(counted: dict[date, int], first: date, last: date) -> Daily:
    """The counts of the days from `first` to `last`, 0 where `counted` has nothing."""
    length = (last - first).days + 1
    return Daily(first, np.array([counted.get(first + i * DAY, 0) for i in range(length)], dtype=float))


def without_edges(series: Daily) -> Daily:
    """Without the sparse stretches at both ends that an extract from a longer record has.

    Such a record often has stragglers from before its beginning and breaks off before its end. A stretch is
    sparse where a week holds less than 5 % of a busy week (the 90 % quantile of all).
    """
    counts = series.counts
    if len(counts) < 2 * WEEK:
        return series
    weeks = np.convolve(counts, np.ones(WEEK), "valid")
    kept = np.flatnonzero(weeks >= max(COLLAPSED * np.quantile(weeks, BUSY), 1))
    if not len(kept):
        return series
    first, end = int(kept[0]), int(kept[-1]) + WEEK
    # A dense week begins or ends with days that belong to the sparse stretch beside it.
    whole = np.flatnonzero(counts >= COLLAPSED * np.quantile(counts[first:end], BUSY))
    first = int(whole[whole >= first][0]) if first else 0
    end = int(whole[whole < end][-1]) + 1 if end < len(counts) else end
    return Daily(series.day(first), counts[first:end])
