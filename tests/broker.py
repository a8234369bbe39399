"""A real RabbitMQ for tests, with real Celery on the other side.

@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_it(broker):
    broker.send(TICKETS, TASK, args=[{...}])          # as another program's Celery would
    with running(Consumer(broker.url)): ...           # a consumer or publisher in a thread
    broker.received("ticket_status-default")          # [(task name, args), ...] as a Celery worker gets them
"""

import threading
import time
from contextlib import contextmanager

import pytest
from amqp import Message
from celery import Celery
from django.db import connections
from kombu import Connection, Queue, pools

from tests import services


class Broker:
    """What tests do with a broker at `url`; `server` starts, kills and stops it."""

    def __init__(self, server):
        self.server = server
        self.url = server.url

    def celery(self, **settings) -> Celery:
        """The program on the other side, as it is configured there."""
        app = Celery("elsewhere", broker=self.url, set_as_current=False)
        app.conf.update(broker_transport_options={"confirm_publish": True}, **settings)
        return app

    def send(self, queue, task, **call) -> str:
        """Send one call by Celery's own `send_task`; answers its id."""
        with self.celery() as app:
            return app.send_task(task, queue=Queue(queue, routing_key=queue), **call).id

    def put(self, queue, body, headers, properties, declare=True) -> None:
        """Send a message byte for byte; the queue must exist where it is not to be declared."""
        with Connection(self.url) as link:
            channel = link.channel()
            if declare:
                channel.queue_declare(queue, durable=True, auto_delete=False)
            channel.confirm_select()
            message = Message(body, application_headers=headers, **properties)
            channel.basic_publish(message, routing_key=queue)

    def depth(self, queue) -> int:
        """How many messages stand in a queue that exists."""
        with Connection(self.url) as link:
            return link.channel().queue_declare(queue, passive=True).message_count

    def received(self, queue, count, seconds=20) -> list:
        """The next `count` messages of a queue as kombu decodes them for Celery: (headers, body)."""
        found = []

        def keep(body, message):
            found.append((message.headers, body))
            message.ack()

        with Connection(self.url) as link, link.channel() as channel:
            queue = Queue(queue, routing_key=queue, channel=channel)
            queue.declare()
            with link.Consumer(queue, callbacks=[keep], accept=["json"], channel=channel):
                until = time.monotonic() + seconds
                while len(found) < count and time.monotonic() < until:
                    try:
                        link.drain_events(timeout=0.5)
                    except TimeoutError:
                        continue
        return found

    def empty(self) -> None:
        """Delete all queues."""
        pools.reset()  # Celery's kept connections believe that their queues exist
        names = self.server.ctl("list_queues", "--quiet", "--no-table-headers", "name").split()
        with Connection(self.url) as link:
            for name in names:
                link.channel().queue_delete(name)


@pytest.fixture(scope="session")
def rabbit():
    """One RabbitMQ for the session."""
    if services.rabbitmq_server() is None:
        pytest.skip("RabbitMQ is not installed")
    with services.rabbitmq() as server:
        yield server


@pytest.fixture
def broker(rabbit):
    """A Broker without queues."""
    made = Broker(rabbit)
    made.empty()
    return made


@contextmanager
def running(*processes):
    """Run consumers or publishers, each in a thread of its own, until the block ends."""
    failures = []

    def work(process):
        try:
            process.run()
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(process,)) for process in processes]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for process in processes:
            process.stop()
        for thread in threads:
            thread.join(30)
        assert not failures
        assert not any(thread.is_alive() for thread in threads)


def eventually(question, seconds=30):
    """Wait until `question()` is true; fail when it does not become so."""
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
