"""Ledgers: the database itself refuses to change or delete what was recorded."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import make_ticket
from tts.core.append_only import LEDGERS, maintenance_door
from tts.core.models import AuditEvent, LedgerSeal

pytestmark = pytest.mark.django_db


def refused(statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.fixture
def rows(version):
    """A row in every ledger: an event, a seal, a version, an item's history."""
    make_ticket()
    LedgerSeal.objects.create(number=1, first_id=1, last_id=1, events=1)


@pytest.mark.parametrize("table", LEDGERS)
def test_update_and_delete_are_refused(rows, table):
    refused(f"UPDATE {table} SET id = id")
    refused(f"DELETE FROM {table}")


@pytest.mark.postgresql
@pytest.mark.parametrize("table", LEDGERS)
def test_truncate_is_refused(rows, table):
    # What the test itself inserted is checked now, or PostgreSQL refuses for that reason.
    connection.check_constraints()
    refused(f"TRUNCATE {table} CASCADE")


def test_another_migrate_keeps_the_refusal(rows):
    call_command("migrate", verbosity=0)
    refused("DELETE FROM core_auditevent")


def test_the_maintenance_door_opens_and_closes(rows):
    with maintenance_door():
        assert AuditEvent.objects.all()[:1].get().pk
        AuditEvent.objects.filter(action="role.created").delete()
    assert not AuditEvent.objects.filter(action="role.created").exists()
    refused("DELETE FROM core_auditevent")
