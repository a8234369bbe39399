"""The figures of the reports, each defined once.

A measure says which rows it counts (`where`), by which instant it goes, and what is made of them. Its
`selection` is the one queryset from which the card, the bar, the list behind both, the CSV and the REST
answer are all made. docs/reports.md explains every one of them for people.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import Q, QuerySet

from reports_app.filters import Filters
from reports_app.subjects import TICKETS, Subject
from tts.accounts.models import User


class Kind(Enum):
    """What is made of the rows: their number, a part of them in percent, a quantile of a duration, a mean."""

    COUNT = "count"
    SHARE = "share"
    QUANTILE = "quantile"
    MEAN = "mean"


EVERY = Q()


@dataclass(frozen=True)
class Measure:
    """One figure.

    `instant` is the alias or column by which the period selects; "" for what is so at present, whatever
    the period. A SHARE is the rows of measure `part` among the rows of this one. A QUANTILE is of `value`
    (an alias, in seconds), at `level`; a MEAN of `value` is in its own unit. `better`: "up" or "down" where a
    change is good or bad.
    """

    name: str
    label: str
    explanation: str
    subject: Subject = TICKETS
    where: Q | Callable[[Filters], Q] = EVERY
    instant: str = ""
    kind: Kind = Kind.COUNT
    part: str = ""
    value: str = ""
    level: float = 0.5
    better: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it speaks of the present, whatever the period."""
        return not self.instant and not callable(self.where)

    def condition(self, filters: Filters) -> tuple[dict, Q]:
        """(aliases, condition) of the rows it counts, within the period of `filters`."""
        if callable(self.where):
            return {}, self.where(filters)
        if not self.instant:
            return {}, self.where
        aliases, kept = filters.moments(self.instant)
        return aliases, self.where & kept


def rows(subject: Subject, user: User, filters: Filters, now: datetime) -> QuerySet:
    """All rows of `subject` that `user` may have reported and `filters` leave in, with their facts."""
    known = subject.facts(subject.rows(user), now)
    return known.filter(filters.rows(subject, now))


def selection(measure: Measure, user: User, filters: Filters, now: datetime) -> QuerySet:
    """Exactly the rows that `measure` counts for `user` under `filters`, as of `now`."""
    aliases, kept = measure.condition(filters)
    return rows(measure.subject, user, filters, now).alias(**aliases).filter(kept)
