"""Half-written forms are kept by the browser (static/js/keep) until they are told here to have been taken."""

import re

from django.urls import reverse

KEY = re.compile(r"[A-Za-z0-9._-]{1,80}")
COOKIE = "taken"
SECONDS = 300
FORM = "application/x-www-form-urlencoded"


class SaysWhatWasTaken:
    """Names, in a cookie that scripts may read, the kept form whose POST was carried out.

    Carried out is what the view itself answered with success; that a page asks for the sign-in, for a second
    factor, or refuses, is none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        key = _key_of(request)
        if key and _is_success(response):
            response.set_cookie(COOKIE, key, max_age=SECONDS, samesite="Lax", secure=request.is_secure())
        return response

    def process_view(self, request, view, args, kwargs):
        """Only requests that nothing before the view answered come here."""
        request.is_at_view = True


def _key_of(request) -> str:
    # A body of another type may not have been read, on purpose.
    if request.method != "POST" or request.content_type != FORM or not getattr(request, "is_at_view", False):
        return ""
    key = request.POST.get("keep", "")
    return key if KEY.fullmatch(key) else ""


def _is_success(response) -> bool:
    signs_in = response.get("Location", "").startswith(reverse("account_login"))
    return response.status_code < 400 and not signs_in
