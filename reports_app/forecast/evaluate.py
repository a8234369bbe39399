"""How good the forecast of volume is on a record that it has not seen: rolling origin, 14 days ahead."""

import numpy as np

from reports_app.forecast.backtest import NAMES, Backtest, backtest
from reports_app.forecast.candidates import MEDIAN, NAIVE
from reports_app.forecast.intervals import bounds, residuals
from reports_app.forecast.series import WEEK, Daily

HORIZON = 14
LEVEL = 0.8
LATEST = 12 * WEEK


def evaluate(series: Daily, horizon: int = HORIZON) -> dict:
    """`score` of a record on which no holidays are known."""
    holidays = np.zeros(len(series.counts) + horizon, dtype=bool)
    return score(backtest(series.counts, holidays, horizon), horizon)


def score(past: Backtest, days: int) -> dict:
    """The mean absolute scaled errors of the chosen forecast and of both baselines, so many days ahead, over
    all origins, and how often the 80 % interval held the day. Errors are scaled by those of the seasonal
    naive on the days known at the origin. Figures are None where the record is too short for one origin."""
    whole = [i for i, origin in enumerate(past.origins) if origin + days <= len(past.counts)]
    rows = [_at(past, i, days) for i in whole]
    own, naive, median, covered = np.mean(rows, axis=0).tolist() if rows else [None] * 4
    return {
        "origins": len(rows),
        "mase": own,
        "mase_naive": naive,
        "mase_weekday_median": median,
        "ratio": own / naive if naive else None,
        "coverage80": covered,
    }


def _at(past: Backtest, index: int, days: int) -> tuple[float, ...]:
    """(scaled errors of the chosen one, the naive, the median; share of days in the interval)."""
    origin = int(past.origins[index])
    chosen = past.chosen(origin)
    actual = past.counts[origin : origin + days]
    said = past.said[index, :, :days]
    scale = naive_error(past.counts[:origin])
    errors = [np.mean(np.abs(said[c] - actual)) / scale for c in (chosen, *BASELINES)]
    low, high = interval(past, origin, chosen, said[chosen], LEVEL)
    return (*errors, np.mean((actual >= low) & (actual <= high)))


BASELINES = (NAMES.index(NAIVE), NAMES.index(MEDIAN))


def naive_error(counts: np.ndarray) -> float:
    """The mean error of taking the same weekday of the week before, at least that of one in all days."""
    return max(float(np.mean(np.abs(counts[WEEK:] - counts[:-WEEK]))), 1 / len(counts))


def interval(past: Backtest, known: int, chosen: int, said: np.ndarray, level: float):
    """(lowest, highest) of `said`, from the errors of the candidate `chosen` that are known by then."""
    before = (past.origins < known) & (past.origins >= known - LATEST)
    errors = residuals(past.said[before, chosen], past.actual(known)[before])
    return bounds(said, errors, level, within(past.counts[:known]))


def within(counts: np.ndarray) -> np.ndarray:
    """How far the days lie from the median of their weekday, as errors of square roots."""
    medians = [np.median(np.sqrt(counts[k::WEEK])) for k in range(WEEK)]
    return np.sqrt(counts) - np.array(medians)[np.arange(len(counts)) % WEEK]
