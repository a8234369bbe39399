"""The risk model on the incident log, beside boosted trees trained and tested the same way.

Also on parts of the log that begin later, so with less to learn from, and on every other incident:

    python -m bench.bench_models_risk [FILE]        # all weeks of all of these
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.harness import Goal, Result

LOG = Path(__file__).resolve().parents[2] / "shared" / "data" / "servicenow_incidents.csv.gz"
WEEK = 168.0


def benchmarks() -> Iterator[Result]:
    """Area under the curve and calibration of the last three weeks, the yardstick being boosted trees."""
    if not LOG.exists():
        print(f"models_risk: not measured, there is no {LOG.name}")
        return
    incidents = incidents_of(LOG)
    ours, trees = scored(incidents), scored(incidents, boosted_trees)
    yield Result("models_risk_auc", ours["auc"], "AUC", Goal("value", ">=", 0.8), trees["auc"])
    yield Result("models_risk_ece", ours["ece"], "ECE", Goal("value", "<=", 0.12), trees["ece"])
    yield Result("models_risk_auc_gain", ours["auc"], "AUC", Goal("ratio", ">=", 1.0), trees["auc"])
    yield Result("models_risk_ece_gain", ours["ece"], "ECE", Goal("ratio", "<=", 1.0), trees["ece"])


def incidents_of(path: Path):
    """The incidents of a log."""
    from reports_app.risk import incident_log
    from tickets_app.replay import reader

    return incident_log.incidents_of(reader.read(path).incidents)


def scored(incidents, predictor: Callable | None = None) -> dict:
    """The pooled scores of a predictor, ours unless given."""
    return all_scores(incidents, predictor)["pooled"]


def all_scores(incidents, predictor: Callable | None) -> dict:
    """All scores of a predictor."""
    from reports_app.risk import backtest

    return backtest.evaluate(incidents, predictor or backtest.predict)


def boosted_trees(known, columns, _now, opened, asked) -> np.ndarray:
    """Plain gradient boosting on the closed incidents: numbers as they are, texts as ordinals."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.preprocessing import OrdinalEncoder

    closed = np.flatnonzero(~np.isnan(known.closed))
    truth = known.breached[closed]
    if len(np.unique(truth)) < 2:
        return np.full(len(opened), truth.mean() if len(truth) else 0.5)
    ordinals = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    learned = columns.take(closed)
    texts = ordinals.fit_transform(_texts(learned))
    trees = HistGradientBoostingClassifier(max_iter=150, random_state=0)
    trees.fit(np.hstack([texts, _numbers(learned)]), truth)
    return trees.predict_proba(np.hstack([ordinals.transform(_texts(asked)), _numbers(asked)]))[:, 1]


def _texts(columns):
    return np.column_stack(list(columns.kinds.values()))


def _numbers(columns):
    return np.column_stack(list(columns.sizes.values()))


def parts(incidents) -> dict:
    """The log whole and in parts, by what they are called."""
    begin = np.floor(incidents[0].opened / WEEK) * WEEK
    later = {f"from week {week}": _since(incidents, begin + (week - 1) * WEEK) for week in (2, 3, 4)}
    halves = {"every other incident": incidents[::2], "every fourth": incidents[1::4]}
    return {"whole": incidents, **later, **halves}


def _since(incidents, moment):
    return [incident for incident in incidents if incident.opened >= moment]


def main(path: Path) -> None:
    """Print all weeks of all parts, ours and the trees'."""
    for name, part in parts(incidents_of(path)).items():
        for who, predictor in (("ours", None), ("trees", boosted_trees)):
            found = all_scores(part, predictor)
            for row in [*found["weeks"], {"week": "last 3", **found["pooled"]}]:
                print(name, who, json.dumps({k: _short(v) for k, v in row.items()}), flush=True)


def _short(value):
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")
    import django

    django.setup()
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else LOG)
