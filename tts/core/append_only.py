"""Ledgers: tables whose rows the database itself refuses to change or delete.

`LEDGERS` names them. The triggers are made again after every migrate. The one way past them is
`maintenance_door`, for retention, `--force` seeds and the teardown of tests.
"""

from contextlib import contextmanager

from django.db import connection

LEDGERS = (
    "core_auditevent",
    "core_ledgerseal",
    "workflows_app_workflowversion",
    "tickets_app_itemhistory",
)

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION tts_refuse_change() RETURNS trigger AS $$
BEGIN
    IF current_setting('tts.maintenance', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


def after_migrate(app_config, using="default", **kwargs):
    """Make the triggers of the ledgers that exist by now (each app migrates by itself)."""
    if using == "default":
        make_triggers()


def make_triggers() -> None:
    """Make the refusing triggers on every ledger table that exists; safe to repeat."""
    existing = [table for table in LEDGERS if table in connection.introspection.table_names()]
    with connection.cursor() as cursor:
        for statement in _statements(existing, _there(cursor)):
            cursor.execute(statement)


def _there(cursor) -> set[tuple[str, str]]:
    """(table, trigger) that refuse already: on PostgreSQL they stay, since making one stops writers."""
    if connection.vendor != "postgresql":
        return set()
    cursor.execute(
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE tgname LIKE 'append_only_%' AND tgenabled = 'O' AND pg_table_is_visible(pg_class.oid)"
    )
    return set(cursor.fetchall())


def _statements(tables, there):
    if connection.vendor == "postgresql":
        yield POSTGRES_FUNCTION
        for table in tables:
            for name, when in (("row", "UPDATE OR DELETE"), ("table", "TRUNCATE")):
                if (table, f"append_only_{name}") in there:
                    continue
                yield f"DROP TRIGGER IF EXISTS append_only_{name} ON {table}"
                each = "ROW" if name == "row" else "STATEMENT"
                yield (
                    f"CREATE TRIGGER append_only_{name} BEFORE {when} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION tts_refuse_change()"
                )
        return
    for table in tables:
        for operation in ("UPDATE", "DELETE"):
            yield f"DROP TRIGGER IF EXISTS {_sqlite_name(table, operation)}"
            yield (
                f"CREATE TRIGGER {_sqlite_name(table, operation)} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _sqlite_name(table, operation):
    return f"append_only_{table}_{operation.lower()}"


@contextmanager
def maintenance_door():
    """Let this connection change ledgers while the block runs."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('tts.maintenance', 'on', false)")
        else:
            for table in LEDGERS:
                for operation in ("UPDATE", "DELETE"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_sqlite_name(table, operation)}")
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('tts.maintenance', 'off', false)")
        else:
            make_triggers()
