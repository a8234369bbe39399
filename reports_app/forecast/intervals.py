"""Conformal intervals: as wide as past errors were, so many days ahead.

Errors are of square roots: those of counts are then about as wide on busy days as on quiet ones.
"""

import numpy as np

from reports_app.forecast.series import WEEK

LEAST = 20
# Square roots of counts that vary by chance alone spread by a half.
CHANCE = 0.5 * np.array([-1.6, -1.0, -0.5, 0.5, 1.0, 1.6])


def residuals(said: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Errors of the square roots, [i, h]; NaN where a day is not known."""
    return np.sqrt(actual) - np.sqrt(np.maximum(said, 0))


def bounds(
    said: np.ndarray, errors: np.ndarray, level: float, fallback: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(lowest, highest) of each day of a forecast `said`, which hold it with probability `level`.

    `errors`: `residuals` of past forecasts of the same kind, one line for each day on which one was made. A
    day of the k-th week ahead takes those of its week, and is never less wide than an earlier week; where
    they are few, `fallback` (errors of any kind) joins them.
    """
    low, high = np.empty(len(said)), np.empty(len(said))
    below = above = 0.0
    for start in range(0, len(said), WEEK):
        known, days = _known(errors[:, start : start + WEEK], fallback)
        reach = upper_share(level, days)
        below = min(below, float(np.quantile(known, 1 - reach)))
        above = max(above, float(np.quantile(known, reach)))
        low[start : start + WEEK], high[start : start + WEEK] = below, above
    roots = np.sqrt(np.maximum(said, 0))
    return np.maximum(roots + low, 0) ** 2, np.maximum(roots + high, 0) ** 2


def upper_share(level: float, days: int) -> float:
    """Which share of the errors of so many days lies below the upper bound: conformal prediction's
    correction for few of them."""
    return min((1 + level) / 2 * (days + 1) / days, 1.0)


def _known(errors, fallback):
    """(errors to take, of how many different days they are). Errors made of one day on several days before
    it say little more than one, so conformal prediction's correction for few goes by days."""
    days = int((~np.isnan(errors)).any(axis=1).sum())
    known = errors[~np.isnan(errors)]
    if days >= LEAST:
        return known, days
    more = np.concatenate([fallback, CHANCE])
    return np.concatenate([known, more]), max(days, 1) + len(more) // 2
