"""The audit trail is sealed, and whatever is changed behind the product's back shows."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.factories import by
from tts.core import audit
from tts.core.append_only import maintenance_door
from tts.core.ledger import retention, sealing, verifying
from tts.core.models import AuditEvent, LedgerSeal, RetiredEvent


def record(actor, action="role.updated", target="role", number=1, **facts):
    return audit.record(by(actor), action, target, number, **facts)


def seal_everything():
    """Seal as the job does minute by minute, with nobody else at work."""
    return sum(sealing.seal() for _minute in range(3))


@pytest.fixture
def sealed(admin, monkeypatch):
    """Seven events in three seals; two are about a person, with a name."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    first = AuditEvent.objects.count()
    for number in range(7 - first % 3):
        record(admin, number=number, before={"name": "A"}, after={"name": "B", "share": 0.1})
    record(admin, "user.updated", "user", admin.pk, after={"name": "Ann Lee", "email": "ann@example.org"})
    seal_everything()
    return list(LedgerSeal.objects.order_by("number"))


@pytest.fixture
def tamper():
    """Change the ledger as somebody with the database's password could."""

    def change(act):
        with maintenance_door():
            act()
        return list(verifying.problems())

    return change


@pytest.mark.django_db(transaction=True)
class TestSealing:
    def test_closes_every_event_once(self, sealed):
        assert sum(row.events for row in sealed) == AuditEvent.objects.count()
        assert list(verifying.problems()) == []
        assert seal_everything() == 0

    def test_goes_on_where_it_stopped(self, sealed, admin):
        record(admin)
        assert seal_everything() == 1
        newest = LedgerSeal.objects.order_by("-number").first()
        assert newest.previous == sealed[-1].hash
        assert list(verifying.problems()) == []

    def test_the_database_refuses_to_change_a_seal(self, sealed):
        with pytest.raises(DatabaseError), transaction.atomic():
            LedgerSeal.objects.filter(pk=sealed[0].pk).update(digest="0" * 64)

    @pytest.mark.postgresql
    def test_waits_for_a_transaction_that_took_an_earlier_number(self, admin):
        record(admin)
        begun, finish = threading.Event(), threading.Event()

        def slowly():
            with transaction.atomic():
                record(admin, number=2)
                begun.set()
                finish.wait(10)
            connection.close()

        slow = threading.Thread(target=slowly)
        slow.start()
        begun.wait(10)
        later = record(admin, number=3)
        seal_everything()
        sealed = LedgerSeal.objects.order_by("-number").values_list("last_id", flat=True).first() or 0
        assert sealed < later.pk
        finish.set()
        slow.join()
        seal_everything()
        seal_everything()
        assert sum(LedgerSeal.objects.values_list("events", flat=True)) == AuditEvent.objects.count()
        assert list(verifying.problems()) == []


@pytest.mark.django_db(transaction=True)
class TestTampering:
    def test_a_changed_event_shows(self, sealed, tamper):
        event = AuditEvent.objects.get(target_type="user", action="user.updated")
        found = tamper(lambda: AuditEvent.objects.filter(pk=event.pk).update(after={"name": "Eve"}))
        assert [problem for _seal, problem in found] == ["an event was changed after it was sealed"]

    def test_a_deleted_event_shows(self, sealed, tamper):
        ((seal, problem),) = tamper(AuditEvent.objects.filter(pk=sealed[1].last_id).delete)
        assert seal.startswith("seal 2 ")
        assert problem == "closed 3 events, 2 are there"

    def test_a_seal_made_to_fit_shows(self, sealed, tamper):
        def forge():
            AuditEvent.objects.filter(pk=sealed[0].last_id).update(note="nothing happened")
            span = (sealed[0].first_id, sealed[0].last_id)
            events = list(AuditEvent.objects.filter(pk__range=span).order_by("pk"))
            sealed[0].digest = sealing.digest_of(sealing.leaves(events))
            sealed[0].hash = sealing.hash_of(sealed[0])
            sealed[0].save()

        assert [seal.split(" (")[0] for seal, _problem in tamper(forge)] == ["seal 2"]

    def test_a_missing_seal_shows(self, sealed, tamper):
        assert tamper(sealed[1].delete)

    def test_the_integrity_check_names_it(self, sealed, tamper):
        tamper(AuditEvent.objects.filter(pk=sealed[0].last_id).delete)
        said = StringIO()
        with pytest.raises(CommandError):
            call_command("check_integrity", stdout=said)
        assert "seal 1" in said.getvalue()


@pytest.mark.django_db(transaction=True)
class TestRetention:
    def test_keeps_the_chain_and_the_history_of_tickets(self, sealed, admin):
        record(admin, "ticket.received", "ticket", 1, after={"ticket": {"requester_name": "Ann"}})
        seal_everything()
        old = AuditEvent.objects.exclude(target_type="ticket").count()
        assert retention.retire(by(admin), timezone.now()) == old
        kept = set(AuditEvent.objects.values_list("action", flat=True))
        assert kept == {"ticket.received", "audit.retired"}
        assert RetiredEvent.objects.count() == old
        seal_everything()
        assert list(verifying.problems()) == []

    def test_lets_nothing_go_that_is_not_sealed_or_not_old(self, sealed, admin):
        record(admin)
        assert retention.retire(by(admin), timezone.now() - timedelta(days=1)) == 0
        before = AuditEvent.objects.count()
        retention.retire(by(admin), timezone.now() + timedelta(days=1))
        assert RetiredEvent.objects.count() == before - 1

    def test_the_command_says_how_many(self, sealed):
        said = StringIO()
        day = timezone.now().date() + timedelta(days=1)
        call_command("retire_audit", before=day.isoformat(), stdout=said)
        assert said.getvalue().endswith("were let go.\n")

    @pytest.mark.parametrize("day", ["yesterday", "2026-02-31"])
    def test_the_command_refuses_what_is_no_day(self, day):
        with pytest.raises(CommandError, match=day):
            call_command("retire_audit", before=day)
