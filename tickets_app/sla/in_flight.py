"""Transactions that may have read what was in force before a change, and have not ended yet."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

OLDER = """
SELECT EXISTS (SELECT 1 FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < %s)
"""


def now() -> datetime:
    """The time by the clock that `any_since_before` goes by: the database server's."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def any_since_before(at: datetime) -> bool:
    """Whether a transaction of another session that began before `at` is still running.

    Ask once in a transaction: it sees the sessions as it saw them first. SQLite has one writer at a time, and
    a reader there changes nothing.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(OLDER, [at])
        return cursor.fetchone()[0]
