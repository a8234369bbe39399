"""Inserting many rows at once on PostgreSQL: one JSON text, which the server takes apart by itself.

Placeholders for every value of fifty rows cost more to prepare in Python than the database needs to store
the rows.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter

from django.db.models import Model


def statement_and_values(rows: Sequence[Model]) -> tuple[str, list[str]]:
    """An INSERT of `rows`, all of one model, that returns their ids in order, and its one value."""
    columns, read, automatic = _plan(type(rows[0]))
    for field in automatic:
        for row in rows:
            field.pre_save(row, True)
    records = [dict(zip(columns, read(row), strict=True)) for row in rows]
    return _statement(type(rows[0])), [json.dumps(records, default=_plain, allow_nan=False)]


def _plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is not stored this way")


@cache
def _plan(model):
    """(columns, a function that reads their values of a row, fields that set themselves on insertion)."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    automatic = [
        field
        for field in fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    return [field.column for field in fields], attrgetter(*(field.attname for field in fields)), automatic


@cache
def _statement(model) -> str:
    table, columns = model._meta.db_table, ", ".join(f'"{column}"' for column in _plan(model)[0])
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} '
        f'FROM json_populate_recordset(NULL::"{table}", %s::json) RETURNING id'
    )
