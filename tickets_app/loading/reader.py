"""Tickets in a file: CSV with a header, or one JSON object a line; plain or gzipped. Pure."""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from tickets_app.intake import GivenTicket, read_ticket
from tts.core.errors import Invalid

REJECTED = "rejected"  # what the reject file adds to a row; ignored when that file is loaded again
BEYOND = "columns without a name"
LONGEST_LINE = 1024 * 1024


class FileError(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass
class Row:
    """One row as it stands in the file. `given` is None where it cannot be used; `errors` says why."""

    line: int
    data: dict
    given: GivenTicket | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return self.given.number


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file, in order: JSON where its name says so (.ndjson, .jsonl), else CSV.

    Raises FileError.
    """
    kind = (path.suffixes[-2:-1] if path.suffix == ".gz" else path.suffixes[-1:]) or [""]
    read = _objects if kind[0] in (".ndjson", ".jsonl", ".json") else _cells
    try:
        with _opened(path) as lines:
            for line, data in read(lines):
                yield _row(line, data)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{path}: {error}") from error


def _opened(path):
    opening = gzip.open if path.suffix == ".gz" else open
    return opening(path, "rt", encoding="utf-8-sig", newline="")


def _cells(lines) -> Iterator[tuple[int, dict]]:
    """Rows of CSV; an empty cell says nothing."""
    table = csv.DictReader(lines, restkey=BEYOND)
    for cells in table:
        yield table.line_num, {name: value for name, value in cells.items() if value not in ("", None)}


def _objects(lines) -> Iterator[tuple[int, dict]]:
    for line, text in enumerate(lines, 1):
        if text.strip():
            yield line, _object(text)


def _object(text) -> dict:
    """The object of a line; what is none is kept as text under BEYOND, to be refused and shown."""
    try:
        data = json.loads(text) if len(text) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else {BEYOND: text.strip()[:1000]}


def _row(line, data) -> Row:
    row = Row(line, {name: value for name, value in data.items() if name != REJECTED})
    if BEYOND in row.data:
        row.errors = {BEYOND: [_("This is not a row of a table, or not a JSON object.")]}
        return row
    try:
        row.given = read_ticket(row.data, takes_number=True)
    except Invalid as error:
        row.errors = error.details
        return row
    if row.given.number is None:
        # Without one, a second run could not tell that the ticket is there.
        row.given, row.errors = None, {"ticket_number": [_("This is required.")]}
    return row
