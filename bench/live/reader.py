"""A page that stands at a ticket, as far as the benchmark needs it: it hears, fetches, merges, reconnects."""

import asyncio
import json
import random
import re
import time

from bench.live.wire import Gone, Socket, get

COMMENT = re.compile(r'id="comment-(\d+)"')
AFTER = re.compile(r'data-after="(\d+)"')
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0  # as in static/js/live/main.js


class Reader:
    """One open page of `number`. `shown`: comment id -> when it came on screen."""

    def __init__(self, port: int, cookie: str, number: str):
        self.port, self.cookie, self.number = port, cookie, number
        self.after, self.latest = 0, 0
        self.shown: dict[int, float] = {}
        self.twice = 0
        self.hints: list[tuple[int, float]] = []
        self.is_open, self.opened_at = asyncio.Event(), 0.0

    async def live(self):
        """Stay at the ticket through every drop, until cancelled."""
        wait = FIRST_WAIT
        while True:
            try:
                socket = await Socket.open(self.port, "/live/", self.cookie)
                socket.say(json.dumps({"watch": self.number}))
                wait, self.opened_at = FIRST_WAIT, time.time()
                await self._listen(socket)
            except Gone:
                await asyncio.sleep(wait * (0.5 + random.random()))
                wait = min(wait * 2, LONGEST_WAIT)

    async def _listen(self, socket):
        fetching = None
        try:
            while True:
                message = json.loads(await socket.hear())
                if message["type"] != "changed":
                    continue
                self.is_open.set()
                self.hints.append((message["id"], time.time()))
                self.latest = max(self.latest, message["id"])
                if fetching is None or fetching.done():
                    fetching = asyncio.create_task(self._catch_up())
        finally:
            socket.close()

    async def _catch_up(self):
        while self.after < self.latest:
            path = f"/ticket/{self.number}/conversation/changes/?after={self.after}&seen={self.after}"
            try:
                html = await get(self.port, path, self.cookie)
            except Gone:
                return  # the socket goes too, and comes back
            self._merge(html)

    def _merge(self, html):
        found, now = list(map(int, COMMENT.findall(html))), time.time()
        self.twice += len(found) - len(set(found))
        for pk in found:
            self.shown.setdefault(pk, now)
        self.after = max(self.after, int(AFTER.search(html).group(1)))
