"""Forecasts of a figure per week that is no count: a median time, a share."""

from dataclasses import dataclass

import numpy as np

from reports_app.forecast.intervals import upper_share

LEAST_WEEKS = 8
FEWEST = 3
CLEARLY = 0.9
NAIVE = "last_week"
MEDIAN = "median_of_8"
MEAN = "mean_of_8"


def _last(values):
    return values[-1]


def _smoothed(values, rate=0.3):
    weights = (1 - rate) ** np.arange(len(values))[::-1]
    return weights @ values / weights.sum()


CANDIDATES = {
    NAIVE: _last,
    "median_of_4": lambda values: np.median(values[-4:]),
    MEDIAN: lambda values: np.median(values[-8:]),
    MEAN: lambda values: np.mean(values[-8:]),
    "smoothed": _smoothed,
}
NAMES = list(CANDIDATES)


@dataclass(frozen=True)
class Weekly:
    """What is expected of each of the next weeks; `low`, `high` by level, `error` and `baseline_error` as
    mean absolute errors. Without enough weeks: no intervals and no errors, and the baseline is used."""

    winner: str
    expected: float
    intervals: dict[float, tuple[float, float]]
    error: float | None = None
    baseline_error: float | None = None
    coverage80: float | None = None
    origins: int = 0


def weekly(values: np.ndarray, usual: str, ahead: int = 4) -> Weekly:
    """The level of the next `ahead` weeks from those of the past, NaN where a week has no figure.

    Chosen as the daily forecasts are: by what was said of later weeks from the weeks before alone; `usual`
    unless another was clearly better. Raises ValueError where no week has a figure.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        raise ValueError("no week")
    if len(known) < LEAST_WEEKS:
        return Weekly(usual, float(CANDIDATES[usual](known)), {})
    errors = _errors(known, ahead)
    chosen = _chosen(errors, NAMES.index(usual))
    said = float(CANDIDATES[NAMES[chosen]](known))
    own = errors[:, chosen]
    return Weekly(
        NAMES[chosen],
        said,
        {level: _interval(said, own, level) for level in (0.8, 0.95)},
        float(np.nanmean(np.abs(own))),
        float(np.nanmean(np.abs(errors[:, NAMES.index(NAIVE)]))),
        _coverage(own),
        len(errors),
    )


def _errors(known, ahead) -> np.ndarray:
    """What came less what was said, [origin, candidate, week ahead]; NaN where it has not come yet."""
    found = np.full((len(known) - FEWEST, len(NAMES), ahead), np.nan)
    for place, origin in enumerate(range(FEWEST, len(known))):
        later = known[origin : origin + ahead]
        for index, method in enumerate(CANDIDATES.values()):
            found[place, index, : len(later)] = later - method(known[:origin])
    return found


def _chosen(errors, usual) -> int:
    scores = np.nanmean(np.abs(errors), axis=(0, 2))
    best = int(np.argmin(scores))
    return best if scores[best] < CLEARLY * scores[usual] else usual


def _interval(said, errors, level):
    known = errors[~np.isnan(errors)]
    reach = upper_share(level, len(errors))
    return said + min(float(np.quantile(known, 1 - reach)), 0), said + max(
        float(np.quantile(known, reach)), 0
    )


def _coverage(errors) -> float | None:
    """How often an 80 % interval from the errors known before held the week."""
    held = []
    came = np.arange(len(errors))[:, None] + np.arange(errors.shape[1])
    for place in range(FEWEST, len(errors)):
        low, high = _interval(0.0, np.where(came < place, errors, np.nan)[:place], 0.8)
        later = errors[place][~np.isnan(errors[place])]
        held.extend((later >= low) & (later <= high))
    return float(np.mean(held)) if held else None
