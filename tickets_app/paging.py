"""Pages of a long list: counted exactly up to 1,000, "1,000+" beyond, so that no page counts everything."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PAGE_SIZE = 25
MOST_COUNTED = 1000
# Nobody walks further, and each page costs what lies before it.
MOST_PAGES = 400
FRONT = 500


def capped_count(rows: QuerySet) -> int:
    """How many rows there are; `MOST_COUNTED` + 1 stands for more than that."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def capped_counts(parts: Sequence[QuerySet]) -> list[int]:
    """`capped_count` of each of `parts`, in one statement."""
    counted, values = [], []
    for rows in parts:
        try:
            sql, given = rows.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, given = "SELECT 1 WHERE 1 = 0", ()
        counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS part)")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counted)}", values)
        return list(cursor.fetchone())


def count_words(count: int) -> str:
    """A capped count as people read it: `12`, `1,000+`."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


@dataclass(frozen=True)
class Page:
    """One page of a list. `count` is capped; `number` counts from 1."""

    rows: list
    number: int
    count: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def words(self) -> str:
        """`26 to 50 of 1,000+`, or `12 in all` where one page shows everything."""
        if not self.has_next and not self.has_previous:
            return ngettext("%(count)s in all", "%(count)s in all", self.count) % {"count": self.count}
        first = (self.number - 1) * PAGE_SIZE + 1
        facts = {"first": first, "last": first + len(self.rows) - 1, "count": count_words(self.count)}
        return _("%(first)s to %(last)s of %(count)s") % facts


def page_of(
    rows: QuerySet, wanted: str | int | None, count: int | None = None, front: QuerySet | None = None
) -> Page:
    """The page called `wanted` (as an address says it; anything odd is the first), the last where that is
    too far. `count`: the capped count where it is known already. `front`: the first FRONT rows, in another
    order."""
    count = capped_count(rows) if count is None else count
    if not count:
        return Page([], 1, 0, has_next=False)
    number = max(int(wanted), 1) if re.fullmatch(r"[0-9]{1,6}", str(wanted or "")) else 1
    number = min(number, MOST_PAGES)
    if count <= MOST_COUNTED:
        number = min(number, max(-(-count // PAGE_SIZE), 1))
    start = (number - 1) * PAGE_SIZE
    if front is not None and start < FRONT:
        rows = front
    found = list(rows[start : start + PAGE_SIZE + 1])
    return Page(found[:PAGE_SIZE], number, count, has_next=len(found) > PAGE_SIZE and number < MOST_PAGES)
