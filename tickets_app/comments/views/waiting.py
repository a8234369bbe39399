"""Files for a ticket that is being written: uploading, opening, taking away; for who uploaded them alone."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from tickets_app.comments import waiting
from tickets_app.comments.serving import content_response
from tts.core.errors import Invalid
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow
from tts.core.uploads import check_length


@allow(SIGNED_IN)
@require_POST
@csrf_exempt  # checked below, once it is certain that the body may be read
def upload(request):
    """Take a file; the answer is its line in the form."""
    check_length(request, settings.MAX_UPLOAD_MB)
    return _upload(request)


@csrf_protect
def _upload(request):
    file = request.FILES.get("file")
    if file is None:
        raise Invalid({"file": [_("Choose a file.")]})
    row = waiting.upload(actor_of(request), file)
    return render(request, "tickets_app/_new_file.html", {"file": row}, status=201)


@allow(SIGNED_IN)
@require_safe
def content(request, pk: int):
    """The content, shown in place where that is safe."""
    return content_response(waiting.waiting_file(request.user, pk), download="download" in request.GET)


@allow(SIGNED_IN)
@require_POST
def remove(request, pk: int):
    """Take it away; for htmx the answer is what takes the place of its line: nothing."""
    waiting.remove(actor_of(request), pk)
    return HttpResponse() if request.htmx else redirect("new_ticket")
