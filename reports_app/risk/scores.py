"""How good predicted probabilities are. Pure."""

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class CurvePoint:
    """Of the cases predicted within a bin: how many, the mean prediction, the share that came true."""

    count: int
    predicted: float
    observed: float


def auc(truth: np.ndarray, predicted: np.ndarray) -> float | None:
    """The chance that a case that came true was given more than one that did not; None without both kinds."""
    truth = np.asarray(truth, bool)
    hits, misses = int(truth.sum()), int((~truth).sum())
    if not hits or not misses:
        return None
    _values, place, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    return float((mean_ranks[place][truth].sum() - hits * (hits + 1) / 2) / (hits * misses))


def curve(truth: np.ndarray, predicted: np.ndarray) -> list[CurvePoint]:
    """Predictions and outcomes in ten bins of equal width; empty bins are left out."""
    bins = np.minimum((np.asarray(predicted) * BINS).astype(int), BINS - 1)
    return [
        CurvePoint(int(chosen.sum()), float(predicted[chosen].mean()), float(truth[chosen].mean()))
        for chosen in (bins == number for number in range(BINS))
        if chosen.any()
    ]


def ece(truth: np.ndarray, predicted: np.ndarray) -> float | None:
    """Expected calibration error: how far prediction and outcome of a bin lie apart, by size of the bins."""
    if not len(truth):
        return None
    apart = sum(point.count * abs(point.predicted - point.observed) for point in curve(truth, predicted))
    return float(apart / len(truth))
