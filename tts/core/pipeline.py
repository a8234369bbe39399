"""Rows sent to the database without waiting for it: PostgreSQL's pipeline mode.

While the database stores rows of one model, Python prepares those of the next, which takes as long. The ids
by which they refer to each other are drawn beforehand.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.db.models import Model

# A sub-select of its own, so that the sequence is looked up once, not for every id.
IDS = "ARRAY(SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s))"

_drawn: ContextVar[dict[type[Model], list[int]] | None] = ContextVar("ids drawn beforehand", default=None)


@contextmanager
def pipelined(counts: Mapping[type[Model], int]) -> Iterator[None]:
    """Within the block statements that nobody asks an answer of are not waited for.

    `rows.insert` and `bulk.insert_numbered` are such, once for each model of which they insert `counts` rows.

    From here to the end of the transaction references are checked with the statement that makes them, while
    Python goes on, and not all at the commit, for which everybody waits. What the database refuses is raised
    by a later statement that asks for an answer, or at the end of the block: keep it inside the transaction.
    Databases other than PostgreSQL work as ever.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    token = _drawn.set(_draw(counts))
    try:
        with connection.wrap_database_errors, connection.connection.pipeline():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
    finally:
        _drawn.reset(token)


def _draw(counts):
    columns = ", ".join([IDS] * len(counts))
    values = [part for model, count in counts.items() for part in (model._meta.db_table, count)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", values)
        return dict(zip(counts, cursor.fetchone(), strict=True))


def drawn_ids(model: type[Model], count: int) -> list[int]:
    """The ids that were drawn for `count` rows of `model`; none where they were not, or were used."""
    drawn = _drawn.get() or {}
    return drawn.pop(model) if len(drawn.get(model, [])) == count else []
