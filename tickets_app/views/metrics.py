"""Figures for a monitoring system, in Prometheus' text format."""

from django.db.models import Count
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

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
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request) -> bool:
    """Whether the request comes from this machine itself, not through a proxy on it."""
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not request.was_forwarded


class Collector:
    """The figures as gauges, read from the database when asked."""

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


def _gauge(name, says, *labels):
    return GaugeMetricFamily(name, says, labels=labels)
