"""Why a ticket's risk is what it is, and what would lower it, as data that pages put into words.

A reason is `{"column", "text", "size", "rate", "count"}`: the column of the model, its value, and for texts
how many of how many such tickets were late. A change is `{"change", "probability"}`.
"""

import numpy as np

from reports_app.risk.landmark import Model
from reports_app.risk.spells import Columns
from reports_app.risk.table import GROUP, Table

MOST = 3
SMALLEST_PUSH = 0.1
SMALLEST_GAIN = 0.02
LOGARITHMS = ("load", "own_load", "moves")
ARRIVAL = {"hour_sine": "hour", "hour_cosine": "hour", "late_in_week": "weekday", "weekend": "weekday"}
CHANGES = {"begin": {"waiting": 0.0}, "assign": {"unassigned": 0.0}, "lighten": {"load": 0.5}}


def of_model(model: Model, columns: Columns) -> list[list[dict]]:
    """Of each case what makes it likelier late than others, most first."""
    pushes = model.pushes(columns)
    return [_strongest(model, columns, row, pushes[row]) for row in range(len(columns))]


def _strongest(model, columns, row, pushes) -> list[dict]:
    merged: dict[str, float] = {}
    for name, push in zip(model.names, pushes, strict=True):
        merged[ARRIVAL.get(name, name)] = merged.get(ARRIVAL.get(name, name), 0.0) + float(push)
    chosen = sorted((name for name in merged if merged[name] >= SMALLEST_PUSH), key=merged.get)
    return [_reason(model.told, columns, name, row) for name in reversed(chosen[-MOST:])]


def _reason(told, columns, name, row) -> dict:
    if name in columns.kinds:
        text = str(columns.kinds[name][row])
        rate, count = told[name].of(text)
        return {"column": name, "text": text, "rate": round(rate, 3), "count": round(count)}
    if name in ARRIVAL.values():
        return {"column": name}
    size = columns.sizes[name][row]
    return {"column": name, "size": round(float(np.expm1(size) if name in LOGARITHMS else size))}


def of_table(table: Table, columns: Columns) -> list[list[dict]]:
    """The only reason that the table knows: how others of the group went."""
    return [[_reason({GROUP: table.parts[0]}, columns, GROUP, row)] for row in range(len(columns))]


def changes(model: Model, columns: Columns, share: np.ndarray, late: np.ndarray) -> list[list[dict]]:
    """Of each case what would lower its risk by two points or more, best first."""
    said = {name: model.late(_changed(columns, sizes), share) for name, sizes in CHANGES.items()}
    return [
        sorted(
            (
                {"change": name, "probability": round(float(chances[row]), 3)}
                for name, chances in said.items()
                if late[row] - chances[row] >= SMALLEST_GAIN
            ),
            key=lambda change: change["probability"],
        )
        for row in range(len(columns))
    ]


def _changed(columns, sizes) -> Columns:
    """The columns with yes-or-no sizes set, and loads multiplied."""
    found = dict(columns.sizes)
    for name, value in sizes.items():
        found[name] = np.log1p(np.expm1(found[name]) * value) if name in LOGARITHMS else found[name] * value
    return Columns(columns.kinds, found)
