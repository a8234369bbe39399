"""Taking in the rows of a file, many at once.

It may be killed at any point and run again: the numbers tell what is there already.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from tickets_app.actions.receive import receive
from tickets_app.actions.receive_batch import known_numbers, receive_new
from tickets_app.intake import GivenTicket
from tickets_app.loading.reader import Row
from tts.core.actor import Actor
from tts.core.errors import Conflict

RULE = "load_tickets"
SOURCE = "load"


@dataclass
class Progress:
    """Counts of rows so far: `there` are those whose number a ticket has already."""

    loaded: int = 0
    there: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        return self.loaded + self.there + self.rejected


def load(
    rows: Iterable[Row], *, reject: Callable[[Row], None], goes_on: Callable[[Progress], bool],
    size: int = 200, source: str = SOURCE, tells: bool = True,
) -> Progress:  # fmt: skip
    """Take in `rows` in batches of `size`, each one transaction.

    `reject` is called with each row that cannot be used; `goes_on` after each batch, and False ends it.
    `source`: the source of tickets that name none. `tells`: whether people are told, as of other tickets.
    """
    progress, actor = Progress(), Actor(rule=RULE, tells=tells)
    for batch in _batches(rows, size):
        usable = [row for row in batch if row.given is not None]
        for row in usable:
            row.given.fields["source_service"] = row.given.fields["source_service"] or source
        for row in batch:
            if row.given is None:
                reject(row)
        loaded = _take(actor, usable)
        progress.loaded += loaded
        progress.there += len(usable) - loaded
        progress.rejected += len(batch) - len(usable)
        if not goes_on(progress):
            break
    return progress


def _batches(rows, size):
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _take(actor, usable: Sequence[Row]) -> int:
    """Take in those whose numbers are new; answers how many."""
    known = known_numbers([row.given for row in usable]) if usable else set()
    fresh: dict[str, GivenTicket] = {}
    for row in usable:
        if row.number not in known:
            fresh.setdefault(row.number, row.given)  # of two in the file the first counts
    try:
        with transaction.atomic():
            return len(receive_new([(actor, given) for given in fresh.values()], timezone.now()))
    except IntegrityError:
        # Somebody else took in one of these numbers a moment ago.
        return sum(_take_one(actor, given) for given in fresh.values())


def _take_one(actor, given) -> bool:
    try:
        return receive(actor, given)[1]
    except Conflict:
        return False
