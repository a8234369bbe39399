"""Files of a ticket: uploading into a composer, opening, looking into, taking away."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from tickets_app.access import ticket_for_read
from tickets_app.comments import files, storing
from tickets_app.comments.access import attachment_for_read
from tickets_app.comments.content import TEXT
from tickets_app.comments.presenters import FileView
from tickets_app.comments.serving import content_response
from tts.core.errors import Invalid, NotFound
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow
from tts.core.uploads import check_length

SHOWN_OF_TEXT = 20_000


@allow(SIGNED_IN)
@require_POST
@csrf_exempt  # checked below, once it is certain that the body may be read
def upload(request, number: str):
    """Take a file into the composer of `audience`; the answer is its line there."""
    check_length(request, settings.MAX_UPLOAD_MB)
    return _upload(request, number)


@csrf_protect
def _upload(request, number):
    ticket = ticket_for_read(request.user, number=number)
    file, audience = request.FILES.get("file"), request.POST.get("audience")
    if file is None or audience not in ("public", "internal"):
        raise Invalid({"file": [_("Choose a file.")]})
    row = files.upload(actor_of(request), ticket.pk, file, internal=audience == "internal", is_draft=True)
    view = FileView(row.pk, row.name, row.file.size, row.file.media_type, may_remove=True)
    return render(request, "tickets_app/comments/_waiting_file.html", {"file": view}, status=201)


@allow(SIGNED_IN)
@require_safe
def content(request, pk: int):
    """The content, shown in place where that is safe; with `?download` always as a download."""
    return content_response(attachment_for_read(request.user, pk), download="download" in request.GET)


@allow(SIGNED_IN)
@require_safe
def text(request, pk: int):
    """The beginning of a text file, for its preview."""
    row = attachment_for_read(request.user, pk)
    if row.file.media_type != TEXT:
        raise NotFound
    with storing.path_of(row.file).open("rb") as file:
        begins = file.read(SHOWN_OF_TEXT).decode("utf-8-sig", errors="ignore")
    facts = {"text": begins, "is_cut": row.file.size > SHOWN_OF_TEXT, "file_id": pk}
    return render(request, "tickets_app/comments/_text.html", facts)


@allow(SIGNED_IN)
@require_POST
def remove(request, pk: int):
    """Take a file away; for htmx the answer is what takes the place of its line: nothing."""
    row = attachment_for_read(request.user, pk)
    files.remove(actor_of(request), pk)
    return HttpResponse() if request.htmx else redirect("ticket", row.ticket.number)
