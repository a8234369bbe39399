"""Middleware: request ids, sign-in for htmx requests, refusals of actions as pages."""

import re
import uuid
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tts.core.actor import Actor
from tts.core.errors import ActionError
from tts.core.ids import LARGEST

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class TrustedProxies:
    """Forwarded headers count only from a listed proxy; the caller's address is then the last one it names.

    `request.was_forwarded`: whether any proxy, listed or not, says that it passed the request on.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        meta = request.META
        request.was_forwarded = any(name in meta for name in FORWARDED)
        if meta.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
            meta["REMOTE_ADDR"] = forwarded or meta["REMOTE_ADDR"]
        else:
            for name in [name for name in meta if name.startswith("HTTP_X_FORWARDED_")]:
                del meta[name]
        return self.get_response(request)


class RequestId:
    """`request.request_id`: the caller's X-Request-ID if it is well formed, else a new one; echoed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class SignInForHtmx:
    """A signed-out htmx request goes to the sign-in page as a whole, not into the fragment it came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        sign_in = reverse("account_login")
        redirects = request.headers.get("HX-Request") and response.status_code == 302
        if redirects and response["Location"].startswith(sign_in):
            return HttpResponse(headers={"HX-Redirect": f"{sign_in}?{_back_to_page(request)}"})
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


def _back_to_page(request) -> str:
    """The `next` of a sign-in: the page that the person is on, for the fragment alone is no place to be."""
    try:
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # no address at all, such as http://[
        return urlencode({"next": "/"})
    path = address._replace(scheme="", netloc="", fragment="").geturl() if address.path else "/"
    return urlencode({"next": path})


class ActionErrors:
    """A refusal that a page view did not show itself becomes the page of its status; an id in the address
    that is too large for a database is that of nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404

    def process_exception(self, request, exception):
        if not isinstance(exception, ActionError):
            return None
        return refusal(request, exception)


def refusal(request, error: ActionError) -> HttpResponse:
    """`error` as a page; for an htmx request as a notice that htmx puts beside the place it came from."""
    template = "core/_refusal.html" if request.headers.get("HX-Request") else "core/refusal.html"
    return render(request, template, {"error": error}, status=error.status)


def actor_of(request) -> Actor:
    """The Actor for a page or REST request."""
    user = request.user if request.user.is_authenticated else None
    machine = getattr(request, "machine", "")
    return Actor(user=user, request_id=getattr(request, "request_id", ""), machine=machine)
