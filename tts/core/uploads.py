"""Bounds of uploads, checked before anything of them is read."""

from django.utils.translation import gettext as _

from tts.core.errors import TooLarge

FRAME = 64 * 1024  # what a form needs around its file
MB = 1024 * 1024
# For what is sent as it came: nothing in it runs or loads anything, whatever it turns out to be.
LOCKED_UP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def check_length(request, most_mb: int) -> None:
    """Raise TooLarge where the body cannot be a form with one file of at most `most_mb`."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most_mb * MB + FRAME:
        raise too_large(most_mb)


def too_large(most_mb: int) -> TooLarge:
    """The refusal of a file that has more than that."""
    return TooLarge(_("A file may have at most %(most)s MB.") % {"most": most_mb})
