"""What a file is, by its content: neither its name nor what the sender says of it counts."""

import codecs
import re
import warnings
from typing import BinaryIO

import puremagic
from PIL import Image, UnidentifiedImageError

IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
PDF, TEXT, MARKUP, UNKNOWN = "application/pdf", "text/plain", "text/html", "application/octet-stream"
SHOWN_IN_PLACE = frozenset({*IMAGES.values(), PDF, TEXT})
MOST_PIXELS = 50_000_000
HEAD = 4096
PIECE = 1 << 16
# Text that a browser might take for a page or a drawing.
LOOKS_LIKE_MARKUP = re.compile(
    r"<\s*(!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|math|style|img|a\s)", re.IGNORECASE
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def media_type(file: BinaryIO) -> str:
    """The media type of what `file` holds. Reads in pieces; leaves it at its beginning."""
    found = _image(file) or _pdf(file) or _text(file) or _other(file)
    file.seek(0)
    return found


def _image(file) -> str | None:
    """An image that browsers show, of a size that they can bear: only its header is read."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=tuple(IMAGES))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    width, height = image.size
    return IMAGES[image.format] if width * height <= MOST_PIXELS else UNKNOWN


def _pdf(file) -> str | None:
    file.seek(0)
    return PDF if file.read(5) == b"%PDF-" else None


def _text(file) -> str | None:
    """Text in UTF-8 throughout; that of a page or a drawing is not shown as text."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    tail, markup, size = "", False, 0
    try:
        while piece := file.read(PIECE):
            size += len(piece)
            text = decoder.decode(piece)
            if CONTROLS.search(text):
                return None
            markup = markup or LOOKS_LIKE_MARKUP.search(tail + text) is not None
            tail = text[-20:]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return (MARKUP if markup else TEXT) if size else UNKNOWN


def _other(file) -> str:
    """What the first bytes tell; it is for the person to read, nothing depends on it."""
    file.seek(0)
    try:
        found = puremagic.from_string(file.read(HEAD), mime=True)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return found if found and found not in SHOWN_IN_PLACE else UNKNOWN
