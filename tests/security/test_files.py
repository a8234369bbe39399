"""Files that people sent are opened through the visibility rule, and run nothing in a browser."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.comments.conftest import media, say, ticket
from tests.tickets.pages import page_as
from tickets_app.comments import storing
from tickets_app.models import Attachment

__all__ = ["media", "say", "ticket"]
pytestmark = pytest.mark.django_db
ACTIVE = {
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page.html": b"<!DOCTYPE html><script>alert(1)</script>",
    "picture.png": b"<html><script>alert(1)</script>",
}


def put(person, ticket, name, content):
    """The upload of a file as a browser sends it, its type claimed to be harmless."""
    file = SimpleUploadedFile(name, content, "image/png")
    return page_as(person).post(
        f"/ticket/{ticket.number}/conversation/files/", {"audience": "public", "file": file}
    )


@pytest.mark.security(20, 21)
@pytest.mark.parametrize("name", ACTIVE)
def test_what_could_run_is_only_saved_to_disk(ticket, technician, name):
    assert put(technician, ticket, name, ACTIVE[name]).status_code == 201
    answer = page_as(technician).get(f"/files/{Attachment.objects.get().pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'; sandbox" in answer["Content-Security-Policy"]


@pytest.mark.security(23)
def test_one_that_is_too_large_is_413(ticket, technician, settings):
    settings.MAX_UPLOAD_MB = 1
    assert put(technician, ticket, "a.txt", b"x" * (3 * 1024 * 1024)).status_code == 413
    assert not Attachment.objects.exists()


@pytest.mark.security(24)
def test_where_it_is_stored_is_no_address(ticket, technician):
    put(technician, ticket, "a.txt", b"toner")
    row = Attachment.objects.get()
    assert storing.path_of(row.file).exists()
    for prefix in ("/media/", "/static/", "/", f"{settings.MEDIA_URL}"):
        assert page_as(technician).get(f"{prefix}{row.file.path}").status_code == 404
