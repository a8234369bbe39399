"""The sockets of this process that look at the same ticket, as one: what is new is worked out once for them.

Tables ask one after the other (`asking`); hints that come while a table waits for its answer are answered
together.
"""

import asyncio
from weakref import WeakKeyDictionary

from tickets_app.live import news
from tickets_app.live.asking import ask

TROUBLE = 1011  # the page comes back after a moment, and catches up


class Table:
    """The sockets at one ticket. Whatever happened up to event `known` they were told, or have to fetch;
    `wanted`: the last event that was heard of."""

    def __init__(self, ticket_id: int):
        self.ticket_id = ticket_id
        self.sockets: set = set()
        self.known: int | None = None
        self.wanted = 0
        self.telling: asyncio.Task | None = None

    def begin(self, last: int) -> int:
        """For a socket that sits here since before it read that event `last` is the last one: answers up to
        which event its page has to fetch; what comes later it will be told."""
        if self.known is None:
            self.known = last
        self._tell()
        return max(self.known, last)

    def hear(self, event_id: int) -> None:
        """Something happened. Each of the sockets hears it from elsewhere, so this is called for each."""
        self.wanted = max(self.wanted, event_id)
        self._tell()

    def _tell(self):
        busy = self.telling is not None and not self.telling.done()
        if self.known is not None and self.wanted > self.known and not busy:
            self.telling = asyncio.create_task(self._tell_all())
            self.telling.add_done_callback(asyncio.Task.result)  # what it raised is logged

    async def _tell_all(self):
        is_told = False
        try:
            while self.sockets and self.wanted > self.known:
                await self._tell_once()
            is_told = True
        finally:
            if not is_told:
                for socket in list(self.sockets):
                    await socket.close(TROUBLE)

    async def _tell_once(self):
        """First that something changed, at once; then what was said, where that is what changed."""
        after, self.known = self.known, self.wanted
        sign_ins = [socket.sign_in for socket in self.sockets if socket.told is not None]
        new = await ask(news.read, self.ticket_id, after, self.known, sign_ins)
        waiting = []
        for socket in self._seated(sign_ins):
            if socket in self.sockets and await socket.hear_news(new):
                waiting.append(socket.sign_in)
        if waiting:
            await self._pass_on(await ask(news.contents, new, waiting))

    async def _pass_on(self, said):
        for socket in self._seated(said):
            if socket in self.sockets:
                await socket.hear_content(said[socket.sign_in])

    def _seated(self, sign_ins):
        return [socket for socket in self.sockets if socket.sign_in in sign_ins]


_tables: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, Table]] = WeakKeyDictionary()


def sit(socket, ticket_id: int) -> Table:
    """Seat a socket at the table of that ticket, where it hears what is new once it has begun."""
    own = _tables.setdefault(asyncio.get_running_loop(), {})
    table = own.setdefault(ticket_id, Table(ticket_id))
    table.sockets.add(socket)
    return table


def leave(socket, table: Table) -> None:
    """It sits there no more."""
    table.sockets.discard(socket)
    if not table.sockets:
        _tables[asyncio.get_running_loop()].pop(table.ticket_id, None)
