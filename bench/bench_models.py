"""How well anomalies are found, and volume forecast, on made-up records with known truth."""

from datetime import date

import numpy as np

from bench.harness import Goal, Result
from bench.injected import WEEK, tally
from reports_app.forecast.evaluate import evaluate
from reports_app.forecast.series import Daily

SEEDS = 50
RECORDS = 6
DAYS = 120


def benchmarks():
    """Precision, recall and naming over 50 seeds of both kinds; the forecast beside the naive."""
    found = tally(range(SEEDS))
    yield Result("models_anomalies_precision", found.precision, "share", Goal("value", ">=", 0.85))
    yield Result("models_anomalies_recall", found.recall, "share", Goal("value", ">=", 0.8))
    yield Result("models_anomalies_segment", found.naming, "share", Goal("value", ">=", 0.8))
    scores = [evaluate(Daily(date(2026, 1, 5), _record(seed))) for seed in range(RECORDS)]
    names = ("mase", "mase_naive", "coverage80")
    mase, naive, held = (float(np.mean([one[name] for one in scores])) for name in names)
    yield Result("models_volume_mase", mase, "MASE", Goal("ratio", "<=", 0.85), naive)
    yield Result("models_volume_coverage80", held, "share", Goal("value", ">=", 0.7))


def _record(seed) -> np.ndarray:
    """Counts of a desk whose level drifts, with four days on which hardly anything came."""
    random = np.random.default_rng(seed)
    level = 200 * np.exp(np.cumsum(random.normal(0, 0.015, DAYS)))
    level[random.choice(DAYS, 4, replace=False)] *= 0.1
    rates = level * WEEK[np.arange(DAYS) % 7]
    return random.negative_binomial(25, 25 / (25 + rates)).astype(float)
