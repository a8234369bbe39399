"""The other side: a help desk that sends tickets by Celery and hears of their status, and people who work."""

import json
import threading
import time
from collections import defaultdict

from amqp import AMQPError
from celery import Celery
from django.db import InterfaceError, OperationalError, connection
from kombu import Connection, Queue, pools
from kombu.exceptions import OperationalError as BrokerAway

from tests.factories import by
from tickets_app.actions.move import begin, transition
from tickets_app.actions.outgoing import STATUS_QUEUE
from tickets_app.ingest import tickets
from tickets_app.models import TaskItem
from tts.core.errors import Conflict


class Thread(threading.Thread):
    """A thread that works until it is asked to stop, and whose failure is seen."""

    def __init__(self):
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.failure = None

    def run(self):
        try:
            self.work()
        except BaseException as error:
            self.failure = error
            raise

    def stop(self):
        """Ask it to stop and wait for that; raise what it failed with."""
        self.stopping.set()
        self.join(120)
        if self.failure:
            raise self.failure


class Sender(Thread):
    """Sends tickets by Celery, each until the broker has confirmed it."""

    def __init__(self, url):
        super().__init__()
        self.url = url
        self.wanted: list[str] = []
        self.confirmed: list[str] = []
        self._more = threading.Condition()

    def send(self, numbers):
        """Have tickets of these numbers sent."""
        with self._more:
            self.wanted += numbers
            self._more.notify()

    def is_done(self):
        return len(self.confirmed) == len(self.wanted)

    def work(self):
        while not self.stopping.is_set():
            try:
                with self._app() as app, app.producer_or_acquire() as producer:
                    self._send_wanted(app, producer)
            except (BrokerAway, OSError, AMQPError):
                pools.reset()
                time.sleep(0.2)

    def _app(self):
        app = Celery("hdts", broker=self.url, set_as_current=False)
        app.conf.update(
            broker_transport_options={"confirm_publish": True},
            broker_connection_timeout=2,
            task_publish_retry=False,
        )
        return app

    def _send_wanted(self, app, producer):
        queue = Queue(tickets.QUEUE, routing_key=tickets.QUEUE)
        while not self.stopping.is_set():
            with self._more:
                if self.is_done():
                    self._more.wait(0.2)
                    continue
                number = self.wanted[len(self.confirmed)]
            facts = {"ticket_number": number, "subject": f"Printer {number}", "department": "IT",
                     "category": "Support", "priority": "High"}  # fmt: skip
            # The same id each time: what the broker has kept already is told from something new.
            options = {"task_id": f"task-{number}", "queue": queue, "producer": producer}
            app.send_task(tickets.TASK, args=[facts], **options)
            self.confirmed.append(number)


class Receiver(Thread):
    """Hears of statuses as the help desk does. `heard`: by number, what came, each message once."""

    def __init__(self, url):
        super().__init__()
        self.url = url
        self.heard: dict[str, list[str]] = defaultdict(list)
        self.repeats = 0
        self._ids: set[str] = set()

    def work(self):
        while not self.stopping.is_set():
            try:
                self._listen()
            except (BrokerAway, OSError, AMQPError):
                time.sleep(0.2)

    def _listen(self):
        with Connection(self.url, connect_timeout=2) as link, link.channel() as channel:
            channel.basic_qos(0, 50, False)
            queue = Queue(STATUS_QUEUE, routing_key=STATUS_QUEUE, channel=channel)
            queue.declare()
            with link.Consumer(queue, on_message=self._hear, channel=channel):
                while not self.stopping.is_set():
                    try:
                        link.drain_events(timeout=0.5)
                    except TimeoutError:
                        continue

    def _hear(self, message):
        name = message.headers["id"]
        if name in self._ids:
            self.repeats += 1
        else:
            self._ids.add(name)
            number, status = json.loads(message.body)[0]
            self.heard[number].append(status)
        message.ack()


class Workers(Thread):
    """People who take every fifth ticket from its first step to its end."""

    def work(self):
        while not self.stopping.is_set():
            try:
                self._round()
            except (OperationalError, InterfaceError):
                connection.close()
            time.sleep(0.2)
        connection.close()

    def _round(self):
        rows = TaskItem.objects.filter(closed_at__isnull=True, user__isnull=False)
        rows = rows.select_related("user", "task__ticket").order_by("pk")
        for item in rows.filter(task__ticket__number__regex="[05]$")[:20]:
            try:
                if item.began_at is None:
                    begin(by(item.user), item.task_id)
                else:
                    transition(by(item.user), item.task_id)
            except Conflict:
                continue

    def finish(self):
        """Work until nothing is left to do."""
        while TaskItem.objects.filter(closed_at__isnull=True, task__ticket__number__regex="[05]$").exists():
            time.sleep(0.2)
