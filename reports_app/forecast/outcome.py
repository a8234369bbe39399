"""One record of days -> what is to come, with how good such forecasts were."""

from dataclasses import dataclass, field

import numpy as np

from reports_app.forecast.backtest import NAMES, ahead, backtest
from reports_app.forecast.candidates import MEDIAN, NAIVE, USUAL
from reports_app.forecast.evaluate import interval, score
from reports_app.forecast.series import WEEK, Daily

ENOUGH = 4 * WEEK
TESTED = 2 * WEEK
LEVELS = (0.8, 0.95)


@dataclass(frozen=True)
class Outcome:
    """A forecast: the expected number of each day to come, its intervals by level as (lowest, highest), and
    how good it was. Without enough history only the baseline, untested and without intervals."""

    winner: str
    expected: np.ndarray
    baseline: np.ndarray
    intervals: dict[float, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    scores: dict = field(default_factory=dict)

    @property
    def is_tested(self) -> bool:
        """Whether there was enough history to choose and to test."""
        return bool(self.scores)


def forecast(series: Daily, holidays: np.ndarray, days: int) -> Outcome:
    """The next `days` days after `series`. `holidays`: whether each day is one, those to come included."""
    counts = series.counts
    if len(counts) < ENOUGH:
        usual = _usual(counts, holidays, days)
        return Outcome(MEDIAN if len(counts) >= WEEK else "mean", usual, usual)
    past = backtest(counts, holidays, days)
    said = ahead(counts, holidays, days)
    chosen = past.chosen(len(counts))
    intervals = {level: interval(past, len(counts), chosen, said[chosen], level) for level in LEVELS}
    scores = score(past, TESTED)
    return Outcome(NAMES[chosen], said[chosen], said[NAMES.index(NAIVE)], intervals, scores)


def untested(series: Daily, holidays: np.ndarray, days: int) -> np.ndarray:
    """What the usual candidate says, where only the size matters."""
    if len(series.counts) < ENOUGH:
        return _usual(series.counts, holidays, days)
    return ahead(series.counts, holidays, days)[NAMES.index(USUAL)]


def _usual(counts, holidays, days):
    """The median of the weekday; of less than a week the mean."""
    if len(counts) >= WEEK:
        return ahead(counts, holidays, days)[NAMES.index(MEDIAN)]
    return np.full(days, counts.mean() if len(counts) else 0.0)
