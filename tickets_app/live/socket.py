"""The socket of a page: it hears what changed, and tells staff who else is there.

A page says {"watch": number or null} and {"writing": "public", "internal" or ""}. It hears {"type":
"changed", "ticket", "id", "follows"}, {"type": "content", "ticket", "after", "id", "html"}, {"type":
"present", "ticket", "people"} and {"type": "unread", "count", "label"}. What `follows` is what was said
after event `after` up to `id`; what does not, the page fetches.
"""

import asyncio
import json
import time
from dataclasses import replace

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from tickets_app.live import events, hints, news, polling, reading, tables
from tickets_app.live.limits import Flood, Refused, parsed
from tickets_app.live.news import News
from tickets_app.live.presence import WRITING, Room
from tickets_app.live.signing_in import sign_in_of
from tts.core.instruments import SOCKETS
from tts.core.policy import SIGNED_IN

BEAT_SECONDS = 25
BAD_MESSAGE, SIGNED_OUT, NOT_FOUND = 4400, 4401, 4404


class LiveSocket(AsyncWebsocketConsumer):
    """One page of one person. Rights are asked for anew at every message."""

    policy = SIGNED_IN

    async def connect(self):
        self.user = self.seat = self.table = self.told = self.beat = self.shown = self.bell = None
        self.writing, self.flood = "", Flood()
        self.sign_in = await database_sync_to_async(sign_in_of)(self.scope["cookies"])
        if self.sign_in is None:
            await self.close(SIGNED_OUT)
            return
        self.user = self.sign_in.user
        await self.accept()
        SOCKETS.inc()
        polling.join(self.user.pk)
        await self.channel_layer.group_add(hints.person_group(self.user.pk), self.channel_name)
        await self._ring(await database_sync_to_async(reading.bell_of)(self.user))

    async def disconnect(self, code):
        if self.user is None:
            return
        SOCKETS.dec()
        await self._leave()
        polling.leave(self.user.pk)
        await self.channel_layer.group_discard(hints.person_group(self.user.pk), self.channel_name)
        self.user = None

    async def receive(self, text_data=None, bytes_data=None):
        try:
            self.flood.check(time.monotonic())
            await self._obey(parsed(text_data))
        except Refused:
            await self.close(BAD_MESSAGE)

    async def _obey(self, message: dict):
        if set(message) == {"watch"}:
            await self._watch(message["watch"])
        elif set(message) == {"writing"} and message["writing"] in WRITING:
            self.writing = message["writing"]
            await self._say_here()
        else:
            raise Refused

    # ---------------------------------------------------------------- the ticket that is looked at

    async def _watch(self, number: str | None):
        await self._leave()
        if not number:
            return
        seat = await database_sync_to_async(reading.seat)(self.scope["cookies"], number=number)
        if seat is None or seat.user != self.user:
            await self.close(NOT_FOUND)
            return
        self.table = tables.sit(self, seat.ticket_id)
        self.seat, self.room, self.writing = seat, Room(), ""
        polling.watch(seat.ticket_id)
        await self.channel_layer.group_add(hints.ticket_group(seat.ticket_id), self.channel_name)
        # What happened before we listened: read only now, so that nothing falls in between.
        last = await database_sync_to_async(events.latest)(seat.ticket_id)
        self.told = self.heard = self.table.begin(last)
        await self._tell({"type": "changed", "ticket": seat.number, "id": self.told, "follows": False})
        await self._say_here(asks=True)
        self.beat = asyncio.create_task(self._keep_saying())

    async def _leave(self):
        if self.seat is None:
            return
        if self.beat is not None:
            self.beat.cancel()
        tables.leave(self, self.table)
        group = hints.ticket_group(self.seat.ticket_id)
        polling.unwatch(self.seat.ticket_id)
        await self.channel_layer.group_discard(group, self.channel_name)
        await self.channel_layer.group_send(group, {"type": "presence.gone", "channel": self.channel_name})
        self.seat = self.table = self.told = self.beat = self.shown = None

    async def ticket_changed(self, message):
        """A hint, for all sockets at the ticket."""
        if self.seat is not None and self.seat.ticket_id == message["ticket_id"]:
            self.table.hear(message["event_id"])

    async def hear_news(self, new: News) -> bool:
        """Say that something changed, where its person may know. Who may not see the ticket any more is cut
        off. Answers whether what was said is to follow."""
        if self.sign_in not in new.seats:
            await self.close(NOT_FOUND)
            return False
        _user, part = new.seats[self.sign_in]
        rows = new.known_to(part, self.told)
        follows = part == self.seat.part and news.is_said(rows)
        self.seat = replace(self.seat, part=part)
        if not rows:
            return False
        self.heard = rows[-1].pk
        message = {"type": "changed", "ticket": self.seat.number, "id": self.heard, "follows": follows}
        await self._tell(message)
        if not follows:
            self.told = self.heard
        return follows

    async def hear_content(self, html: str):
        """Pass on what was said up to the event that was spoken of before."""
        if self.heard <= self.told:
            return  # it came to the ticket anew meanwhile
        facts = {"ticket": self.seat.number, "after": self.told, "id": self.heard, "html": html}
        self.told = self.heard
        await self._tell({"type": "content", **facts})

    async def person_told(self, _message):
        """The person's notifications changed."""
        bell = await database_sync_to_async(reading.bell)(self.scope["cookies"])
        if bell is None:
            await self.close(SIGNED_OUT)
        else:
            await self._ring(bell)

    async def _ring(self, bell):
        if bell != self.bell:
            self.bell = bell
            await self._tell(bell)

    # ---------------------------------------------------------------- who is there

    async def _keep_saying(self):
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self._say_here()
            await self._show()

    def _here(self, asks=False) -> dict:
        return {
            "type": "presence.here",
            "channel": self.channel_name,
            "user_id": self.user.pk,
            "name": self.user.full_name,
            "writing": self.writing,
            "asks": asks,
        }

    async def _say_here(self, asks=False):
        if self.seat is not None:
            await self.channel_layer.group_send(hints.ticket_group(self.seat.ticket_id), self._here(asks))

    async def presence_here(self, message):
        """Another socket is at the ticket; one that is new asks who else is."""
        if self.seat is None or message["channel"] == self.channel_name:
            return
        if message["asks"]:
            await self.channel_layer.send(message["channel"], self._here())
        facts = (message[name] for name in ("channel", "user_id", "name", "writing"))
        self.room.here(*facts, time.monotonic())
        await self._show()

    async def presence_gone(self, message):
        """Another socket left the ticket."""
        if self.seat is not None:
            self.room.gone(message["channel"])
            await self._show()

    async def _show(self):
        """Tell staff, and only staff, who is there, where that is different from what they know."""
        if self.seat is None or not self.seat.part.internal:
            return
        people = self.room.people(time.monotonic(), besides=self.user.pk)
        if people != self.shown:
            self.shown = people
            await self._tell({"type": "present", "ticket": self.seat.number, "people": people})

    async def _tell(self, message: dict):
        await self.send(json.dumps(message))
