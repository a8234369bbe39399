"""Rows read and written with SQL that is worked out once, for the few statements each ticket passes through.

The ORM works out every statement anew, and the database plans it anew, which takes longer than running it.
Types are converted by the fields of the models, as the ORM does, so rows from here and from there are the
same.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeVar

from django.db import connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import JSONField, Model
from django.db.models.base import ModelState
from django.db.models.expressions import Col

from tts.core import many_rows
from tts.core.pipeline import drawn_ids

Row = TypeVar("Row", bound=Model)
FEW = 4  # rows up to which a placeholder for each value is quicker


def prepared():
    """A cursor for statements that are sent again and again: PostgreSQL keeps them parsed and planned."""
    database = connections[connection.alias]
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    return database._prepare_cursor(ServerBindingCursor(database.connection))


def new(model: type[Row], **values) -> Row:
    """An unsaved row of `model`, the same as `model(**values)` in a fifth of the time.

    Takes columns and related objects by name; nothing is told of it (signals of models), nothing checked.
    """
    constant, made, related = _blank(model)
    row = model.__new__(model)
    row.__dict__ = facts = {"_state": ModelState(), **constant, **values}
    for name, make in made:
        if name not in values:
            facts[name] = make()
    for name in related.keys() & values.keys():
        _set_related(row, related[name], facts.pop(name))
    if len(facts) != len(constant) + len(made) + 1:
        raise TypeError(f"{model.__name__} has not all of {', '.join(values)}")
    return row


def _set_related(row, field, value):
    row.__dict__[field.attname] = None if value is None else value.pk
    field.set_cached_value(row, value)
    if value is not None and field.one_to_one:
        field.remote_field.set_cached_value(value, row)


@cache
def _blank(model) -> tuple[dict, list, dict]:
    """(values of the columns that begin the same, (column, how to make its value) of others, relations)."""
    fields = model._meta.concrete_fields
    made = [(field.attname, field.default) for field in fields if _makes_default(field)]
    constant = {field.attname: field.get_default() for field in fields if not _makes_default(field)}
    related = {field.name: field for field in fields if field.is_relation}
    return constant, made, related


def _makes_default(field) -> bool:
    return field.has_default() and callable(field.default)


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows, all of one model, in one statement, and set their ids. No rows: no statement."""
    if not rows:
        return
    _relate(rows)
    drawn = drawn_ids(type(rows[0]), len(rows))
    if drawn:
        _number(rows, drawn)
    with prepared() as cursor:
        cursor.execute(*_insertion_of(rows))
        if not drawn:
            _number(rows, [pk for (pk,) in cursor.fetchall()])


def _number(rows, ids):
    alias, column = connection.alias, rows[0]._meta.pk.attname
    for row, pk in zip(rows, ids, strict=True):
        row.__dict__[column] = pk
        row._state.adding, row._state.db = False, alias


def insert_together(*groups: Sequence[Model]) -> None:
    """Insert new rows of several models that nothing else refers to yet, on PostgreSQL in one statement.

    Each group is rows of one model, and may be empty. The rows do not get to know their ids.
    """
    groups = [rows for rows in groups if rows]
    if connection.vendor != "postgresql" or len(groups) < 2:
        for rows in groups:
            insert(rows)
        return
    for rows in groups:
        _relate(rows)
    *first, last = map(_insertion_of, groups)
    parts = ", ".join(f"part{place} AS ({statement})" for place, (statement, _values) in enumerate(first))
    values = [value for _statement, own in (*first, last) for value in own]
    with prepared() as cursor:
        cursor.execute(f"WITH {parts} {last[0]}", values)


def _relate(rows) -> None:
    """Take over the ids that related objects have got since they were assigned."""
    for field in _blank(type(rows[0]))[2].values():
        for row in rows:
            if row.__dict__[field.attname] is None and field.is_cached(row):
                row.__dict__[field.attname] = _id_of(field.get_cached_value(row))


def _id_of(related) -> int | None:
    pk = None if related is None else related.pk
    if related is not None and pk is None:
        raise ValueError(f"{related!r} is not stored yet")
    return pk


def _insertion_of(rows) -> tuple[str, list]:
    """The statement that inserts `rows`, and its values."""
    database = connections[connection.alias]
    if database.vendor == "postgresql" and (len(rows) > FEW or rows[0].pk is not None):
        return many_rows.statement_and_values(rows)
    fields = _fields_to_insert(type(rows[0]))
    values = [_stored(field, field.pre_save(row, True), database) for row in rows for field in fields]
    return _insertion(type(rows[0]), len(rows)), values


def update(row: Model, names: Iterable[str], **were) -> bool:
    """Write the attributes `names` of a stored row if its columns hold what `were` says; whether they did."""
    names = tuple(sorted(names))
    fields = [row._meta.get_field(name) for name in names]
    database = connections[connection.alias]
    values = [_stored(field, getattr(row, field.attname), database) for field in fields]
    conditions = [row.pk, *were.values()]
    with prepared() as cursor:
        cursor.execute(_updating(type(row), names, tuple(were)), values + conditions)
        return cursor.rowcount == 1


PLAIN = frozenset({str, int, bool, type(None)})


def _stored(field, value, database):
    """`value` as the database takes it. What is of a plain type already needs no conversion, save in JSON."""
    if type(value) in PLAIN and not isinstance(field, JSONField):
        return value
    return field.get_db_prep_save(value, database)


@cache
def _fields_to_insert(model):
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _insertion(model, count) -> str:
    fields = _fields_to_insert(model)
    names = ", ".join(_quoted(field.column) for field in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    rows = ", ".join([marks] * count)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES {rows} RETURNING id"


@cache
def _updating(model, names, were) -> str:
    columns = [_quoted(model._meta.get_field(name).column) for name in names]
    conditions = ["id", *(model._meta.get_field(name).column for name in were)]
    changes = ", ".join(f"{column} = %s" for column in columns)
    where = " AND ".join(f"{_quoted(column)} = %s" for column in conditions)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE {where}"


def _quoted(name) -> str:
    return connection.ops.quote_name(name)


class Columns:
    """The columns of a model under an alias in a query, and the way back from their values to an instance.

    `without` names fields that are not read; they are when somebody asks for them.
    """

    def __init__(self, model: type[Model], alias: str, without: Sequence[str] = ()):
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if field.name not in without]
        self.names = [field.attname for field in self.fields]
        self.columns = [Col(alias, field) for field in self.fields]
        self.sql = ", ".join(f"{alias}.{field.column}" for field in self.fields)
        self.size = len(self.fields)

    def instance(self, values: Sequence) -> Model | None:
        """The instance that `values` of the columns describe; None for the nulls of an outer join."""
        if values[0] is None:
            return None
        values = list(values)
        for place, column, converters in _conversions(self):
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return self.model.from_db(connection.alias, self.names, values)


@cache
def _conversions(columns: Columns) -> list:
    """(place, column, converters) of the values that do not come as what they are."""
    found = (
        (place, column, connection.ops.get_db_converters(column) + column.get_db_converters(connection))
        for place, column in enumerate(columns.columns)
    )
    return [entry for entry in found if entry[2]]
