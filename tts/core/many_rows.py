"""Inserting many rows at once on PostgreSQL: JSON texts, which the server takes apart by itself.

Placeholders for every value of fifty rows cost more to prepare in Python than the database needs to store
the rows. What all rows have in common, which is most of them, is sent and read once.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter

from django.db.models import JSONField, Model


def statement_and_values(rows: Sequence[Model]) -> tuple[str, list[str]]:
    """An INSERT of `rows`, all of one model, and its values.

    It returns their ids in order, unless they have them already.
    """
    numbered = rows[0].pk is not None
    fields, read, automatic = _plan(type(rows[0]), numbered)
    for field in automatic:
        for row in rows:
            field.pre_save(row, True)
    common, own = {}, {}
    for field, values in zip(fields, zip(*map(read, rows), strict=True), strict=True):
        if _all_alike(field, values):
            common[field.column] = values[0]
        else:
            own[field.column] = values
    records = [dict(zip(own, record, strict=True)) for record in zip(*own.values(), strict=True)]
    return _statement(type(rows[0]), numbered), [_text(common), _text(records or [{}] * len(rows))]


def _all_alike(field, values) -> bool:
    first = values[0]
    # In JSON, True and 1 are equal to Python and different to whoever reads them.
    if isinstance(field, JSONField) and first not in ({}, []):
        return False
    return values.count(first) == len(values)


def _text(data) -> str:
    return json.dumps(data, default=_plain, allow_nan=False)


def _plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is not stored this way")


@cache
def _plan(model, numbered):
    """(fields, a function that reads their values of a row, those that set themselves on insertion)."""
    fields = [field for field in model._meta.concrete_fields if numbered or not field.primary_key]
    automatic = [
        field
        for field in fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    return fields, attrgetter(*(field.attname for field in fields)), automatic


@cache
def _statement(model, numbered) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in _plan(model, numbered)[0])
    returning = "" if numbered else " RETURNING id"
    common = f'json_populate_record(NULL::"{table}", %s::json)'
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} '
        f"FROM json_populate_recordset({common}, %s::json){returning}"
    )
