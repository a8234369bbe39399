"""How wide text will be, estimated, for pictures that are drawn where no font can be measured."""

from unicodedata import combining, east_asian_width

NARROW = frozenset("fijltrI.,:;'!|()[] -")
WIDE = frozenset("mwMW@%")
ELLIPSIS = "…"


def text_width(text: str, size: float) -> float:
    """Estimated width of a line of sans-serif text of a font size, in the unit of the size."""
    return size * sum(_share(letter) for letter in text)


def clip(text: str, width: float, size: float) -> str:
    """The text, cut to a width with an ellipsis where it is longer."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + ELLIPSIS, size) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrap(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most `most` lines of a width, broken between words where that is possible; what
    does not fit is cut with an ellipsis."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width, size):
            longer = f"{lines[-1]} {piece}".strip()
            if text_width(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) > most:
        lines[most - 1] = clip(" ".join(lines[most - 1 :]), width, size)
    return tuple(lines[:most])


def _pieces(word: str, width: float, size: float) -> list[str]:
    """A word, cut where it is wider than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _share(letter: str) -> float:
    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF":
        return 1.05
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 0.92
    return 0.7 if letter.isupper() else 0.58
