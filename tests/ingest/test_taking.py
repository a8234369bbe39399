"""What becomes of messages: each once, together where possible, alone where not, none lost."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_ticket, make_user
from tests.ingest.messages import about, envelope, malformed, take_all, ticket
from tickets_app.history import events_of, fold
from tickets_app.ingest import roles, taking
from tickets_app.ingest.codec import Envelope
from tickets_app.ingest.taking import take_due
from tickets_app.models import DeadLetter, HeldMessage, InboxMessage, ItemHistory, Notification, Task, Ticket
from tts.core.errors import Conflict
from tts.core.models import AuditEvent, OutboxMessage

pytestmark = pytest.mark.django_db


def tickets(count, start=1, **facts):
    """Messages about `count` different tickets."""
    return [
        envelope(ticket(ticket_number=f"HD-{number}", **facts), task_id=f"id-{number}")
        for number in range(start, start + count)
    ]


def outcomes():
    return dict(InboxMessage.objects.values_list("message_id", "outcome"))


class TestTogether:
    def test_fifty_tickets_are_as_whole_as_one(self, version, coordinator, agent, agent2):
        take_all(tickets(50))
        assert Ticket.objects.count() == Task.objects.count() == ItemHistory.objects.count() == 50
        assert OutboxMessage.objects.filter(args__0__startswith="HD-").count() == 50
        assert Notification.objects.filter(kind="task_assignment").count() == 100
        assert set(outcomes().values()) == {"created"}
        drawn = [Task.objects.filter(items__user=person).count() for person in (agent, agent2)]
        assert drawn == [25, 25]

    def test_statements_do_not_grow_with_tickets(self, version, agent):
        take_all(tickets(2))
        with CaptureQueriesContext(connection) as few:
            take_all(tickets(2, start=100))
        with CaptureQueriesContext(connection) as many:
            take_all(tickets(50, start=200))
        # SQLite takes a thousand values in a statement at most, and needs one or two more.
        assert len(few) <= 14
        assert len(many) - len(few) <= (0 if connection.vendor == "postgresql" else 2)

    def test_each_has_the_history_that_one_alone_has(self, version, coordinator, agent):
        alone = make_ticket(takes_number=True, **ticket(ticket_number="A", source_service="hdts"))
        take_all(tickets(3))
        shape = fold(events_of(alone.pk))
        for row in Ticket.objects.exclude(pk=alone.pk):
            state = fold(events_of(row.pk))
            assert state["ticket"] == {**shape["ticket"], "number": row.number}
            assert state["task"].keys() == shape["task"].keys()
            assert state["task"]["id"] == row.task.pk
            assert list(state["items"].values()) == list(shape["items"].values())

    def test_a_ticket_for_which_there_is_no_workflow_is_kept(self, version):
        take_all([*tickets(2), *tickets(2, start=8, category="Gardening")])
        statuses = dict(Ticket.objects.values_list("number", "status"))
        assert statuses == {"HD-1": "Open", "HD-2": "Open", "HD-8": "New", "HD-9": "New"}

    def test_the_machine_and_the_message_are_in_the_event(self, version):
        take_all(tickets(2))
        event = AuditEvent.objects.filter(action="ticket.received").first()
        assert (event.request_id, event.rule) == ("id-1", {"rule": "message queue"})


class TestOnce:
    def test_the_same_message_again(self, version):
        take_all(tickets(2))
        take_all(tickets(2))
        take_all(tickets(1))
        assert Ticket.objects.count() == 2
        assert AuditEvent.objects.filter(action__startswith="ticket.").count() == 2

    def test_twice_in_one_batch(self, version):
        take_all([*tickets(3), *tickets(3)])
        assert Ticket.objects.count() == InboxMessage.objects.count() == 3

    def test_another_message_of_the_same_number_updates(self, version):
        take_all([*tickets(2), envelope(about_one(subject="Printer is out"), task_id="again")])
        assert Ticket.objects.get(number="HD-1").subject == "Printer is out"
        assert outcomes()["again"] == "updated"

    def test_a_message_without_id_is_told_by_its_text(self, version):
        nameless = envelope(ticket(), task_id=None)
        take_all([nameless])
        take_all([nameless])
        assert Ticket.objects.count() == InboxMessage.objects.count() == 1

    def test_a_number_of_another_source_is_a_dead_letter(self, version):
        make_ticket(takes_number=True, ticket_number="HD-1")
        take_all(tickets(2))
        assert outcomes() == {"id-1": "dead", "id-2": "created"}
        assert "HD-1 exists already" in DeadLetter.objects.get().reason


def about_one(**facts):
    return ticket(ticket_number="HD-1", **facts)


class TestBadOnes:
    def test_one_spoils_nobody_elses(self, version):
        bad = [make() for name, make in malformed().items() if "MB" not in name]
        for index, message in enumerate(bad):
            message.headers["id"] = f"bad-{index}"
        good = tickets(20)
        take_all([*good[:10], *bad, *good[10:]])
        assert Ticket.objects.count() == 20
        assert DeadLetter.objects.filter(state="waiting").count() == len(bad)
        assert all(letter.reason for letter in DeadLetter.objects.all())

    def test_it_is_kept_whole(self):
        message = envelope(body=b"\xff\x00 not text", headers={"odd": b"\xff", "n": 1.5})
        take_all([message])
        letter = DeadLetter.objects.get()
        assert bytes(letter.body) == message.body
        assert letter.headers["task"] == message.headers["task"]
        assert letter.payload is None
        assert "not UTF-8" in letter.reason

    def test_what_could_be_read_of_it_is_kept_too(self):
        take_all([about(priority="Whenever")])
        letter = DeadLetter.objects.get()
        assert letter.payload["subject"] == "Printer on fire"
        assert letter.reason.startswith("priority: Unknown priority")

    def test_it_is_kept_once_however_often_it_comes(self):
        take_all([about(subject="")])
        take_all([about(subject="")])
        assert DeadLetter.objects.count() == 1

    def test_a_mistake_of_the_program_costs_one_message_only(self, version, monkeypatch):
        take_in = taking.receive_new

        def stumbles(entries, at):
            if any(given.number == "HD-2" for _actor, given in entries):
                raise TypeError("a mistake")
            return take_in(entries, at)

        def refuses(actor, data, at):
            raise TypeError("a mistake")

        monkeypatch.setattr(taking, "receive_new", stumbles)
        take_all(tickets(3))
        assert Ticket.objects.count() == 3
        handler = taking.HANDLERS[taking.tickets.QUEUE]
        broken = type(handler)(handler.payload, refuses, False)
        monkeypatch.setitem(taking.HANDLERS, taking.tickets.QUEUE, broken)
        take_all(tickets(1, start=50))
        assert "mistake of this program" in DeadLetter.objects.get().reason

    def test_one_that_kills_the_process_each_time_is_given_up(self, version):
        message = tickets(1)[0]
        again = Envelope(message.queue, message.body, message.headers, message.properties, redelivered=True)
        InboxMessage.objects.create(
            message_id="id-1", queue=message.queue, attempts=4, received_at=timezone.now()
        )
        taking.inbox.note_attempt("id-1", message.queue, timezone.now())
        take_all([again])
        assert outcomes() == {"id-1": "dead"}
        assert "died" in DeadLetter.objects.get().reason

    def test_one_whose_process_died_once_is_taken(self, version):
        message = tickets(1)[0]
        taking.inbox.note_attempt("id-1", message.queue, timezone.now())
        take_all([Envelope(message.queue, message.body, message.headers, message.properties, True)])
        assert outcomes() == {"id-1": "created"}


class TestHeld:
    def message(self, seconds, **facts):
        eta = (timezone.now() + timedelta(seconds=seconds)).isoformat()
        return envelope(ticket(**facts), headers={"eta": eta})

    def test_until_its_time(self, version):
        take_all([self.message(0.3)])
        assert outcomes() == {"id-1": "held"}
        assert take_due() == 0
        time.sleep(0.35)
        assert take_due() == 1
        assert outcomes() == {"id-1": "created"}
        assert Ticket.objects.count() == 1
        assert not HeldMessage.objects.exists()

    def test_a_repeat_is_not_held_twice(self, version):
        take_all([self.message(60)])
        take_all([self.message(60)])
        assert HeldMessage.objects.count() == 1

    def test_a_time_that_is_past_holds_nothing(self, version):
        take_all([self.message(-60)])
        assert outcomes() == {"id-1": "created"}

    def test_one_that_cannot_be_used_then_is_a_dead_letter(self, version):
        make_ticket(takes_number=True, ticket_number="HD-1")
        take_all([self.message(0.2)])
        time.sleep(0.25)
        take_due()
        assert outcomes() == {"id-1": "dead"}
        assert DeadLetter.objects.count() == 1

    @pytest.fixture
    def due(self):
        """A message that was held until now."""
        take_all([self.message(0.2)])
        assert outcomes() == {"id-1": "held"}
        time.sleep(0.25)

    @pytest.fixture
    def fail_once(self, monkeypatch):
        """Has the next application of a ticket fail with an error."""
        handler = taking.HANDLERS[taking.tickets.QUEUE]
        errors = []

        def apply(*arguments):
            if errors:
                raise errors.pop()
            return handler.apply(*arguments)

        monkeypatch.setitem(taking.HANDLERS, taking.tickets.QUEUE, replace(handler, apply=apply))
        return errors.append

    def test_one_that_lost_a_race_is_taken_again(self, version, due, fail_once):
        fail_once(Conflict("somebody else was there"))
        assert take_due() == 1
        assert outcomes() == {"id-1": "created"}
        assert not DeadLetter.objects.exists()

    def test_one_that_kills_the_process_lets_others_pass_and_is_given_up(self, version, due, monkeypatch):
        def killed(letter, at):
            raise KeyboardInterrupt

        monkeypatch.setattr(taking, "take_one", killed)
        for _death in range(taking.DEATHS):
            with pytest.raises(KeyboardInterrupt):
                take_due()
            assert take_due() == 0
            HeldMessage.objects.update(due_at=timezone.now())
        monkeypatch.undo()
        assert take_due() == 1
        assert outcomes() == {"id-1": "dead"}
        assert "died" in DeadLetter.objects.get().reason
        assert not HeldMessage.objects.exists()

    def test_one_that_another_consumer_took_meanwhile_is_not_taken_again(self, version, due, monkeypatch):
        begin = taking._begin_due

        def stand_still(at):
            found = begin(at)
            if found is not None:
                monkeypatch.setattr(taking, "_begin_due", begin)
                HeldMessage.objects.update(due_at=at)
                assert take_due() == 1
            return found

        monkeypatch.setattr(taking, "_begin_due", stand_still)
        take_due()
        assert Ticket.objects.count() == 1
        assert outcomes() == {"id-1": "created"}

    def test_an_outage_leaves_it_held(self, version, due, fail_once):
        fail_once(OperationalError("the server is gone"))
        with pytest.raises(OperationalError):
            take_due()
        assert outcomes() == {"id-1": "held"}
        HeldMessage.objects.update(due_at=timezone.now())
        assert take_due() == 1
        assert outcomes() == {"id-1": "created"}


class TestRolesAndMemberships:
    def role(self, task_id="r-1", **facts):
        data = {"role_id": 5, "name": "Warehouse", "system": "tts", "description": "", "is_custom": True,
                "action": "create", **facts}  # fmt: skip
        return envelope(data, task=roles.ROLE_TASK, task_id=task_id, queue=roles.ROLE_QUEUE)

    def membership(self, task_id="m-1", **facts):
        data = {"user_system_role_id": 70, "user_id": 900, "user_email": "Ida@Example.com",
                "user_full_name": "Ida Berg", "system": "tts", "role_id": 5, "role_name": "Warehouse",
                "is_active": True, "action": "create", **facts}  # fmt: skip
        return envelope(data, task=roles.MEMBERSHIP_TASK, task_id=task_id, queue=roles.MEMBERSHIP_QUEUE)

    def test_are_applied(self):
        take_all([self.membership()])
        take_all([self.role()])
        from tts.accounts.models import Membership

        row = Membership.objects.get()
        assert (row.user.email, row.role.name, row.is_active) == ("ida@example.com", "Warehouse", True)
        assert outcomes() == {"m-1": "applied", "r-1": "applied"}

    def test_as_keyword_arguments(self):
        data = {"role_id": "5", "name": "Depot", "system": "TTS", "action": "CREATE"}
        take_all([envelope(kwargs=data, task=roles.ROLE_TASK, queue=roles.ROLE_QUEUE)])
        assert outcomes() == {"id-1": "applied"}

    def test_of_other_systems_are_ignored(self, roles):
        take_all([self.role(system="hdts")])
        take_all([self.membership(system="ams")])
        assert set(outcomes().values()) == {"ignored"}

    def test_without_id_can_be_repeated(self):
        take_all([self.role(task_id=None), self.role(task_id=None, name="Depot")])
        take_all([self.role(task_id=None, name="Depot")])
        assert InboxMessage.objects.count() == 3

    @pytest.mark.parametrize(
        "facts",
        [
            {"system": None}, {"action": "merge"}, {"role_id": None}, {"role_id": True}, {"role_id": {}},
            {"name": ""}, {"name": 7}, {"name": "x" * 65}, {"name": "a\x00"},
        ],
    )  # fmt: skip
    def test_about_a_role_that_cannot_be_used(self, facts):
        take_all([self.role(**facts)])
        assert DeadLetter.objects.get().reason

    @pytest.mark.parametrize(
        "facts",
        [
            {"is_active": "yes"}, {"user_id": None}, {"user_system_role_id": []}, {"user_email": "nobody"},
            {"user_email": None}, {"user_email": 7}, {"system": 5},
        ],
    )  # fmt: skip
    def test_about_a_membership_that_cannot_be_used(self, facts):
        take_all([self.membership(**facts)])
        assert DeadLetter.objects.get().reason

    def test_an_address_of_somebody_else(self):
        person = make_user("ida")
        person.external_id = "1"
        person.save()
        take_all([self.membership()])
        assert "belongs to another person" in DeadLetter.objects.get().reason
