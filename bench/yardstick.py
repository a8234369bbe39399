"""The yardsticks for writing: the bare inserts of tickets by raw psycopg, five rows each.

with bare_inserts() as insert_ticket:       one ticket and one commit a call
    per_second(insert_ticket, 200)
with bare_batches() as insert_tickets:      fifty tickets, five statements and one commit a call
    per_second(insert_tickets, 20) * TOGETHER
"""

import contextlib
import os
from datetime import UTC, datetime

import psycopg

TABLES = """
CREATE SCHEMA bench_yardstick;
SET search_path TO bench_yardstick;
CREATE TABLE ticket (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number varchar(64) NOT NULL,
    subject varchar(255) NOT NULL, description text NOT NULL, department varchar(64) NOT NULL,
    category varchar(64) NOT NULL, priority smallint NOT NULL, status varchar(16) NOT NULL,
    extra jsonb NOT NULL, submitted_at timestamptz NOT NULL);
CREATE TABLE task (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ticket_id bigint NOT NULL,
    version_id bigint NOT NULL, step_id bigint NOT NULL, owner_id bigint NOT NULL,
    status varchar(16) NOT NULL, due_at timestamptz NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE item (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, task_id bigint NOT NULL,
    role_id bigint NOT NULL, person_id bigint NOT NULL, due_at timestamptz NOT NULL,
    assigned_at timestamptz NOT NULL);
CREATE TABLE history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item_id bigint NOT NULL,
    status varchar(16) NOT NULL, at timestamptz NOT NULL);
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ticket_id bigint NOT NULL,
    verb varchar(32) NOT NULL, facts jsonb NOT NULL, at timestamptz NOT NULL);
"""

TICKET = """
INSERT INTO ticket (number, subject, description, department, category, priority, status, extra, submitted_at)
VALUES (%s, 'Printer does not print', %s, 'IT', 'Support', 2, 'open', '{"location": "2nd floor"}', %s)
RETURNING id"""
TASK = """
INSERT INTO task (ticket_id, version_id, step_id, owner_id, status, due_at, created_at)
VALUES (%s, 1, 1, 1, 'pending', %s, %s) RETURNING id"""
ITEM = """
INSERT INTO item (task_id, role_id, person_id, due_at, assigned_at) VALUES (%s, 1, 1, %s, %s) RETURNING id"""
HISTORY = "INSERT INTO history (item_id, status, at) VALUES (%s, 'new', %s)"
AUDIT = "INSERT INTO audit (ticket_id, verb, facts, at) VALUES (%s, 'received', %s, %s)"

TOGETHER = 50  # tickets
DESCRIPTION = "It worked yesterday. " * 10
FACTS = '{"workflow": 1, "step": 1, "owner": 1, "assignee": 1}'


class NotDurable(Exception):
    """The database does not write through to disk, so that nothing measured on it would mean anything."""


@contextlib.contextmanager
def bare_inserts():
    """Throwaway tables in the PostgreSQL of DATABASE_URL; yields a function that inserts one ticket.

    Each call of the function is one transaction. Raises NotDurable when fsync is off.
    """
    with _tables() as connection:
        yield lambda: insert_ticket(connection)


@contextlib.contextmanager
def bare_batches():
    """As `bare_inserts`, but each call inserts TOGETHER tickets by statements of many rows."""
    with _tables() as connection:
        yield lambda: insert_tickets(connection)


@contextlib.contextmanager
def _tables():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        require_durability(connection)
        connection.execute(TABLES)
        try:
            yield connection
        finally:
            connection.execute("DROP SCHEMA bench_yardstick CASCADE")


def require_durability(connection):
    """Raise NotDurable unless a commit is on disk when it returns."""
    for name in ("fsync", "synchronous_commit"):
        if connection.execute(f"SHOW {name}").fetchone()[0] != "on":
            raise NotDurable(f"{name} is off")


def insert_ticket(connection):
    """Insert ticket, task, item, history and audit row, and commit."""
    now = datetime.now(UTC)
    with connection.transaction():
        ticket = connection.execute(TICKET, (f"TX{now:%Y%m%d%H%M%S%f}", DESCRIPTION, now)).fetchone()[0]
        task = connection.execute(TASK, (ticket, now, now)).fetchone()[0]
        item = connection.execute(ITEM, (task, now, now)).fetchone()[0]
        connection.execute(HISTORY, (item, now))
        connection.execute(AUDIT, (ticket, FACTS, now))


def insert_tickets(connection):
    """Insert TOGETHER tickets, tasks, items, history and audit rows, and commit."""
    now = datetime.now(UTC)
    names = [f"TX{now:%Y%m%d%H%M%S%f}-{number}" for number in range(TOGETHER)]
    with connection.transaction():
        tickets = _insert(connection, TICKET, [(name, DESCRIPTION, now) for name in names])
        tasks = _insert(connection, TASK, [(ticket, now, now) for ticket in tickets])
        items = _insert(connection, ITEM, [(task, now, now) for task in tasks])
        _insert(connection, HISTORY, [(item, now) for item in items])
        _insert(connection, AUDIT, [(ticket, FACTS, now) for ticket in tickets])


def _insert(connection, statement, rows):
    """Run an INSERT of one row for many rows at once; answers their ids where it returns them."""
    head, row = statement.split("VALUES ")
    row, returning, _rest = row.partition("RETURNING id")
    many = f"{head}VALUES {', '.join([row] * len(rows))}{returning}"
    cursor = connection.execute(many, [value for row in rows for value in row])
    return [found for (found,) in cursor] if returning else []
