"""Without Redis: each web process looks into the database for what others changed, while somebody listens.

One small query a round, whatever the number of sockets; so a change made by any process of the machine
is on screen in about a second.
"""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max

from tickets_app.live import hints
from tickets_app.live.asking import ask
from tickets_app.live.kinds import KINDS
from tickets_app.models import Notification
from tts.core.models import AuditEvent

EVERY = 0.5  # seconds
ROUNDS_PER_COUNT = 3
# Ids are given before the commit, so a row may appear below one that was seen; this far back it is found.
OVERLAP = 300

log = logging.getLogger(__name__)


@dataclass
class Poller:
    """What the sockets of one event loop want to hear of: tickets and people, each with its number of
    sockets; and what they were told already."""

    tickets: Counter = field(default_factory=Counter)
    people: Counter = field(default_factory=Counter)
    floor: int = 0
    told: dict[int, int] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)
    task: asyncio.Task | None = None

    async def run(self):
        """Look and tell until nobody listens."""
        self.floor, self.told, self.unread = await ask(_newest), {}, {}
        rounds = 0
        while self.people:
            await asyncio.sleep(EVERY)
            rounds += 1
            try:
                await hints.send(await self._news())
                if rounds % ROUNDS_PER_COUNT == 0:
                    await hints.send(self._recounted(await ask(_unread, list(self.people))))
            except DatabaseError:
                log.warning("The database did not say what changed; asked again in a moment.", exc_info=True)

    async def _news(self):
        found = await ask(_events, self.floor - OVERLAP, list(self.tickets))
        news = [(ticket, pk) for ticket, pk in found if pk > self.told.get(ticket, self.floor)]
        for ticket, pk in found:
            self.told[ticket] = max(pk, self.told.get(ticket, self.floor))
            self.floor = max(self.floor, pk)
        self.told = {ticket: pk for ticket, pk in self.told.items() if ticket in self.tickets}
        return [hints.of_change(*change) for change in news]

    def _recounted(self, counts: dict[int, int]):
        """Who is new here is told too: what came between the opening of the page and now is not missed."""
        known = {pk: counts.get(pk, 0) for pk in self.people}
        different = [pk for pk, count in known.items() if self.unread.get(pk) != count]
        self.unread = known
        return [hints.of_person(pk) for pk in different]


def _newest() -> int:
    return AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def _events(after: int, ticket_ids: list[int]) -> list[tuple[int, int]]:
    """(ticket, event) of what happened to those tickets after event `after`."""
    if not ticket_ids:
        return []
    rows = AuditEvent.objects.filter(pk__gt=after, target_type__in=KINDS, target_id__in=ticket_ids)
    return list(rows.order_by("pk").values_list("target_id", "pk"))


def _unread(user_ids: list[int]) -> dict[int, int]:
    in_tts = Notification.Channel.IN_APP
    rows = Notification.objects.filter(recipient__in=user_ids, channel=in_tts, read_at__isnull=True)
    return dict(rows.order_by().values_list("recipient").annotate(n=Count("pk")))


_pollers: WeakKeyDictionary[asyncio.AbstractEventLoop, Poller] = WeakKeyDictionary()


def _poller() -> Poller:
    return _pollers.setdefault(asyncio.get_running_loop(), Poller())


def join(user_id: int) -> None:
    """A socket of that person listens from now on."""
    if settings.REDIS_URL:
        return
    poller = _poller()
    poller.people[user_id] += 1
    if poller.task is None or poller.task.done():
        poller.task = asyncio.create_task(poller.run())


def leave(user_id: int) -> None:
    """That socket is gone."""
    if not settings.REDIS_URL:
        _less(_poller().people, user_id)


def watch(ticket_id: int) -> None:
    """A socket looks at that ticket from now on."""
    if not settings.REDIS_URL:
        _poller().tickets[ticket_id] += 1


def unwatch(ticket_id: int) -> None:
    """That socket looks at it no more."""
    if not settings.REDIS_URL:
        _less(_poller().tickets, ticket_id)


def _less(counter: Counter, key: int) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
