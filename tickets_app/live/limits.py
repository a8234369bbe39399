"""What a socket may say to us: few short JSON objects."""

import json
from collections import deque

from tts.core import strict_json

LONGEST = 1000
MOST, SECONDS = 40, 10


class Refused(Exception):
    """A message that no page of ours sends."""


class Flood:
    """Counts messages: at most MOST within SECONDS."""

    def __init__(self):
        self.times: deque[float] = deque(maxlen=MOST)

    def check(self, now: float) -> None:
        """Count one message. Raises Refused for one too many."""
        if len(self.times) == MOST and now - self.times[0] < SECONDS:
            raise Refused
        self.times.append(now)


def parsed(text: str | None) -> dict:
    """The message in a frame. Raises Refused unless it is a short JSON object of text values or null."""
    if text is None or len(text) > LONGEST:
        raise Refused
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused from error
    if not isinstance(message, dict) or not all(map(_is_usable, [*message, *message.values()])):
        raise Refused
    return message


def _is_usable(value) -> bool:
    return value is None or (isinstance(value, str) and strict_json.storable(value))
