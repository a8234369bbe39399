"""Sending the content of a file to a browser, so that it can do no harm there."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from tickets_app.comments.content import PDF, SHOWN_IN_PLACE, TEXT, UNKNOWN
from tickets_app.comments.storing import path_of
from tickets_app.models import Attachment
from tts.core.uploads import LOCKED_UP

# Browsers do not show a PDF in a sandbox; it may be framed by our own page only.
FOR_PDF = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'self'"


def content_response(row: Attachment, *, download: bool) -> HttpResponse:
    """The content of an attachment that the caller has checked the reader may open.

    Shown in place only where its content was proven to be an image, a PDF or text; anything else, and
    everything with `download`, is saved to disk. With X_ACCEL_PREFIX the web server in front sends it.
    """
    in_place = row.file.media_type in SHOWN_IN_PLACE and not download
    response = _accelerated(row) if settings.X_ACCEL_PREFIX else FileResponse(path_of(row.file).open("rb"))
    response["Content-Type"] = _type(row.file.media_type, in_place)
    response["Content-Disposition"] = content_disposition_header(not in_place, row.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    is_pdf = in_place and row.file.media_type == PDF
    response._csp_exempt = True  # it has a stricter one
    response["Content-Security-Policy"] = FOR_PDF if is_pdf else LOCKED_UP
    if is_pdf:
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _type(media_type: str, in_place: bool) -> str:
    if media_type == TEXT:
        return f"{TEXT}; charset=utf-8"
    return media_type if in_place or media_type in SHOWN_IN_PLACE else UNKNOWN


def _accelerated(row) -> HttpResponse:
    return HttpResponse(headers={"X-Accel-Redirect": settings.X_ACCEL_PREFIX + quote(row.file.path)})
