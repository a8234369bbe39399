"""Sockets in tests: scenes played against the real ASGI application, in an event loop of their own."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client

from tts.asgi import application

ORIGIN, HOST = "http://testserver", "testserver"
PATIENCE = 30  # seconds


def play(scene):
    """Run the coroutine function `scene`; in a thread, since Playwright keeps a loop in the main one."""

    async def scene_with_end():
        try:
            return await scene()
        finally:
            await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scene_with_end()).result(4 * PATIENCE)


def cookie_of(user) -> str:
    """The session cookie with which `user` is signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


class Socket:
    """A page's socket, opened by `cookie`; `origin` None sends none."""

    def __init__(self, cookie="", origin=ORIGIN, path="/live/"):
        headers = [(b"host", HOST.encode()), (b"cookie", cookie.encode())]
        headers += [(b"origin", origin.encode())] if origin is not None else []
        self.wire = WebsocketCommunicator(application, path, headers=headers)

    async def opens(self) -> bool:
        """Open it. Answers whether it was accepted."""
        return (await self.wire.connect(timeout=PATIENCE))[0]

    async def say(self, message):
        """Send `message`: text, bytes or something to be JSON."""
        if isinstance(message, bytes):
            await self.wire.send_to(bytes_data=message)
        else:
            await self.wire.send_to(text_data=message if isinstance(message, str) else json.dumps(message))

    async def hear(self, kind):
        """The next message of that type; others before it are passed over."""
        while True:
            message = json.loads(await self.wire.receive_from(PATIENCE))
            if message["type"] == kind:
                return message

    async def hears_present(self, people):
        """Wait until `people` (name -> what for they write) are those who are there."""
        while {p["name"]: p["writing"] for p in (await self.hear("present"))["people"]} != people:
            pass

    async def close_code(self) -> int:
        """Wait until the server closes it."""
        while True:
            output = await self.wire.receive_output(PATIENCE)
            if output["type"] == "websocket.close":
                return output["code"]

    async def heard(self) -> list[dict]:
        """What it has heard by now and was not asked for."""
        found = []
        while not self.wire.output_queue.empty():
            found.append(json.loads(await self.wire.receive_from(PATIENCE)))
        return found

    async def ends(self):
        await self.wire.disconnect(timeout=PATIENCE)


async def watching(cookie, ticket) -> Socket:
    """An open socket that looks at `ticket`."""
    socket = Socket(cookie)
    assert await socket.opens()
    await socket.say({"watch": ticket.number})
    await socket.hear("changed")
    return socket
