"""What people do about models: have them trained, dismiss a warning."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reports_app.models import ForecastRun
from tts.core import audit, jobs
from tts.core.actor import Actor
from tts.core.errors import Conflict

JOB = "reports_app.tasks.forecast_parts"
PATIENCE = timedelta(minutes=10)


@transaction.atomic
def train(actor: Actor, at: datetime | None = None) -> ForecastRun:
    """Have the worker make all forecasts anew. Raises Conflict while it does so already."""
    at = at or timezone.now()
    if ForecastRun.objects.filter(finished_at__isnull=True, started_at__gt=at - PATIENCE).exists():
        raise Conflict(_("The forecasts are being made anew already."))
    run = ForecastRun.objects.create(started_at=at)
    audit.record(actor, "forecast.requested", "forecast_run", run.pk, at=at)
    jobs.enqueue(JOB, run.pk)
    return run
