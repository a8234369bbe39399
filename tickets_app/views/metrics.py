"""Figures for a monitoring system, in Prometheus' text format.

Requests, statements, sockets and memory are of this process alone (`tts.core.instruments`), so each web
process is to be asked; everything else is read from the database and the same from each.
"""

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from tickets_app import status
from tickets_app.ingest import figures
from tickets_app.models import DeadLetter, HeldMessage
from tickets_app.sla import due
from tts.accounts.access import ADMIN
from tts.core.models import Heartbeat
from tts.core.policy import PUBLIC, allow

LOOPBACK = ("127.0.0.1", "::1")


@allow(PUBLIC)
@never_cache
@require_safe
def metrics(request):
    """To a scraper on this machine, and to administrators; 403 for everybody else."""
    if not _is_from_here(request):
        ADMIN.require(request.user)
    registry = CollectorRegistry()
    registry.register(Collector())
    text = generate_latest(REGISTRY) + generate_latest(registry)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request) -> bool:
    """Whether the request comes from this machine itself, not through a proxy on it."""
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not request.was_forwarded


class Collector:
    """Figures of the whole installation as gauges, read from the database when asked."""

    def collect(self):
        yield from self._incoming()
        yield from self._outgoing()
        letters = _gauge(
            "tts_dead_letters", "Messages that could not be used, by what became of them", "state"
        )
        for state, count in DeadLetter.objects.values_list("state").annotate(Count("pk")).order_by("state"):
            letters.add_metric([state], count)
        yield letters
        held = _gauge("tts_held_messages", "Messages that are held until their time")
        held.add_metric([], HeldMessage.objects.count())
        yield held
        age = _gauge("tts_heartbeat_age_seconds", "Since a background process said that it lives", "process")
        for name, at in Heartbeat.objects.values_list("name", "at"):
            age.add_metric([name], (timezone.now() - at).total_seconds())
        yield age
        lag = _gauge("tts_sla_lag_seconds", "For how long the oldest threshold that is due waits")
        lag.add_metric([], due.lag(timezone.now()).total_seconds())
        yield lag
        yield from _work()

    def _incoming(self):
        taken = _gauge(
            "tts_inbox_messages_last_hour", "Messages taken from a queue in the last hour", "queue"
        )
        waiting = _gauge("tts_queue_messages", "Messages that stood in the broker's queue", "queue")
        for queue in figures.incoming():
            taken.add_metric([queue.name], queue.in_hour)
            if queue.waiting is not None:
                waiting.add_metric([queue.name], queue.waiting)
        yield taken
        yield waiting

    def _outgoing(self):
        sent = _gauge("tts_outbox_sent_last_hour", "Messages published to a queue in the last hour", "queue")
        waiting = _gauge("tts_outbox_waiting", "Messages that are to be published", "queue")
        oldest = _gauge("tts_outbox_oldest_seconds", "Age of the oldest message to be published", "queue")
        dead = _gauge("tts_outbox_dead", "Messages whose publishing was given up", "queue")
        for queue in figures.outgoing():
            sent.add_metric([queue.name], queue.in_hour)
            waiting.add_metric([queue.name], queue.waiting)
            age = (timezone.now() - queue.oldest).total_seconds() if queue.oldest else 0
            oldest.add_metric([queue.name], age)
            dead.add_metric([queue.name], queue.dead)
        yield from (sent, waiting, oldest, dead)


def _work():
    """Jobs, how evenly people hold work, and which version this is."""
    waiting, late, failed = status.jobs()
    for name, says, value in (
        ("tts_jobs_waiting", "Jobs that wait or run", waiting),
        ("tts_jobs_oldest_seconds", "For how long the oldest job is due", late),
        ("tts_jobs_failed", "Jobs that failed and are kept", failed),
    ):
        gauge = _gauge(name, says)
        gauge.add_metric([], value)
        yield gauge
    skew = _gauge("tts_assignment_skew", "Most minus least open items among the members of a role", "role")
    for role, spread in status.skews().items():
        skew.add_metric([role], spread)
    yield skew
    version = _gauge("tts_version", "Always 1; says which version this process is", "version")
    version.add_metric([settings.TTS_VERSION], 1)
    yield version


def _gauge(name, says, *labels):
    return GaugeMetricFamily(name, says, labels=labels)
