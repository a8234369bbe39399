"""How likely a case that is still open ends late, from what is known of it at a point of its way. Pure.

A logistic regression on smoothed rates of texts (`rates`) and on numbers, with an intercept for how much of
its time a case has used, given at points and straight between them. Each case is looked at when it enters
each part of its span (a landmark), with what was known then; whether it was late in the end is, for open
ones, as likely as for those that got as far (`spells.lateness`). It is additive, so each prediction says
what it is made of. On the incident log it did as well as boosted trees on the same columns.
"""

from dataclasses import dataclass

import numpy as np

from reports_app.risk import rates
from reports_app.risk.spells import EDGES, PARTS, Cases, Columns, Landmarks, lateness

RIDGE = 3.0
STEPS = 25
ENOUGH = 1e-6
# Log-odds at the very end of the time: an open case is as good as late.
END = 4.0


@dataclass(frozen=True)
class Model:
    """What was learned. `effects`: of each column, on the log-odds of ending late.

    `known`: the rates that the effects are of, over landmarks; `told`: those to tell people, over cases.
    """

    known: dict[str, rates.Rates]
    told: dict[str, rates.Rates]
    means: np.ndarray
    scales: np.ndarray
    parts: np.ndarray
    effects: np.ndarray
    names: list[str]

    def late(self, columns: Columns, share: np.ndarray | None = None) -> np.ndarray:
        """How likely cases end late that are open with this share used (0 unless given)."""
        share = np.zeros(len(columns)) if share is None else np.asarray(share, float)
        level = np.interp(share, EDGES, [*self.parts, max(END, self.parts[-1])])
        return _logistic(level + self.standing(columns) @ self.effects)

    def standing(self, columns: Columns) -> np.ndarray:
        """How far each column of each case lies from the mean, in standard deviations."""
        texts = [self.known[name].column(values) for name, values in columns.kinds.items()]
        return (_matrix(texts, columns) - self.means) / self.scales

    def pushes(self, columns: Columns) -> np.ndarray:
        """What each column adds to the log-odds of ending late."""
        return self.standing(columns) * self.effects


def _matrix(texts, columns) -> np.ndarray:
    return np.column_stack([*texts, *columns.sizes.values()])


def fit(cases: Cases, landmarks: Landmarks, columns: Columns) -> Model:
    """Learn from cases; `columns` has a row for each landmark: what was known there."""
    late, weight = lateness(cases)[landmarks.case], cases.weight[landmarks.case]
    known = {name: rates.learn(texts, late, weight) for name, texts in columns.kinds.items()}
    told = {name: _by_case(texts, late, landmarks.case) for name, texts in columns.kinds.items()}
    texts = [rates.column_without_own(t, late, weight, landmarks.case) for t in columns.kinds.values()]
    matrix = _matrix(texts, columns)
    means = np.average(matrix, axis=0, weights=weight)
    scales = np.sqrt(np.average((matrix - means) ** 2, axis=0, weights=weight))
    scales = np.where(scales > ENOUGH, scales, 1.0)
    design = np.hstack([np.eye(PARTS)[landmarks.part], (matrix - means) / scales])
    found = _regress(design, late, weight)
    names = [*columns.kinds, *columns.sizes]
    return Model(known, told, means, scales, found[:PARTS], found[PARTS:], names)


def _by_case(texts, late, case) -> rates.Rates:
    """The rates of texts, a case counting once for each text that it ever had."""
    _texts, place = np.unique(texts.astype(str), return_inverse=True)
    _pairs, first = np.unique(np.column_stack([place, case]), axis=0, return_index=True)
    return rates.learn(texts[first], late[first], np.ones(len(first)))


def _regress(design, late, weight) -> np.ndarray:
    """Logistic regression by Newton's method, with a ridge that keeps rare columns quiet."""
    found = np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], RIDGE)
    for _step in range(STEPS):
        chance = _logistic(design @ found)
        slope = design.T @ (weight * (late - chance)) - ridge * found
        bend = (design * (weight * chance * (1 - chance))[:, None]).T @ design + np.diag(ridge)
        change = np.linalg.solve(bend, slope)
        found += change
        if np.abs(change).max() < ENOUGH:
            break
    return found


def _logistic(score):
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))
