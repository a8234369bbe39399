"""What a replay did, and what the engine refused."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from tickets_app.models import Task

COUNTED = (
    "tickets", "assignments", "beginnings", "transitions", "holds", "resumptions", "transfers",
    "fact updates", "priority changes", "completions", "reopenings", "closings",
)  # fmt: skip
CHUNK = 500


@dataclass(frozen=True)
class Refusal:
    """A row, or one thing that it meant, that was not applied, and why. `row` is None for unusable rows."""

    number: str
    row: int | None
    line: int
    what: str
    reason: str

    def __str__(self):
        where = f"line {self.line}" + (f", {self.number}" if self.number else "")
        where += f", row {self.row}" if self.row else ""
        return f"{where}: {self.what}: {self.reason}"


@dataclass
class Report:
    """Counts of what was committed. Within `incident` they are kept apart until the block ends well."""

    counts: Counter = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    incidents: int = 0
    known_incidents: int = 0
    rows: int = 0
    known_rows: int = 0

    def __post_init__(self):
        self._counts, self._refusals = Counter(), []

    @contextmanager
    def incident(self, incident, applied: int) -> Iterator[None]:
        """Around the driving of one incident, of which `applied` rows were applied before."""
        self._counts, self._refusals = Counter(), []
        yield
        self.counts += self._counts
        self.refusals += self._refusals
        self.incidents += 1
        self.rows += incident.row_count
        self.known_incidents += bool(applied)
        self.known_rows += applied

    def count(self, what: str) -> None:
        self._counts[what] += 1

    def refuse(self, number, step, reason) -> None:
        self._refusals.append(Refusal(number, step.row, step.line, step.kind.value, reason))

    def reject(self, rejected: Iterable) -> None:
        """Take over rows that the reader could not use."""
        self.refusals += [Refusal(row.number, None, row.line, "read", row.reason) for row in rejected]

    def lines(self, breaches: int) -> Iterator[str]:
        """The report in words, one line each."""
        yield f"{self.incidents:,} incidents with {self.rows:,} events"
        if self.known_incidents:
            yield f"  of which {self.known_incidents:,} had been replayed before"
        for name in COUNTED:
            yield f"  {self.counts[name]:>9,} {name}"
        yield f"  {breaches:>9,} breaches of the ticket's target"
        yield f"  {len(self.refusals):>9,} refused"
        yield from (f"    {refusal}" for refusal in self.refusals)


def breaches(numbers: list[str]) -> int:
    """How many tickets of these `numbers` ran past their target: finished after it, or open past it now."""
    late = Task.objects.filter(target_resolution__lte=Coalesce(F("completed_at"), Now()))
    chunks = [numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK)]
    return sum(late.filter(ticket__number__in=chunk).count() for chunk in chunks)


def write_refusals(refusals: Iterable[Refusal], path: Path) -> None:
    """Write refusals as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "row", "line", "what", "reason"])
        writer.writerows([r.number, r.row, r.line, r.what, r.reason] for r in refusals)
