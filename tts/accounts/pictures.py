"""Pictures of people: made small and square from what they upload, of which nothing else is kept."""

import io
import warnings

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps, UnidentifiedImageError

from tts.accounts.access import standing
from tts.accounts.models import Picture, User
from tts.core.errors import Invalid, NotFound
from tts.core.uploads import MB, too_large

FORMATS = ("PNG", "JPEG", "WEBP")
MEDIA_TYPE = "image/webp"
MOST_MB = 5
MOST_PIXELS = 24_000_000
SIDE = 128  # the largest it is shown, twice as fine
CHOOSE = gettext_lazy("Choose a picture: PNG, JPEG or WebP.")
BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError)


def made_from(file: UploadedFile | None) -> bytes:
    """The picture, a WebP of SIDE by SIDE pixels, of an uploaded PNG, JPEG or WebP.

    What it is, its content says: name and type that came with it do not count. Raises Invalid for a file of
    more than MOST_MB, for anything else, what is broken, and what has too many pixels.
    """
    if file is None:
        raise Invalid({"picture": [CHOOSE]})
    if file.size > MOST_MB * MB:
        raise Invalid({"picture": [too_large(MOST_MB).message]})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
        _check_pixels(image)
        return _square(image)
    except BROKEN as error:
        raise Invalid({"picture": [CHOOSE]}) from error


def _check_pixels(image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        words = _("This picture has too many pixels: at most %(most)s million.")
        raise Invalid({"picture": [words % {"most": MOST_PIXELS // 1_000_000}]})


def _square(image) -> bytes:
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is read no finer than needed
    small = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGBA"), (SIDE, SIDE))
    # A new image: where and with what the other was taken stays behind.
    opaque = Image.new("RGB", small.size, "white")
    opaque.paste(small, mask=small.getchannel("A"))
    out = io.BytesIO()
    opaque.save(out, "WEBP", quality=85)
    return out.getvalue()


def content_of(reader: User, user_id: int, name: str) -> bytes:
    """The picture of that person that is called `name`.

    Staff see everybody's; whoever has no role sees only their own, as they know first names only. Raises
    NotFound where there is none, and for who may not see it.
    """
    may_see = reader.pk == user_id or standing(reader).is_staff
    row = Picture.objects.filter(user=user_id, user__picture=name).first() if may_see else None
    if row is None:
        raise NotFound
    return bytes(row.content)
