"""Words that some write with a hyphen and some without: "Wi-Fi" and "wifi" find each other.

The index holds the parts of such a word, as of any words, and also the whole of it without its hyphens. On
PostgreSQL `tts_words` sees to that (see `schema`); SQLite has no regular expressions, so each connection
brings `tts_joined`, which its triggers call.
"""

import re

LONGEST = 24  # beyond it stand serial numbers and addresses, which nobody types without their hyphens
HYPHENED = re.compile(r"[^\W\d_]\w*(?:-\w+)+")


def joined(word: str) -> str:
    """ "Wi-Fi" as "WiFi"; "" for what is no such word."""
    is_one = len(word) <= LONGEST and HYPHENED.fullmatch(word)
    return word.replace("-", "") if is_one else ""


def with_joined(text: str | None) -> str | None:
    """`text` and after it, joined, each of its words that have hyphens."""
    if not text or "-" not in text:
        return text
    found = filter(None, map(joined, HYPHENED.findall(text)))
    return " ".join([text, *dict.fromkeys(found)])


def bring(connection, **kwargs) -> None:
    """Let the triggers of a SQLite database that was just connected to call `tts_joined`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("tts_joined", 1, with_joined, deterministic=True)
