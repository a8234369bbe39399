"""Reading AMQP frames so that a message with unreadable properties arrives too.

A property or header that the client library cannot decode (a time in the year 50000, say) would otherwise end
the connection, be read again after every reconnection, and nothing behind it ever.
"""

import struct
from collections.abc import Callable

from amqp.exceptions import FrameSyntaxError
from amqp.method_framing import frame_handler

from tickets_app.ingest.codec import UNREADABLE

HEADER_FRAME = 2
BEFORE_FLAGS = 12  # bytes: class, weight, size of the body
CONTENT_TYPE_ONLY = 0x8000
ERRORS = (ValueError, ArithmeticError, LookupError, TypeError, OSError, struct.error, FrameSyntaxError)


def lenient_frames(connection, callback) -> Callable:
    """A frame handler for amqp.Connection: properties that cannot be read become one, UNREADABLE."""
    read = frame_handler(connection, callback)

    def on_frame(frame):
        try:
            return read(frame)
        except ERRORS:
            kind, channel, content = frame
            if kind != HEADER_FRAME:
                raise
            name = UNREADABLE.encode()
            properties = struct.pack(">HB", CONTENT_TYPE_ONLY, len(name)) + name
            return read((kind, channel, bytes(content[:BEFORE_FLAGS]) + properties))

    return on_frame
