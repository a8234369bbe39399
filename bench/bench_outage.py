"""What people notice of a broker that is away: the same pages and actions with RabbitMQ there and gone."""

import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import count

from django.core.cache import cache
from django.test import Client, override_settings

from bench import scene
from bench.harness import Goal, Result
from tests import services
from tests.factories import PASSWORD, by, make_ticket
from tickets_app.comments import actions as comments
from tts.core.models import OutboxMessage

ROUNDS = 2
TICKETS = 8  # a round
COMMANDS = ("consume_queues", "publish_outbox")
HOST = "localhost"
MOST_SECONDS = 120
NOISE = 1.3  # times
WHAT = ("sign_in", "read", "act", "comment")


def benchmarks():
    """Milliseconds of what people do with the broker away, beside those with it there, in turn."""
    scene.version()
    numbers = count(1)
    with services.rabbitmq() as broker, processes(broker.url), reachable(broker.url):
        day(numbers)  # whoever is first pays for warming up
        there, away, grown = [], [], []
        for _ in range(ROUNDS):
            drained()
            there.append(day(numbers))
            drained()
            broker.kill()
            away.append(day(numbers))
            grown.append(waiting())
            broker.start()
        for what in WHAT:
            ours, theirs = (median(days, what) for days in (away, there))
            yield Result(f"outage_{what}", ours * 1000, "ms", Goal("ratio", "<=", NOISE), theirs * 1000)
        yield Result("outage_outbox_grown", min(grown), "messages", Goal("value", ">=", 2 * TICKETS))
        yield Result("outage_drained", drained(), "s after return", Goal("value", "<=", MOST_SECONDS))


@contextmanager
def processes(url):
    """Consumer and publisher at work, as in production."""
    environment = {**os.environ, "DJANGO_CELERY_BROKER_URL": url}
    started = [
        subprocess.Popen([sys.executable, "manage.py", command], env=environment, stderr=subprocess.DEVNULL)
        for command in COMMANDS
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


@contextmanager
def reachable(url):
    """This process as the web server: it knows the broker, and the benchmark may sign in often."""
    with override_settings(DJANGO_CELERY_BROKER_URL=url, ALLOWED_HOSTS=[HOST], SECURE_SSL_REDIRECT=False):
        yield


def day(numbers):
    """Seconds that each thing took, by its name: somebody signs in, reads a ticket, begins it, comments."""
    times = {what: [] for what in WHAT}
    for _ in range(TICKETS):
        ticket = make_ticket(takes_number=True, ticket_number=f"O-{next(numbers)}", source_service="hdts")
        person = ticket.task.items.get().user
        page, client = f"/ticket/{ticket.number}/", Client(SERVER_NAME=HOST)
        cache.clear()  # signing in is limited by address
        answer = timed(
            times["sign_in"], client.post, "/accounts/login/", {"login": person.email, "password": PASSWORD}
        )
        assert answer.status_code == 302, answer.status_code
        assert timed(times["read"], client.get, page).status_code == 200
        assert timed(times["act"], client.post, f"{page}begin/").status_code == 302
        timed(
            times["comment"], comments.create, by(person), ticket.pk, "It is plugged in now.", internal=False
        )
    return times


def median(days, what):
    """The median of how long `what` took on all of `days`."""
    return statistics.median(seconds for times in days for seconds in times[what])


def timed(times, work, *arguments, **more):
    """What `work` answers; how long it took joins `times`."""
    began = time.perf_counter()
    answer = work(*arguments, **more)
    times.append(time.perf_counter() - began)
    return answer


def waiting():
    """How many messages wait in the outbox."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).count()


def drained():
    """Wait until the outbox is empty; answers how many seconds that took."""
    began = time.monotonic()
    while waiting():
        if time.monotonic() - began > MOST_SECONDS:
            raise TimeoutError(f"{waiting()} messages still wait")
        time.sleep(0.1)
    return time.monotonic() - began
