"""What a consumer has in hand: batches that are being written, two beside each other.

A batch mostly waits: for the database, and at its end for the turns of its roles, which one transaction at a
time holds. While one waits, the other is written. Two consumers may do the same at any time, so nothing is
between two batches of one that is not between theirs, save the order in which one ticket's news arrive: that
is kept.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from django.db import connection as database

from tickets_app.ingest.handlers import HANDLERS
from tickets_app.ingest.taker import Taker
from tickets_app.ingest.taking import Letter

AT_ONCE = 2
IN_ORDER = "in order"  # no number of a ticket: it has a space


@dataclass(frozen=True)
class Delivery:
    """A message that is held, and where to acknowledge it."""

    channel: object
    tag: int
    letter: Letter


@dataclass(frozen=True)
class Batch:
    """Deliveries of one channel that are taken together; `ended` is True once they are committed."""

    last: Delivery
    concerns: frozenset[str]
    ended: "Future[bool]"


class InHand:
    """The batches that were begun and are not acknowledged yet, the oldest first."""

    def __init__(self):
        # SQLite lets one at a time write.
        count = AT_ONCE if database.vendor == "postgresql" else 1
        self._takers = deque(Taker() for _ in range(count))
        self._batches: deque[Batch] = deque()

    def __len__(self):
        return len(self._batches)

    @property
    def oldest(self) -> Batch:
        return self._batches[0]

    def has_room_for(self, deliveries: Sequence[Delivery]) -> bool:
        """Whether these may be begun now: a taker is free, and nothing in hand has to come before them."""
        wanted = concerns(deliveries)
        free = len(self._batches) < len(self._takers)
        return free and all(wanted.isdisjoint(batch.concerns) for batch in self._batches)

    def begin(self, deliveries: Sequence[Delivery]) -> None:
        """Have a batch taken. The caller has seen that there is room for it."""
        taker = self._takers[0]
        self._takers.rotate(-1)  # batches end in order here, so the next in turn is the one that is free
        ended = taker.begin([delivery.letter for delivery in deliveries])
        self._batches.append(Batch(deliveries[-1], concerns(deliveries), ended))

    def finish_oldest(self) -> Delivery | None:
        """Let go of the oldest batch, which has ended: its last delivery if it was committed, which may then
        be acknowledged with all before it.

        None where it was given up. Then the later ones are let go of too: who acknowledges them acknowledges
        it as well. Those of them that are committed are known when they come again.
        """
        batch = self._batches.popleft()
        if batch.ended.result():
            return batch.last
        self._batches.clear()
        return None

    def leave(self) -> None:
        """Do not wait for a database that is away."""
        for taker in self._takers:
            taker.leave()

    def close(self) -> None:
        """Finish what was begun, or give it up; nothing of it is acknowledged."""
        self.leave()
        for taker in self._takers:
            taker.close()


def concerns(deliveries: Sequence[Delivery]) -> frozenset[str]:
    """What must hear of these deliveries in order: tickets, by number; all roles and memberships as one."""
    return frozenset(filter(None, (_concern(delivery.letter) for delivery in deliveries)))


def _concern(letter) -> str | None:
    if HANDLERS[letter.queue].in_order:
        return IN_ORDER
    return letter.given and letter.given.number
