"""Bounds of uploads, checked before anything of them is read."""

from django.conf import settings
from django.utils.translation import gettext as _

from tickets_app.comments.files import largest
from tts.core.errors import TooLarge

FRAME = 64 * 1024  # what a form needs around its file


def check_length(request) -> None:
    """Raise TooLarge where the body cannot be a form with one file of the size that is taken."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > largest() + FRAME:
        raise TooLarge(_("A file may have at most %(most)s MB.") % {"most": settings.MAX_UPLOAD_MB})
