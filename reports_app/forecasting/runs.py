"""A run of all forecasts, part by part: a job works half a minute and leaves the rest to the next."""

import time
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from reports_app.forecasting import parts, record
from reports_app.models import ForecastRun
from tts.core import jobs

SECONDS = 25  # of work in one job, which has a minute
KEPT_RUNS = 7
JOB = "reports_app.tasks.forecast_parts"


def go_on(run_id: int, seconds: float = SECONDS) -> bool:
    """Make the missing forecasts of a run for about `seconds`. Answers whether it is finished.

    What is stored is not made again, so a job that died is simply called again.
    """
    run = ForecastRun.objects.filter(pk=run_id, finished_at__isnull=True).first()
    if run is None:
        return True
    until = time.monotonic() + seconds
    span = record.recorded(run.started_at)
    for part in _missing(run, span):
        if time.monotonic() >= until:
            with transaction.atomic():
                jobs.enqueue(JOB, run_id)
            return False
        _make(run, part, span)
    _finish(run, timezone.now())
    return True


def _missing(run, span) -> list[parts.Part]:
    wanted = list(parts.parts(span)) if span else []
    ForecastRun.objects.filter(pk=run.pk).update(total=len(wanted))
    there = set(run.forecasts.values_list("kind", "department"))
    return [part for part in wanted if (part.kind, part.department) not in there]


def _make(run, part, span):
    made = parts.make(part, span, run.started_at)
    made.run, made.made_at = run, timezone.now()
    with transaction.atomic():
        made.save(force_insert=True)
        ForecastRun.objects.filter(pk=run.pk).update(done=run.forecasts.count())


@transaction.atomic
def _finish(run, at: datetime):
    ForecastRun.objects.filter(pk=run.pk).update(finished_at=at)
    kept = ForecastRun.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT_RUNS]
    ForecastRun.objects.exclude(pk__in=list(kept)).delete()
