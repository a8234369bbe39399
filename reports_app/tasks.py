"""Entry points of the job worker. The web process names them as text and never imports them."""

from django.utils import timezone

from reports_app.anomaly import watch
from reports_app.forecasting import runs
from reports_app.mailing import sending
from reports_app.models import ForecastRun
from reports_app.risk import training


def forecast() -> bool:
    """Make all forecasts anew. Answers whether that is finished; if not, further jobs go on with it."""
    return runs.go_on(ForecastRun.objects.create(started_at=timezone.now()).pk)


def forecast_parts(run_id: int) -> bool:
    """Go on with a run. Answers whether it is finished."""
    return runs.go_on(run_id)


def train_risk() -> str:
    """Train the risk model and score the open tickets. Answers the method that serves."""
    return training.train().method


def send_reports() -> int:
    """Send the reports that are due by the calendar. Answers how many left."""
    sending.put_due(timezone.now())
    return sending.send_waiting()


def find_anomalies() -> int:
    """Look for anomalies. Answers how many new ones there are."""
    return watch.watch(timezone.now())
