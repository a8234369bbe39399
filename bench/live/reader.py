"""A page that stands at a ticket, as far as the benchmark needs it: it hears, merges, reconnects, fetches.

It does what static/js/live/main.js and static/js/comments/live.js do.
"""

import asyncio
import json
import random
import re
import time

from bench.live.wire import Gone, Socket, get

COMMENT = re.compile(r'id="comment-(\d+)"')
AFTER = re.compile(r'data-after="(\d+)"')
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
PATIENCE = 5.0


class Reader:
    """One open page of `number`. `shown`: comment id -> when it came on screen. `is_open`: once it has
    fetched what there was."""

    def __init__(self, port: int, cookie: str, number: str):
        self.port, self.cookie, self.number = port, cookie, number
        self.after, self.latest = 0, 0
        self.shown: dict[int, float] = {}
        self.twice = 0
        self.hints: list[tuple[int, float]] = []
        self.fetching, self.pushed, self.fetched = None, 0, 0
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
        try:
            while True:
                message = json.loads(await socket.hear())
                if message["type"] == "changed":
                    self._changed(message)
                elif message["type"] == "content":
                    self._content(message)
        finally:
            socket.close()

    def _changed(self, message):
        self.hints.append((message["id"], time.time()))
        if not message["follows"]:
            self._fetch(message["id"])
        elif message["id"] > self.after:
            asyncio.get_running_loop().call_later(PATIENCE, self._fetch, message["id"])

    def _content(self, message):
        if message["after"] > self.after:
            self._fetch(message["id"])
        elif message["id"] > self.after:
            self._put(message["html"], message["id"])
            self.pushed += 1

    def _fetch(self, event_id):
        self.latest = max(self.latest, event_id)
        if self.after < self.latest and (self.fetching is None or self.fetching.done()):
            self.fetching = asyncio.create_task(self._catch_up())

    async def _catch_up(self):
        while self.after < self.latest:
            path = f"/ticket/{self.number}/conversation/changes/?after={self.after}&seen={self.after}"
            try:
                html = await get(self.port, path, self.cookie)
            except Gone:
                return  # the socket goes too, and comes back
            self.fetched += 1
            self._merge(html)

    def _merge(self, html):
        last = int(AFTER.search(html).group(1))
        if last >= self.after:
            self._put(html, last)

    def _put(self, html, last):
        found, now = list(map(int, COMMENT.findall(html))), time.time()
        self.is_open.set()
        self.twice += len(found) - len(set(found))
        for pk in found:
            self.shown.setdefault(pk, now)
        self.after = last
