"""The back-test on an incident log: trained each week on what was known, tested on the next one. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reports_app.risk import log_model, scores
from reports_app.risk.incident_log import Incident, Known, columns_of, known_at
from reports_app.risk.spells import Columns
from reports_app.risk.working_hours import WEEK

POOLED = 3
EVEN = 0.5

Predictor = Callable[[Known, Columns, float, np.ndarray, Columns], np.ndarray]


@dataclass(frozen=True)
class Week:
    """A tested week, counted from the first of the log: outcomes and predictions of its incidents."""

    number: int
    truth: np.ndarray
    predicted: np.ndarray

    def as_data(self) -> dict:
        """Its scores; None where a week has incidents of one kind only."""
        return {"week": self.number, **_scores(self.truth, self.predicted)}


def _scores(truth, predicted) -> dict:
    return {"rows": len(truth), "auc": scores.auc(truth, predicted), "ece": scores.ece(truth, predicted)}


def predict(known: Known, columns: Columns, now: float, opened: np.ndarray, asked: Columns) -> np.ndarray:
    """Our predictor. Without any target to learn everything is as likely as not."""
    model = log_model.train(known, columns, now)
    return np.full(len(opened), EVEN) if model is None else model.breach(opened, asked)


def weeks(incidents: Sequence[Incident], predictor: Predictor = predict) -> Iterator[Week]:
    """The tested weeks, from the second one of the log; empty weeks are left out."""
    opened = np.array([incident.opened for incident in incidents])
    columns = columns_of(incidents)
    first = np.floor(opened.min() / 24) * 24 if len(opened) else 0.0
    last = int((opened.max() - first) // WEEK) if len(opened) else 0
    for number in range(1, last + 1):
        now = first + number * WEEK
        before, tested = np.flatnonzero(opened < now), (opened >= now) & (opened < now + WEEK)
        if tested.any() and len(before):
            known = known_at([incidents[index] for index in before], now)
            asked = opened[tested], columns.take(np.flatnonzero(tested))
            truth = np.array([incidents[index].breached for index in np.flatnonzero(tested)])
            yield Week(number + 1, truth, predictor(known, columns.take(before), now, *asked))


def evaluate(incidents: Sequence[Incident], predictor: Predictor = predict) -> dict:
    """The scores of each week, and of the last three together."""
    tested = list(weeks(incidents, predictor))
    last = tested[-POOLED:]
    truth = np.concatenate([np.empty(0, bool), *(week.truth for week in last)])
    predicted = np.concatenate([np.empty(0), *(week.predicted for week in last)])
    return {"weeks": [week.as_data() for week in tested], "pooled": _scores(truth, predicted)}
