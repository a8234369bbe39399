"""The status page: how the installation is. Administrators."""

from datetime import timedelta

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets_app import status
from tickets_app.ingest import figures
from tickets_app.presenters import words
from tickets_app.sla import due
from tts.accounts.access import ADMIN
from tts.core.health import processes
from tts.core.policy import allow


@allow(ADMIN)
@require_safe
def show(request):
    """Processes, jobs, queues, SLA lag, storage, versions and migrations; refreshes itself."""
    now = timezone.now()
    lag = due.lag(now)
    waiting, late, failed = status.jobs()
    free, size = status.storage()
    facts = {
        "beats": status.heartbeats(now),
        "missing": [name for name, state in processes().items() if state == "degraded"],
        "has_broker": bool(settings.DJANGO_CELERY_BROKER_URL),
        "jobs": {"waiting": waiting, "late": _behind(timedelta(seconds=late)), "failed": failed},
        "lag": {"words": _behind(lag), "is_late": status.is_late(lag)},
        "queues": figures.states(),
        "skews": sorted(status.skews().items(), key=lambda pair: -pair[1])[:10],
        "versions": status.versions(),
        "pending": status.pending_migrations(),
        "storage": {"free": free, "size": size, "used": size - free, "database": status.database_bytes()},
        "now": now,
    }
    return render(request, "integrations/status.html", facts)


def _behind(amount: timedelta) -> str:
    """How late something is, in words; "" below a minute, which is in time."""
    return words.duration(amount) if amount >= words.MINUTE else ""
