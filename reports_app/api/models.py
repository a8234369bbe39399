"""What the REST routes answer of stored forecasts and anomalies."""

from collections.abc import Callable

from reports_app.figures import View
from reports_app.models import Anomaly, Forecast
from reports_app.noticed import noticed
from reports_app.stored import Stored, stored

FACTS = (
    "department", "made_at", "first_day", "last_day", "winner", "baseline", "error", "baseline_error",
    "coverage80", "origins",
)  # fmt: skip
OF_ANOMALY = (
    "measure", "dimension", "segment", "label", "department", "first_day", "last_day", "expected", "observed",
    "score", "found_at",
)  # fmt: skip


def forecast_of(kind: str) -> Callable[[View], dict]:
    """What answers the stored forecast of a kind."""

    def answer(view: View) -> dict:
        return _forecast(stored(view), kind)

    answer.__doc__ = (
        f"The stored forecast ({kind}) of everything or of `department`, with the days it was made from, its "
        "error in back-tests and that of the baseline. `forecast` is null before the worker has made one."
    )
    return answer


def comprehensive(view: View) -> dict:
    """All stored forecasts, of everything or of `department`; null where there is none."""
    found = stored(view)
    return {kind: _forecast(found, kind)["forecast"] for kind in Forecast.Kind.values}


def _forecast(found: Stored, kind) -> dict:
    one = found.of(kind)
    return {"forecast": one and {**{name: getattr(one, name) for name in FACTS}, **one.content}}


def anomalies(view: View) -> dict:
    """What is out of the ordinary and was not dismissed, the newest first."""
    return {"results": [_anomaly(notice.anomaly) for notice in noticed(view)]}


def _anomaly(one: Anomaly) -> dict:
    return {"anomaly_id": one.pk, **{name: getattr(one, name) for name in OF_ANOMALY}}
