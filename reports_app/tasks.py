"""Entry points of the job worker. The web process names them as text and never imports them."""

from django.utils import timezone

from reports_app.forecasting import runs
from reports_app.models import ForecastRun


def forecast() -> bool:
    """Make all forecasts anew. Answers whether that is finished; if not, further jobs go on with it."""
    return runs.go_on(ForecastRun.objects.create(started_at=timezone.now()).pk)


def forecast_parts(run_id: int) -> bool:
    """Go on with a run. Answers whether it is finished."""
    return runs.go_on(run_id)
