"""What of JSON can be stored in every database: text, numbers and nesting within bounds. Pure."""

import re
from math import isfinite

from django.utils.translation import gettext as _

MAX_DEPTH = 40
# What JSON text must contain for its data to have a problem, besides depth: a word that is no number, an
# escape of something that is no character, or a long number. Not one expression: each alternative would be
# tried at every character, which takes four times as long.
SUSPECT_WORDS = ("NaN", "Infinity")
SUSPECT = (re.compile(r"\\u(?:0000|[dD][89a-fA-F])"), re.compile(r"[0-9](?:[0-9]{17}|[eE][+]?[0-9]{2})"))
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> bool:
    """Whether `text` holds characters only: no NUL, no half of a surrogate pair."""
    return NOT_TEXT.search(text) is None


def is_plain(text: str) -> bool:
    """Whether nothing parsed from this JSON text can have a `problem`. A quick look; False is no verdict."""
    if any(word in text for word in SUSPECT_WORDS) or any(found.search(text) for found in SUSPECT):
        return False
    return text.count("[") + text.count("{") <= MAX_DEPTH


def problem(data) -> tuple[str, str] | None:
    """(place, message) of the first text, number or nesting in `data` that cannot be stored, or None."""
    waiting = [((), data)]
    while waiting:
        path, value = waiting.pop()
        message = _("Nested too deeply.") if len(path) > MAX_DEPTH else _problem(value)
        if message:
            return _place(path), message
        if isinstance(value, dict):
            waiting.extend(((*path, key), key) for key in value)
            waiting.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), item) for index, item in enumerate(value))
    return None


def _problem(value) -> str:
    if isinstance(value, str) and not storable(value):
        return _("Contains a character that is not text.")
    if isinstance(value, float) and not isfinite(value):
        return _("This is not a number.")
    if isinstance(value, int) and abs(value) >= 10**30:
        return _("The number is too large.")
    return ""


def _place(path) -> str:
    """`path` as "employee.name" or "cost_items[2]", cut to the outermost places of a deep one."""
    place = ""
    for part in path[:4]:
        place += f"[{part}]" if isinstance(part, int) else f".{ascii(part)[1:-1][:80]}"
    return place.lstrip(".") or "body"
