"""Which predictor serves this system's tickets: the regression, or the table where that is no worse.

Tested by time: learned from what was known at a moment, asked about the tasks that began later and whose
target has passed by now, so that slow ones are in it as well as quick ones. Pure apart from the records.
"""

from dataclasses import dataclass, field

import numpy as np

from reports_app.risk import landmark, scores, table
from reports_app.risk.records import Loads, Record, cases_at, columns_at
from reports_app.risk.spells import EDGES, landmarks_of

REGRESSION, TABLE, NONE = "regression", "table", "none"
FEWEST_DECIDED = 30
FEWEST_LATE = 5
ENOUGH_LATE = 40
ENOUGH_TESTED = 60
LEARNED_SHARE = 0.7


@dataclass(frozen=True)
class Verdict:
    """The method chosen and how both did on tasks that they had not seen. None: there was no test."""

    method: str
    tested: int = 0
    auc: float | None = None
    ece: float | None = None
    error: float | None = None
    table_auc: float | None = None
    table_error: float | None = None
    curve: list[scores.CurvePoint] = field(default_factory=list)


def verdict(found: list[Record], now: float, loads: Loads) -> Verdict:
    """Choose by what is known at `now`. `error` is the mean squared error of the probabilities."""
    decided = [record for record in found if record.target <= now or record.is_done]
    late = sum(record.ended > record.target for record in decided if record.target <= now)
    if len(decided) < FEWEST_DECIDED or late < FEWEST_LATE:
        return Verdict(NONE)
    mature = sorted((r for r in found if r.target <= now), key=lambda record: record.begin)
    cut = mature[int(len(mature) * LEARNED_SHARE)].begin
    asked = [r for r in mature if r.begin >= cut and (r.is_done or r.ended > r.target)]
    known = [record for record in found if record.begin < cut]
    if late < ENOUGH_LATE or len(asked) < ENOUGH_TESTED or len(known) < FEWEST_DECIDED:
        return Verdict(TABLE)
    return _compared(known, asked, cut, loads)


def _compared(known, asked, cut, loads) -> Verdict:
    truth = np.array([record.ended > record.target for record in asked])
    columns = columns_at(asked, np.array([record.begin for record in asked]), loads)
    by_model = regression(known, cut, loads).late(columns)
    by_table = rate_table(known, cut).late(columns)
    errors = [float(np.mean((said - truth) ** 2)) for said in (by_model, by_table)]
    is_better = errors[0] < errors[1]
    chosen = by_model if is_better else by_table
    return Verdict(
        REGRESSION if is_better else TABLE,
        len(asked),
        scores.auc(truth, chosen),
        scores.ece(truth, chosen),
        errors[0] if is_better else errors[1],
        scores.auc(truth, by_table),
        errors[1],
        scores.curve(truth, chosen),
    )


def regression(found: list[Record], now: float, loads: Loads) -> landmark.Model:
    """The regression learned from what is known at `now`."""
    cases = cases_at(found, now)
    marks = landmarks_of(cases)
    each = [found[case] for case in marks.case]
    moments = np.array([r.begin + EDGES[part] * r.span for r, part in zip(each, marks.part, strict=True)])
    return landmark.fit(cases, marks, columns_at(each, moments, loads))


def rate_table(found: list[Record], now: float) -> table.Table:
    """The table learned from what is known at `now`."""
    return table.fit(cases_at(found, now), np.array([r.kinds[table.GROUP] for r in found], object))
