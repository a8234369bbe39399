"""Files from outside: what they are called, what they are, pictures."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from PIL import Image

from tests.fuzz.making import damaged, pieced
from tests.fuzz.target import target
from tickets_app.comments.content import media_type
from tickets_app.comments.names import LONGEST, kept_name
from tts.accounts import pictures
from tts.core.errors import Invalid


def _image(kind, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 12), "red").save(out, kind, **options)
    return out.getvalue()


EXIF = Image.Exif()
EXIF[274] = 6  # turned
IMAGES = (_image("PNG"), _image("JPEG", exif=EXIF), _image("WEBP"), _image("GIF"))
HEADS = (
    b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xff\xfe<\x00", b"RIFF\x10\x00\x00\x00WAVE",
    b"\x7fELF", b"MZ",
    b"<svg xmlns=", b"\xef\xbb\xbf<!doctype html>", b"GIF89a", b"text, and nothing else",
    b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    b"ID3\x04", b"\0\0\0\x18ftypmp42", b"II*\0\x08\0\0\0",
)  # fmt: skip
contents = st.one_of(damaged(*IMAGES), damaged(*HEADS), st.binary(max_size=300))


@target("what a file is", contents)
def read_type(content):
    assert media_type(io.BytesIO(content))


@target("picture of a person", st.one_of(damaged(*IMAGES), damaged(*IMAGES), st.binary()), Invalid)
def read_picture(content):
    made = pictures.made_from(SimpleUploadedFile("me.png", content))
    assert Image.open(io.BytesIO(made)).size == (pictures.SIDE, pictures.SIDE)


NAMES = pieced(
    "../", "\\", "a", ".", ".png", "\0", "\u202e", "\r\n", " ", "C:", "é", "e\u0301", "con", "ﬀ", longest=3000
)


@target("name of a file", NAMES)
def read_name(given):
    name = kept_name(given)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set("/\\\0\r\n")
    assert not name.startswith(".")
