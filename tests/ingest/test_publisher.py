"""The outbox against a real RabbitMQ: everything leaves, in order per ticket, at least once."""

import json
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from kombu import Connection

from tests.broker import eventually, running
from tests.factories import by, edge_id, make_ticket
from tests.ingest.messages import ticket
from tickets_app.actions.move import begin, transition
from tickets_app.ingest import publisher
from tickets_app.ingest.publisher import Publisher, Sender, publish_round
from tts.core import outbox
from tts.core.models import Heartbeat, OutboxMessage

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]
STATUS = "ticket_status-default"


def put(count, key="T", queue=STATUS):
    """`count` messages of one key in the outbox."""
    rows = [outbox.message(queue, "send_ticket_status", [key, str(n)], key) for n in range(count)]
    outbox.write(rows)
    return rows


def states():
    return dict(OutboxMessage.objects.order_by("pk").values_list("pk", "state"))


def all_sent():
    return not OutboxMessage.objects.exclude(state="sent").exists()


@contextmanager
def full(broker, queue=STATUS):
    """Have the broker refuse everything for a queue while the block runs."""
    policy = json.dumps({"max-length": 0, "overflow": "reject-publish"})
    broker.server.ctl("set_policy", "full", f"^{queue}$", policy, "--apply-to", "queues")
    try:
        yield
    finally:
        broker.server.ctl("clear_policy", "full")


class TestDelivery:
    def test_statuses_arrive_as_celery_calls_in_order(self, broker, version, coordinator, agent, technician):
        made = make_ticket(takes_number=True, **ticket(source_service="hdts"))
        begin(by(agent), made.task.pk)
        transition(by(agent), made.task.pk, edge_id(version, "Send on"))
        with running(Publisher(broker.url)):
            eventually(all_sent)
        found = broker.received(STATUS, 2)
        assert [(headers["task"], body[0]) for headers, body in found] == [
            ("send_ticket_status", ["HD-1", "Open"]),
            ("send_ticket_status", ["HD-1", "In Progress"]),
        ]

    def test_a_celery_worker_runs_them(self, broker):
        put(3)
        with running(Publisher(broker.url)):
            eventually(all_sent)
        got = []
        app = broker.celery(
            task_default_queue=STATUS, worker_hijack_root_logger=False, worker_enable_remote_control=False
        )

        @app.task(name="send_ticket_status")
        def send_ticket_status(number, status):
            got.append((number, status))

        worker = app.Worker(
            pool="solo", concurrency=1, loglevel="ERROR", without_mingle=True, without_gossip=True
        )
        threading.Thread(target=lambda: (eventually(lambda: len(got) == 3), worker.stop())).start()
        worker.start()
        assert got == [("T", "0"), ("T", "1"), ("T", "2")]

    def test_of_many_tickets_and_publishers_each_in_order(self, broker):
        for n in range(10):
            for key in "ABCDEFGH":
                outbox.write([outbox.message(STATUS, "send_ticket_status", [key, n], key)])
        crowd = [Publisher(broker.url) for _ in range(4 if many_publishers() else 1)]
        with running(*crowd):
            eventually(all_sent)
        found = [body[0] for _headers, body in broker.received(STATUS, 80)]
        assert len(found) == 80
        for key in "ABCDEFGH":
            assert [n for name, n in found if name == key] == list(range(10))

    def test_a_queue_that_vanished_is_made_again(self, broker):
        with running(Publisher(broker.url)):
            put(1)
            eventually(all_sent)
            with Connection(broker.url) as link:
                link.channel().queue_delete(STATUS)
            OutboxMessage.objects.update(next_attempt_at=None)
            put(1, key="U")
            eventually(lambda: OutboxMessage.objects.filter(attempts=1).exists())
            assert "No queue takes it" in OutboxMessage.objects.get(attempts=1).error
            OutboxMessage.objects.update(next_attempt_at=None)
            eventually(all_sent)
        assert broker.depth(STATUS) == 1

    def test_its_heartbeat_is_noted(self, broker):
        with running(Publisher(broker.url)):
            eventually(lambda: Heartbeat.objects.filter(name="publisher").exists())


def many_publishers():
    return publisher.database.vendor == "postgresql"


class TestRefusals:
    def test_wait_keep_order_and_are_given_up_at_last(self, broker):
        first, second = put(2)
        other = put(1, key="U", queue="elsewhere")[0]
        with Connection(broker.url) as link:
            sender = Sender(link)
            with full(broker):
                publish_round(sender)
                assert states() == {first.pk: "waiting", second.pk: "waiting", other.pk: "sent"}
                first.refresh_from_db()
                assert first.attempts == 1
                assert first.next_attempt_at > timezone.now()
                assert "would not keep it" in first.error
                assert publish_round(sender) == 0
                for _attempt in range(outbox.MAX_ATTEMPTS - 1):
                    OutboxMessage.objects.filter(pk=first.pk).update(next_attempt_at=timezone.now())
                    assert publish_round(sender) == 1
                assert states()[first.pk] == "dead"
            eventually(lambda: publish_round(sender) == 1)
            assert states()[second.pk] == "sent"

    def test_the_wait_grows_and_has_an_end(self):
        row = put(1)[0]
        waits = []
        for _attempt in range(outbox.MAX_ATTEMPTS):
            outbox.mark_refused(row, "no")
            waits.append((row.next_attempt_at - timezone.now()).total_seconds())
        assert waits == sorted(waits)
        assert 4 < waits[0] < 6
        assert waits[-1] <= 600
        assert row.state == "dead"


class TestTrouble:
    def test_a_broker_that_is_away_costs_no_attempt(self, broker):
        with running(Publisher(broker.url)):
            put(1)
            eventually(all_sent)
            broker.server.kill()
            rows = put(3, key="V")
            time.sleep(3)
            assert set(OutboxMessage.objects.filter(order_key="V").values_list("attempts", flat=True)) == {0}
            broker.server.start()
            eventually(all_sent, 60)
        found = [body[0] for _headers, body in broker.received(STATUS, 4)]
        assert [n for key, n in found if key == "V"] == ["0", "1", "2"]
        assert len(rows) == 3

    def test_one_that_is_stopped_finishes_its_round(self, broker):
        for n in range(300):
            put(1, key=str(n))
        with running(Publisher(broker.url)):
            eventually(lambda: OutboxMessage.objects.filter(state="sent").exists())
        sent = OutboxMessage.objects.filter(state="sent").count()
        assert sent % publisher.ROUND == 0
        assert broker.depth(STATUS) == sent

    def test_on_sqlite_there_is_one(self, broker, settings):
        if many_publishers():
            return
        settings.DJANGO_CELERY_BROKER_URL = broker.url
        with publisher.sole_on_sqlite(), pytest.raises(CommandError, match="runs already"):
            call_command("publish_outbox")


def test_without_broker_nothing_runs_and_all_waits(settings):
    settings.DJANGO_CELERY_BROKER_URL = ""
    put(1)
    for command in ("publish_outbox", "consume_queues"):
        with pytest.raises(CommandError, match="DJANGO_CELERY_BROKER_URL"):
            call_command(command)
    assert set(states().values()) == {"waiting"}
