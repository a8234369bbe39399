"""What a test committed is gone before the next, and what refuses changes refuses them again."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection

from tests.emptying import KEPT, empty_tables
from tests.factories import make_ticket
from tickets_app.models import Ticket
from tickets_app.search import schema
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_all_rows_are_gone_but_those_of_migrating(version, requester):
    make_ticket(requester=requester)
    index = schema.TABLE if connection.vendor == "postgresql" else schema.WORDS
    assert rows(index) == 1
    permissions = Permission.objects.count()
    empty_tables()
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert {table: rows(table) for table in tables - KEPT if rows(table)} == {}
    assert rows(index) == 0
    assert Permission.objects.count() == permissions > 0


def test_ledgers_refuse_again_afterwards(version):
    empty_tables()
    make_ticket()
    with pytest.raises(DatabaseError):
        AuditEvent.objects.all().delete()
    assert Ticket.objects.exists()
    assert AuditEvent.objects.exists()
