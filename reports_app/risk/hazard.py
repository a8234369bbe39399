"""A discrete-time survival model: the chance that a case is done within each part of its span. Pure.

A logistic regression with an intercept for each part, on smoothed rates of texts (`rates`) and on numbers.
It is additive, so each prediction says what it is made of; and because it is about spells, open cases
teach it too. On the incident log it did as well as boosted trees on the same columns.
"""

from dataclasses import dataclass

import numpy as np

from reports_app.risk import rates
from reports_app.risk.spells import EDGES, PARTS, Cases, Columns, Spells, lateness

RIDGE = 3.0
STEPS = 25
ENOUGH = 1e-6


@dataclass(frozen=True)
class Model:
    """What was learned. `effects`: of each column, on the log-odds of being done in a part."""

    known: dict[str, rates.Rates]
    means: np.ndarray
    scales: np.ndarray
    parts: np.ndarray
    effects: np.ndarray
    names: list[str]

    def late(self, columns: Columns, share: np.ndarray | None = None) -> np.ndarray:
        """How likely cases are late that are open with this share used (0 unless given)."""
        share = np.zeros(len(columns)) if share is None else np.asarray(share, float)
        score = self.standing(columns) @ self.effects
        going_on = 1 - _logistic(self.parts[None, :] + score[:, None])
        return np.prod(going_on ** _ahead(share), axis=1)

    def standing(self, columns: Columns) -> np.ndarray:
        """How far each column of each case lies from the mean, in standard deviations."""
        texts = [self.known[name].column(values) for name, values in columns.kinds.items()]
        return (_matrix(texts, columns) - self.means) / self.scales

    def pushes(self, columns: Columns) -> np.ndarray:
        """What each column adds to the log-odds of going on undone: above 0 it makes lateness likelier."""
        return -self.standing(columns) * self.effects


def _ahead(share) -> np.ndarray:
    """Of each part, how much lies ahead of the share."""
    begins, ends = EDGES[:-1], EDGES[1:]
    return np.clip((ends - share[:, None]) / (ends - begins), 0, 1)


def _matrix(texts, columns) -> np.ndarray:
    return np.column_stack([*texts, *columns.sizes.values()])


def fit(cases: Cases, spells: Spells, columns: Columns) -> Model:
    """Learn from spells; `columns` has a row for each spell: what was known when it began."""
    late, weight = lateness(cases)[spells.case], cases.weight[spells.case]
    known = {name: rates.learn(texts, late, weight) for name, texts in columns.kinds.items()}
    texts = [rates.column_without_own(t, late, weight, spells.case) for t in columns.kinds.values()]
    matrix = _matrix(texts, columns)
    means = np.average(matrix, axis=0, weights=weight)
    scales = np.sqrt(np.average((matrix - means) ** 2, axis=0, weights=weight))
    scales = np.where(scales > ENOUGH, scales, 1.0)
    design = np.hstack([np.eye(PARTS)[spells.part], (matrix - means) / scales])
    found = _regress(design, spells.ended.astype(float), weight)
    return Model(known, means, scales, found[:PARTS], found[PARTS:], [*columns.kinds, *columns.sizes])


def _regress(design, ended, weight) -> np.ndarray:
    """Logistic regression by Newton's method, with a ridge that keeps rare columns quiet."""
    found = np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], RIDGE)
    for _step in range(STEPS):
        chance = _logistic(design @ found)
        slope = design.T @ (weight * (ended - chance)) - ridge * found
        bend = (design * (weight * chance * (1 - chance))[:, None]).T @ design + np.diag(ridge)
        change = np.linalg.solve(bend, slope)
        found += change
        if np.abs(change).max() < ENOUGH:
            break
    return found


def _logistic(score):
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))
