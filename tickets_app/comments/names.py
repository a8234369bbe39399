"""Names of files as they are kept: one line of visible text without folders. Pure."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 150
# Controls, and characters that turn the direction of what is read.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
BEFORE_NAME = re.compile(r"^[\s.]+")


def kept_name(given: str) -> str:
    """`given` without folders, unseen characters and leading dots; of a long one the ending stays."""
    name = unicodedata.normalize("NFC", UNSEEN.sub("", given))
    name = BEFORE_NAME.sub("", re.split(r"[/\\]", name)[-1]).strip()
    if len(name) > LONGEST:
        stem, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        name = name[: LONGEST - len(ending)] + ending
    return name or _("file")
