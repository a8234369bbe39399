"""CSV that a spreadsheet opens as data only: no cell of it is taken for a formula."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets take UTF-8 for something else


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def safe(value):
    """`value` as it may stand in a cell: text that would begin a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def lines(columns: Iterable, rows: Iterable[Iterable]) -> Iterator[str]:
    """CSV, a line at a time."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([safe(str(column)) for column in columns])
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def csv_answer(name: str, columns: Iterable, rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """A download called `name`.csv; rows are written as they are read."""
    answer = StreamingHttpResponse(lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
