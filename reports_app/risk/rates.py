"""Texts -> how cases with that text went. Rates are drawn to the overall one where few cases speak. Pure."""

from dataclasses import dataclass

import numpy as np

PSEUDO_COUNT = 10.0
FOLDS = 5
LEAST, MOST = 0.005, 0.995


@dataclass(frozen=True)
class Rates:
    """Of one column: the weights of cases and of late cases by text; `overall` is the late share of all."""

    overall: float
    known: dict[str, tuple[float, float]]

    def of(self, text: str) -> tuple[float, float]:
        """(the late share of cases with this text, how many they are)."""
        count, late = self.known.get(text, (0.0, 0.0))
        return (late + PSEUDO_COUNT * self.overall) / (count + PSEUDO_COUNT), count

    def column(self, texts: np.ndarray) -> np.ndarray:
        """How far the log-odds of each text lie from those of all."""
        values, place = np.unique(texts.astype(str), return_inverse=True)
        return log_odds(np.array([self.of(text)[0] for text in values]))[place] - log_odds(self.overall)


def log_odds(share):
    """The log-odds of a share, kept finite."""
    share = np.clip(share, LEAST, MOST)
    return np.log(share / (1 - share))


def learn(texts: np.ndarray, late: np.ndarray, weight: np.ndarray) -> Rates:
    """The rates of a column."""
    values, place = np.unique(texts.astype(str), return_inverse=True)
    counts = np.bincount(place, weight, len(values))
    lates = np.bincount(place, weight * late, len(values))
    overall = float((weight * late).sum() / max(weight.sum(), 1e-9))
    known = {str(text): (float(n), float(k)) for text, n, k in zip(values, counts, lates, strict=True)}
    return Rates(overall, known)


def column_without_own(texts: np.ndarray, late, weight, case: np.ndarray) -> np.ndarray:
    """As `Rates.column`, each case by the rates of the other folds: its own outcome must not show in it."""
    fold, found = case % FOLDS, np.zeros(len(texts))
    for number in range(FOLDS):
        own = fold == number
        found[own] = learn(texts[~own], late[~own], weight[~own]).column(texts[own])
    return found
