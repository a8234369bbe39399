"""Tables as CSV files, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tts.core.errors import Invalid

MOST_ROWS = 100_000
# A cell that begins so would be run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A download called `name`.csv: UTF-8 with a mark for spreadsheets, cells that no spreadsheet runs.

    `rows` may be read from the database while they are written. Raises Invalid above MOST_ROWS.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([cell(word) for word in header])
    writer.writerows([cell(value) for value in row] for row in _bounded(rows))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _bounded(rows):
    for place, row in enumerate(rows):
        if place == MOST_ROWS:
            said = _("More than %(most)s rows: narrow the list first.") % {"most": f"{MOST_ROWS:,}"}
            raise Invalid({"format": [said]}, said)
        yield row


def cell(value) -> str | int | float:
    """`value` as it stands in a cell: numbers as they are, instants to the second, text that looks like a
    formula behind a quote.
    """
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="seconds") if hasattr(value, "hour") else value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
