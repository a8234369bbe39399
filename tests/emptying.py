"""Emptying the tables after a test that committed.

Django truncates every table, which makes new files for each of them and its indexes, and then asks all apps
what they want after a migration: seconds on PostgreSQL, most of what such a test costs. Here those few tables
lose their rows that have any. What migrating puts there itself stays.
"""

from functools import cache

from django.db import connection, transaction

from tts.core.append_only import maintenance_door

KEPT = {"django_content_type", "auth_permission"}


def empty_tables():
    """Delete the rows of all models, once nobody is in the middle of anything."""
    tables = _tables()
    with maintenance_door(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # As TRUNCATE would: wait for whoever still writes, and let nobody in before the end.
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, tables))} IN ACCESS EXCLUSIVE MODE")
        for table in _with_rows(cursor, tables):
            cursor.execute(f"DELETE FROM {_quoted(table)}")


@cache
def _tables():
    return sorted(set(connection.introspection.django_table_names(include_views=False)) - KEPT)


def _with_rows(cursor, tables):
    """Those of `tables` that have rows, asked in one query."""
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})" for table in tables]
    cursor.execute(" UNION ALL ".join(looks))
    return [table for (table,) in cursor.fetchall()]


def _quoted(table):
    return connection.ops.quote_name(table)
