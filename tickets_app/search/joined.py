"""Words that some write with a hyphen and some without: "Wi-Fi" and "wifi" find each other.

The index holds the parts of such a word, as of any words, and also the whole of it without its hyphens. On
PostgreSQL `tts_words` sees to that (see `schema`); SQLite has no regular expressions, so each connection
brings `tts_joined`, which its triggers call.
"""

import re

LONGEST = 24  # beyond it stand serial numbers and addresses, which nobody types without their hyphens
HYPHENED = re.compile(r"[^\W\d_]\w*(?:-\w+)+")
# From the beginning of a word only: tried anew at each letter, a long text without blanks takes for ever.
CHAIN = re.compile(r"(?<!\w)\w+(?:-\w+)+")
BEFORE_LETTERS = re.compile(r"[\W\d_]+")


def joined(word: str) -> str:
    """ "Wi-Fi" as "WiFi"; "" for what is no such word."""
    is_one = len(word) <= LONGEST and HYPHENED.fullmatch(word)
    return word.replace("-", "") if is_one else ""


def with_joined(text: str | None) -> str | None:
    """`text` and after it, joined, each of its words that have hyphens."""
    if not text or "-" not in text:
        return text
    found = filter(None, map(joined, _words_of(text)))
    return " ".join([text, *dict.fromkeys(found)])


def _words_of(text):
    """The parts of `text` that HYPHENED finds: chains from their first letter on."""
    for chain in CHAIN.findall(text):
        begins = BEFORE_LETTERS.match(chain)
        yield chain[begins.end() :] if begins else chain


def bring(connection, **kwargs) -> None:
    """Let the triggers of a SQLite database that was just connected to call `tts_joined`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("tts_joined", 1, with_joined, deterministic=True)
