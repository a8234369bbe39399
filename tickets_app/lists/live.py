"""Lists that stay fresh: a page asks again now and then; that nothing changed is said in one statement."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Max
from django.http import HttpResponseNotModified

from tts.core.models import AuditEvent


def mark() -> str:
    """What stands for everything that has happened so far: every action writes an event."""
    return f'"{AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0}"'


def kept_fresh(view: Callable) -> Callable:
    """Decorate a list: asked with the header `X-Live`, it answers 304 unless something happened since
    `If-None-Match`.

    The mark is taken before the list is read, so that what happens meanwhile is seen by the next question.
    """

    @wraps(view)
    def fresh(request):
        if "X-Live" not in request.headers:
            return view(request)
        now = mark()
        if request.headers.get("If-None-Match") == now:
            return HttpResponseNotModified(headers={"ETag": now})
        response = view(request)
        response["ETag"] = now
        return response

    return fresh
