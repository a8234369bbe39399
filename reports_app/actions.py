"""What people do about models: have them trained, dismiss a warning."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reports_app.models import Anomaly, ForecastRun
from reports_app.noticed import visible
from reports_app.stored import PATIENCE
from tts.core import audit, jobs
from tts.core.actor import Actor
from tts.core.errors import Conflict, Invalid, NotFound

JOB = "reports_app.tasks.forecast_parts"
LONGEST_REASON = 255


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


@transaction.atomic
def dismiss(actor: Actor, anomaly_id: int, reason: str, at: datetime | None = None) -> Anomaly:
    """Say that an anomaly needs no more attention, and why. Raises NotFound for one that the actor may not
    see, Conflict for one that is dismissed already, Invalid without a reason."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": [_("Say why, in at most 255 characters.")]})
    found = visible(actor.user).select_related(None).select_for_update().filter(pk=anomaly_id).first()
    if found is None:
        raise NotFound
    if found.dismissed_at:
        raise Conflict(_("Somebody has dismissed it already."))
    found.dismissed_at, found.dismissed_by, found.reason = at or timezone.now(), actor.user, reason
    found.save()
    audit.record(actor, "anomaly.dismissed", "anomaly", found.pk, at=found.dismissed_at, note=reason)
    return found
