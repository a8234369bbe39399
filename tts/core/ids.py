"""Ids that came as text."""

LARGEST = 2**63 - 1
MOST_DIGITS = 18  # any number of them fits into a column


def id_in(text: str | None) -> int | None:
    """The id that `text` is, written in ASCII digits; None for anything else."""
    digits = text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if digits else None
