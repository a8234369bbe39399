"""Whether this process and those in the background are well."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tts.core.models import Heartbeat

# Says, in parts of /ready's body, how an app is; apps append to it when they are ready.
REPORTS: list[Callable[[], dict]] = []

STALE_AFTER = timedelta(seconds=180)


def background() -> dict:
    """The state of each background process, and what apps report. Raises as `processes`."""
    parts = processes()
    for report in REPORTS:
        parts |= report()
    return parts


def processes() -> dict[str, str]:
    """Say "ok" or "degraded" for each background process that this installation needs.

    One without a fresh heartbeat is degraded. Raises django.db.Error when the database cannot be used.
    """
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    fresh = timezone.now() - STALE_AFTER
    return {name: "ok" if name in beats and beats[name] > fresh else "degraded" for name in _expected()}


def _expected():
    return ["worker", "consumer", "publisher", "broker"] if settings.DJANGO_CELERY_BROKER_URL else ["worker"]
