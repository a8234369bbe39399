"""Rolling origin: what each candidate would have said on past days, and which of them would have been chosen.

Nothing looks ahead: the choice at an origin weighs only errors of days before it.
"""

from dataclasses import dataclass

import numpy as np

from reports_app.forecast.candidates import CANDIDATES, MEDIAN, NAIVE, USUAL, cleaned, repeated
from reports_app.forecast.series import WEEK

NAMES = list(CANDIDATES)
SIMPLEST = NAMES.index(USUAL)
LEAST_DAYS = 2 * WEEK
MOST_ORIGINS = 91
LEAST_ORIGINS = 2 * WEEK
CLEARLY = 0.85
HALF_LIFE = 2 * WEEK


@dataclass(frozen=True)
class Backtest:
    """What was forecast at each origin. `origins[i]`: how many days were known; `said[i, c, h]`: what the
    candidate `NAMES[c]` said of the day `h` days on; `counts`, `holidays`: the days themselves."""

    counts: np.ndarray
    holidays: np.ndarray
    origins: np.ndarray
    said: np.ndarray

    @property
    def horizon(self) -> int:
        """How many days ahead each origin looks."""
        return self.said.shape[2]

    def actual(self, known: int) -> np.ndarray:
        """The days that the forecasts are about, [i, h]; NaN from the day `known` on."""
        padded = np.concatenate([self.counts[:known], np.full(self.horizon + len(self.counts), np.nan)])
        return padded[self.origins[:, None] + np.arange(self.horizon)]

    def chosen(self, known: int) -> int:
        """The index in NAMES of the candidate to use when `known` days are known.

        The usual one, unless another was clearly better in the errors known by then, the newest weighing
        most; among the others, the best.
        """
        past = self.origins < known
        if past.sum() < LEAST_ORIGINS:
            return SIMPLEST
        errors = np.abs(self.said[past] - self.actual(known)[past][:, None, :])
        weights = 0.5 ** ((known - self.origins[past]) / HALF_LIFE)
        means = np.nanmean(errors, axis=2)
        scores = weights @ means / weights.sum()
        best = int(np.argmin(scores))
        return best if scores[best] < CLEARLY * scores[SIMPLEST] else SIMPLEST


def backtest(counts: np.ndarray, holidays: np.ndarray, horizon: int) -> Backtest:
    """Forecasts of all candidates at each of the last origins, at most MOST_ORIGINS of them.

    `holidays`: whether each day is one, at least `horizon` days further than `counts`.
    """
    first = max(LEAST_DAYS, len(counts) - MOST_ORIGINS - horizon)
    origins = np.arange(first, len(counts))
    said = [ahead(counts[:origin], holidays, horizon) for origin in origins]
    return Backtest(counts, holidays, origins, np.array(said).reshape(len(origins), len(NAMES), horizon))


def ahead(counts: np.ndarray, holidays: np.ndarray, horizon: int) -> np.ndarray:
    """What each candidate says of the next `horizon` days, [c, h]. Holidays get what holidays got before."""
    clean = cleaned(counts, holidays)
    said = [method(_seen(name, counts, clean), horizon) for name, method in CANDIDATES.items()]
    return np.array(
        [_with_holidays(name, days, counts, clean, holidays) for name, days in zip(NAMES, said, strict=True)]
    )


def _seen(name, counts, clean):
    """The two baselines take the days as they were."""
    return counts if name in (NAIVE, MEDIAN) else clean


def _with_holidays(name, days, counts, clean, holidays):
    if name in (NAIVE, MEDIAN):
        return days
    known = len(counts)
    free = holidays[known : known + len(days)]
    if not free.any():
        return days
    return np.where(free, days * _share_on_holidays(counts, clean, holidays[:known]), days)


def _share_on_holidays(counts, clean, past) -> float:
    """What part of a usual day comes on a holiday: as in the past, else as on the quietest weekday."""
    if past.any() and clean[past].sum():
        return min(float(counts[past].sum() / clean[past].sum()), 1.0)
    week = repeated(CANDIDATES[MEDIAN](clean, WEEK), WEEK)
    return float(week.min() / week.mean()) if week.mean() else 1.0
