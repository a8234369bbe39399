"""As much of HTTP and WebSocket as a page needs, in asyncio: hundreds of clients in one process."""

import asyncio
import base64
import os
import struct


class Gone(Exception):
    """The connection ended."""


async def get(port: int, path: str, cookie: str) -> str:
    """The text of a page of 127.0.0.1:`port`. Raises Gone unless it is a whole answer of 200."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_head(port, path, cookie, "Connection: close", "HX-Request: true"))
        answer = await reader.read()
        writer.close()
    except OSError as error:
        raise Gone from error
    head, _blank, body = answer.partition(b"\r\n\r\n")
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
    if b" 200 " not in head[:20] or (length and int(length.split(b":")[1]) != len(body)):
        raise Gone(head[:60])
    return body.decode()


def _head(port, path, cookie, *more) -> bytes:
    lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}", *more)
    return "\r\n".join((*lines, "", "")).encode()


class Socket:
    """A WebSocket to 127.0.0.1:`port`, for text messages."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int, path: str, cookie: str = ""):
        """Open one. Raises Gone where it is refused."""
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
        extra = (*upgrade, f"Sec-WebSocket-Key: {key}", f"Origin: http://127.0.0.1:{port}")
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_head(port, path, cookie, *extra))
            head = await reader.readuntil(b"\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Gone from error
        if b" 101 " not in head[:20]:
            raise Gone(head[:60])
        return cls(reader, writer)

    def say(self, text: str) -> None:
        """Send a text of at most 125 bytes, masked as clients must."""
        mask, data = os.urandom(4), text.encode()
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        self.writer.write(bytes((0x81, 0x80 | len(data))) + mask + masked)

    async def hear(self) -> str:
        """The next text. Answers pings; raises Gone at the end."""
        while True:
            try:
                kind, length = await self.reader.readexactly(2)
                if length == 126:
                    (length,) = struct.unpack("!H", await self.reader.readexactly(2))
                elif length == 127:
                    (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
                data = await self.reader.readexactly(length)
            except (OSError, asyncio.IncompleteReadError) as error:
                raise Gone from error
            if kind & 15 == 1:
                return data.decode()
            if kind & 15 == 8:
                raise Gone
            if kind & 15 == 9:
                self.writer.write(bytes((0x8A, 0x80, 0, 0, 0, 0)))

    def close(self) -> None:
        """Drop it."""
        self.writer.close()
