"""Many rows written by one statement whose main value is a JSON text, which the database takes apart.

For work on thousands of rows: the ORM's `bulk_create` and `bulk_update` take several times as long as the
database does. Records are dicts of column to value, all with the same columns; nothing is filled in.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL

from tts.core.pipeline import drawn_ids
from tts.core.rows import prepared

MICROSECOND = timedelta(microseconds=1)


def insert(
    model: type[Model],
    records: Sequence[dict],
    same: Mapping | None = None,
    *,
    returning: Sequence[str] = (),
    new_only: bool = False,
) -> list[tuple]:
    """Insert `records`, each with the columns `same` besides; answers their columns `returning`, in order.

    `new_only` leaves out those that a unique constraint refuses; otherwise they raise IntegrityError.
    """
    if not records:
        return []
    columns, same = list(records[0]), dict(same or {})
    constants = "".join(", %s" for _column in same)
    refused = "ON CONFLICT DO NOTHING" if new_only else ""
    answer = f"RETURNING {_listed(returning)}" if returning else ""
    with prepared() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({_listed([*columns, *same])}) '
            f"SELECT {_listed(columns)}{constants} FROM {_source(model, columns)} "
            f"WHERE true {refused} {answer}",
            [*_values(model, same), _text(records)],
        )
        return cursor.fetchall() if returning else []


def insert_numbered(model: type[Model], records: Sequence[dict], same: Mapping) -> list[int]:
    """As `insert`; answers the ids of the rows, which in a pipeline may have been drawn beforehand."""
    drawn = drawn_ids(model, len(records))
    if not drawn:
        return [pk for (pk,) in insert(model, records, same, returning=("id",))]
    insert(model, [{"id": pk, **record} for pk, record in zip(drawn, records, strict=True)], same)
    return drawn


def insert_each(
    model: type[Model], records: Sequence[dict], same: Mapping, *, spread: str, column: str, values: Sequence
) -> None:
    """Insert several rows for each record: one for each element of the list in its column `spread`, which
    are integers, and each of `values` as `column`. Every row has the columns `same` besides."""
    if not records:
        return
    columns = [name for name in records[0] if name != spread]
    constants = "".join(", %s" for _column in same)
    elements = "json_array_elements_text" if connection.vendor == "postgresql" else "json_each"
    each = " UNION ALL ".join("SELECT %s AS value" for _value in values)
    with prepared() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({_listed([*columns, spread, column, *same])}) '
            f"SELECT {_listed(columns)}, CAST(element.value AS bigint), each.value{constants} "
            f'FROM {_source(model, columns, spread)}, {elements}(given."{spread}") AS element, '
            f"({each}) AS each",
            [*_values(model, same), _text(records), *values],
        )


def among(ids: Iterable[int]) -> RawSQL:
    """`ids` for a filter such as `task__in`: one value, which is quicker than a placeholder for each."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


def _values(model, same) -> list:
    return [
        model._meta.get_field(column).get_db_prep_save(value, connection) for column, value in same.items()
    ]


def update(model: type[Model], records: Sequence[dict]) -> None:
    """Set the columns of each row whose `id` a record names."""
    if not records:
        return
    columns = list(records[0])
    table = model._meta.db_table
    changes = ", ".join(f'"{column}" = given."{column}"' for column in columns if column != "id")
    with prepared() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET {changes} FROM {_source(model, columns)} '
            f'WHERE "{table}"."id" = given."id"',
            [_text(records)],
        )


def _source(model, columns, *lists) -> str:
    """The records as a relation `given` with the types of the model's columns; `lists` are lists in JSON."""
    if connection.vendor == "postgresql":
        typed = [f'"{column}" {_type(model, column)}' for column in columns]
        types = ", ".join([*typed, *(f'"{column}" json' for column in lists)])
        return f"json_to_recordset(%s::json) AS given({types})"
    values = ", ".join(f"json_extract(value, '$.{column}') AS \"{column}\"" for column in [*columns, *lists])
    return f"(SELECT {values} FROM json_each(%s)) AS given"


def _type(model, column) -> str:
    field = model._meta.get_field(column)
    return field.rel_db_type(connection) if field.primary_key else field.db_type(connection)


def _listed(columns) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _text(records) -> str:
    plain = _postgresql if connection.vendor == "postgresql" else _sqlite
    return json.dumps(records, default=plain, separators=(",", ":"), allow_nan=False)


def _postgresql(value):
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value // MICROSECOND} microseconds"
    raise TypeError(f"{value!r} cannot be written as JSON")


def _sqlite(value):
    """As Django keeps it there: instants as text in UTC, durations in microseconds."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, timedelta):
        return value // MICROSECOND
    raise TypeError(f"{value!r} cannot be written as JSON")
