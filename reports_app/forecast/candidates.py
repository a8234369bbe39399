"""Ways to forecast daily counts. Each takes the days so far and a number of days, and answers those days.

All know the week. `CANDIDATES` stand from simple to elaborate; where two are as good, the simpler is taken.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from reports_app.forecast.series import WEEK

Method = Callable[[np.ndarray, int], np.ndarray]
NEAR = 5
FAR = 4.0
NO_WORK = 0.3
RATES = np.array([0.02, 0.05, 0.1, 0.2, 0.4])
RECENT = 26 * WEEK
SEASON_RATES = np.array([0.02, 0.1, 0.2])


def by_week(counts: np.ndarray, most: int = 8) -> np.ndarray:
    """The last `most` weeks, one a line, ending with the last day; NaN before the first day.

    Column k is the weekday of the k-th day to come.
    """
    lines = min(-(-len(counts) // WEEK), most)
    padded = np.concatenate([np.full(WEEK, np.nan), counts])
    return padded[len(padded) - WEEK * lines :].reshape(lines, WEEK)


def median(values, axis=0):
    """Of the known values; 0 where there is none. Many times quicker than numpy's for a few numbers."""
    ordered = np.sort(values, axis=axis)
    known = _known(values, axis)
    middle = [np.take_along_axis(ordered, np.maximum(at, 0), axis) for at in ((known - 1) // 2, known // 2)]
    return np.where(known > 0, (middle[0] + middle[1]) / 2, 0.0).squeeze(axis)


def _mean(values, axis=0):
    """Of the known values; 0 where there is none."""
    return np.nansum(values, axis=axis) / np.maximum(_known(values, axis).squeeze(axis), 1)


def _known(values, axis):
    return np.count_nonzero(~np.isnan(values), axis=axis, keepdims=True)


def repeated(week: np.ndarray, days: int) -> np.ndarray:
    """The seven values of a week over so many days."""
    return week[np.arange(days) % WEEK]


def seasonal_naive(counts: np.ndarray, days: int) -> np.ndarray:
    """The last week again and again."""
    return repeated(counts[-WEEK:], days)


def weekday_median(counts: np.ndarray, days: int, weeks: int = 8) -> np.ndarray:
    """The median of the same weekday in the last so many weeks."""
    return repeated(median(by_week(counts, weeks)), days)


def weekday_mean(counts: np.ndarray, days: int, weeks: int = 8) -> np.ndarray:
    """The same with the mean of the square roots: steadier than the median where the days are clean."""
    return repeated(_mean(np.sqrt(by_week(counts, weeks))) ** 2, days)


def profile(counts: np.ndarray, weeks: int = 8) -> np.ndarray:
    """The share of each weekday, 1 on average: its median after the level of each week is taken out, so
    neither a holiday nor a change of the level bends it. Column k as in `by_week`."""
    lines = by_week(counts, weeks)
    usual = median(lines)
    worked = usual > NO_WORK * usual.mean()
    if not worked.any():
        return np.ones(WEEK)
    level = median(lines[:, worked] / usual[worked], axis=1)[:, None]
    shares = median(np.where(level > 0, lines / np.where(level > 0, level, 1), np.nan))
    return shares / shares.mean() if shares.any() else np.ones(WEEK)


def levels(counts: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The days with the week taken out; days on which hardly anybody works are left out."""
    own = shares[np.arange(-len(counts), 0) % WEEK]
    worked = own > NO_WORK
    return counts[worked] / own[worked]


def smoothed(values: np.ndarray, rate: float) -> float:
    """The mean of `values`, by their square roots, the newest weighing most; 0 of none."""
    if not len(values):
        return 0.0
    weights = (1 - rate) ** np.arange(len(values))[::-1]
    return float(weights @ np.sqrt(values) / weights.sum()) ** 2


def level_and_week(counts: np.ndarray, days: int, rate: float = 0.05) -> np.ndarray:
    """An exponentially smoothed level times the share of the weekday."""
    shares = profile(counts)
    return repeated(shares, days) * smoothed(levels(counts, shares), rate)


def exponential(counts: np.ndarray, days: int) -> np.ndarray:
    """ETS(A, N, A) of the square roots, whose errors are as wide on busy days as on quiet ones; the two
    rates are those of a grid with the least one-step error."""
    roots = np.sqrt(counts[-RECENT:])
    rate, season_rate = (grid.ravel() for grid in np.meshgrid(RATES, SEASON_RATES))
    start = by_week(roots[: 2 * WEEK])
    level = np.full(len(rate), np.nanmean(start))
    season = np.repeat((_mean(start) - np.nanmean(start))[:, None], len(rate), axis=1)
    season = np.roll(season, len(roots[: 2 * WEEK]) % WEEK, axis=0)
    loss = np.zeros(len(rate))
    for index, value in enumerate(roots):
        error = value - level - season[index % WEEK]
        loss += error**2
        level += rate * error
        season[index % WEEK] += season_rate * error
    best = int(np.argmin(loss))
    ahead = level[best] + season[(len(roots) + np.arange(days)) % WEEK, best]
    return np.maximum(ahead, 0) ** 2


def theta(counts: np.ndarray, days: int, rate: float = 0.1) -> np.ndarray:
    """Theta: half the straight trend of the days without their week, on top of their smoothed level."""
    shares = profile(counts)
    known = levels(counts, shares)
    level = smoothed(known, rate)
    slope = np.polyfit(np.arange(len(known)), known, 1)[0] if len(known) >= 2 * WEEK else 0.0
    ahead = level + slope / 2 * (np.arange(days) + 1)
    return np.maximum(ahead, 0) * repeated(shares, days)


def mean_of(*methods: Method) -> Method:
    """The mean of several forecasts."""

    def combined(counts, days):
        return np.mean([method(counts, days) for method in methods], axis=0)

    return combined


NAIVE = "seasonal_naive"
MEDIAN = "weekday_median"
USUAL = "weekday_and_level"
LEVEL = partial(level_and_week, rate=0.05)
QUICK = partial(level_and_week, rate=0.2)
CANDIDATES: dict[str, Method] = {
    NAIVE: seasonal_naive,
    MEDIAN: weekday_median,
    "weekday_mean": weekday_mean,
    "weekday_median_3": partial(weekday_median, weeks=3),
    "level": LEVEL,
    "level_quick": QUICK,
    USUAL: mean_of(weekday_median, weekday_mean, LEVEL),
    "ets": exponential,
    "theta": theta,
    "mean_of_all": mean_of(weekday_median, LEVEL, exponential, theta),
}


def cleaned(counts: np.ndarray, holidays: np.ndarray) -> np.ndarray:
    """The days with holidays, and single days out of all proportion, replaced by what their weekday and the
    level around them let expect. A level that stays changed is no such day."""
    expected = _expected(counts)
    away = np.sqrt(counts) - np.sqrt(expected)
    spread = 1.4826 * np.median(np.abs(away - np.median(away)))
    odd = (np.abs(away) > FAR * max(spread, 0.5)) | holidays[: len(counts)]
    return np.where(odd, expected, counts)


def _expected(counts):
    shares = profile(counts)
    own = shares[np.arange(-len(counts), 0) % WEEK]
    worked = own > NO_WORK
    level = np.interp(np.arange(len(counts)), np.flatnonzero(worked), _running(levels(counts, shares)))
    return np.maximum(level * own, 0)


def _running(values):
    """The median of the values around each, of fewer at the ends."""
    edge = NEAR // 2
    padded = np.concatenate([np.full(edge, np.nan), values, np.full(edge, np.nan)])
    return median(np.lib.stride_tricks.sliding_window_view(padded, NEAR), axis=1)
