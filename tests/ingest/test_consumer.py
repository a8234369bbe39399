"""The consumer against a real RabbitMQ, with real Celery as the sender."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from kombu import Connection

from tests.broker import eventually, running
from tests.ingest.messages import envelope, malformed, take_all, ticket
from tests.services import free_port
from tickets_app.ingest import roles, tickets
from tickets_app.ingest.consumer import Consumer
from tickets_app.models import DeadLetter, InboxMessage, QueueDepth, Task, Ticket
from tts.accounts.models import Membership
from tts.core.models import Heartbeat

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


def numbers():
    return set(Ticket.objects.values_list("number", flat=True))


def send_tickets(broker, count, start=1, **call):
    for number in range(start, start + count):
        broker.send(tickets.QUEUE, tickets.TASK, args=[ticket(ticket_number=f"HD-{number}")], **call)


class TestTickets:
    def test_sent_by_celery_arrive(self, broker, version, agent):
        send_tickets(broker, 3)
        with running(Consumer(broker.url)):
            eventually(lambda: Task.objects.count() == 3)
            broker.send(
                tickets.QUEUE, tickets.TASK, kwargs={"payload": {"ticket": ticket(ticket_number="P-1")}}
            )
            broker.send(
                tickets.QUEUE,
                tickets.TASK,
                kwargs={"ticket_data": ticket(ticket_number="P-2")},
                compression="gzip",
            )
            at = datetime(2026, 3, 1, tzinfo=UTC)
            broker.send(tickets.QUEUE, tickets.TASK, args=[ticket(ticket_number="P-3", submitted_at=at)])
            eventually(lambda: Task.objects.count() == 6)
        assert numbers() == {"HD-1", "HD-2", "HD-3", "P-1", "P-2", "P-3"}
        assert Ticket.objects.get(number="P-3").submitted_at == at
        assert broker.depth(tickets.QUEUE) == 0

    def test_of_protocol_1_arrive(self, broker, version):
        with broker.celery(task_protocol=1) as app:
            app.send_task(tickets.TASK, args=[ticket()], queue=tickets.QUEUE)
        with running(Consumer(broker.url)):
            eventually(lambda: numbers() == {"HD-1"})

    def test_with_eta_wait_and_block_nobody(self, broker, version):
        send_tickets(broker, 2, countdown=4)
        sent = time.monotonic()
        send_tickets(broker, 1, start=9)
        with running(Consumer(broker.url)):
            eventually(lambda: numbers() == {"HD-9"})
            early = time.monotonic() - sent
            eventually(lambda: len(numbers()) == 3)
            assert early < 4 <= time.monotonic() - sent + 0.5

    def test_malformed_ones_are_kept_and_block_nobody(self, broker, version, tmp_path):
        trap = tmp_path / "trap"
        kinds = malformed(trap)
        for index, make in enumerate(kinds.values()):
            message = make()
            broker.put(
                tickets.QUEUE, message.body, {**message.headers, "id": f"bad-{index}"}, message.properties
            )
        send_tickets(broker, 2)
        with running(Consumer(broker.url)):
            eventually(lambda: len(numbers()) == 2 and DeadLetter.objects.count() == len(kinds), 60)
        assert not trap.exists()
        assert not DeadLetter.objects.filter(reason="").exists()
        assert broker.depth(tickets.QUEUE) == 0

    def test_headers_that_the_library_cannot_read_block_nobody(self, broker, version, monkeypatch):
        from amqp import serialization

        def in_the_year_50000(moment):
            return 1_700_000_000_000

        monkeypatch.setattr(serialization.calendar, "timegm", in_the_year_50000)
        message = envelope(ticket(ticket_number="HD-8"), headers={"sent": datetime(2026, 3, 1, tzinfo=UTC)})
        broker.put(tickets.QUEUE, message.body, message.headers, message.properties)
        monkeypatch.undo()
        send_tickets(broker, 1)
        with running(Consumer(broker.url)):
            eventually(lambda: numbers() == {"HD-1"})
        letter = DeadLetter.objects.get()
        assert bytes(letter.body) == message.body
        assert "cannot be read" in letter.reason


class TestRolesAndMemberships:
    def test_arrive_in_order(self, broker):
        facts = {"role_id": 5, "system": "tts", "action": "update"}
        for name in ("A", "B", "Depot"):
            broker.send(roles.ROLE_QUEUE, roles.ROLE_TASK, args=[{**facts, "name": name}])
        member = {
            "user_system_role_id": 7, "user_id": 9, "user_email": "ida@example.com", "user_full_name": "Ida",
            "system": "tts", "role_id": 5, "role_name": "Depot", "is_active": True, "action": "create",
        }  # fmt: skip
        broker.send(roles.MEMBERSHIP_QUEUE, roles.MEMBERSHIP_TASK, kwargs={"user_system_role_data": member})
        with running(Consumer(broker.url)):
            eventually(lambda: Membership.objects.filter(is_active=True, role__name="Depot").exists())

    @pytest.mark.postgresql
    def test_one_consumer_has_them_and_another_takes_over(self, broker):
        first, second = Consumer(broker.url), Consumer(broker.url)
        with running(second):
            with running(first):
                eventually(lambda: first._in_order_channel or second._in_order_channel)
                time.sleep(1)
                assert not (first._in_order_channel and second._in_order_channel)
            second._next_stand_by = 0
            eventually(lambda: second._in_order_channel)


class TestQueues:
    def test_are_durable_without_arguments(self, broker):
        with running(Consumer(broker.url)):
            eventually(lambda: Heartbeat.objects.filter(name="consumer").exists())
        listed = broker.server.ctl(
            "list_queues", "--quiet", "name", "durable", "auto_delete", "arguments", "type"
        )
        for queue in (tickets.QUEUE, roles.ROLE_QUEUE, roles.MEMBERSHIP_QUEUE):
            line = next(line for line in listed.splitlines() if line.startswith(queue))
            assert line.split("\t")[1:] == ["true", "false", "[]", "classic"]

    def test_with_other_arguments_are_used_as_they_are(self, broker, version):
        with Connection(broker.url) as link:
            link.channel().queue_declare(
                tickets.QUEUE, durable=True, auto_delete=False, arguments={"x-max-priority": 3}
            )
        message = envelope(ticket())
        with running(Consumer(broker.url)):
            broker.put(tickets.QUEUE, message.body, message.headers, message.properties, declare=False)
            eventually(lambda: numbers() == {"HD-1"})

    def test_their_depths_and_heartbeats_are_noted(self, broker):
        with running(Consumer(broker.url)):
            eventually(lambda: QueueDepth.objects.count() == 3)
        assert set(Heartbeat.objects.values_list("name", flat=True)) == {"broker", "consumer"}


class TestTrouble:
    def test_a_broker_that_restarts_is_found_again(self, broker, version):
        with running(Consumer(broker.url)):
            send_tickets(broker, 1)
            eventually(lambda: len(numbers()) == 1)
            broker.server.kill()
            broker.server.start()
            send_tickets(broker, 1, start=2)
            eventually(lambda: len(numbers()) == 2, 60)

    def test_what_is_held_waits_for_no_broker(self, version):
        eta = (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat()
        take_all([envelope(ticket(ticket_number="HD-1"), headers={"eta": eta})])
        with running(Consumer(f"amqp://127.0.0.1:{free_port()}//")):
            eventually(lambda: numbers() == {"HD-1"})

    @pytest.mark.postgresql
    def test_a_database_that_refuses_for_a_while(self, broker, version):
        name = connection.settings_dict["NAME"]
        with running(Consumer(broker.url)):
            send_tickets(broker, 1)
            eventually(lambda: len(numbers()) == 1)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = %s AND pid <> pg_backend_pid()", [name]
                )  # fmt: skip
            send_tickets(broker, 1, start=2)
            eventually(lambda: len(numbers()) == 2)
        assert InboxMessage.objects.count() == 2

    def test_what_is_in_hand_when_it_is_stopped_is_finished(self, broker, version):
        send_tickets(broker, 40)
        with running(Consumer(broker.url)):
            eventually(lambda: numbers())
        taken = len(numbers())
        assert broker.depth(tickets.QUEUE) == 40 - taken
        with running(Consumer(broker.url)):
            eventually(lambda: len(numbers()) == 40)
