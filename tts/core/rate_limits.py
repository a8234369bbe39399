"""How many requests a person, an address, and an address at the sign-in pages may make (`RATE_LIMITS`).

Counted in Redis where `REDIS_URL` names one, so that all web processes count together; else each process
counts its own. When Redis does not answer, requests pass and the log says so: a limit is a protection, not a
reason to be down.
"""

import logging
import math
import re
import time
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from rest_framework.throttling import BaseThrottle

from tts.core.api_paths import is_api

KINDS = ("person", "address", "sign-in")
LIMIT = re.compile(r"(?P<count>[1-9]\d*)/(?P<unit>s|min|h|day)")
UNITS = {"s": "second", "min": "minute", "h": "hour", "day": "day"}
ENTRANCE = "/accounts/"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
log = logging.getLogger(__name__)


@cache
def read(text: str) -> dict[str, RateLimitItem]:
    """`person=1200/min,address=6000/min` as limits by kind; `off` or nothing is no limit.

    Raises ImproperlyConfigured naming the part that cannot be read.
    """
    if text.strip() in ("", "off"):
        return {}
    return dict(_read_part(part.strip()) for part in text.split(","))


def _read_part(part):
    kind, _equals, limit = part.partition("=")
    found = LIMIT.fullmatch(limit)
    if kind not in KINDS or not found:
        message = f"RATE_LIMITS: '{part}' is not of the form kind=count/unit (kinds: {', '.join(KINDS)};"
        raise ImproperlyConfigured(f"{message} units: {', '.join(UNITS)}).")
    return kind, parse(f"{found['count']}/{UNITS[found['unit']]}")


@cache
def _counter(redis_url):
    return SlidingWindowCounterRateLimiter(
        storage_from_string(redis_url or "memory://", wrap_exceptions=True)
    )


def seconds_to_wait(kind: str, who: str) -> int | None:
    """Count one request of `who`: None when it is within the limit, else the seconds to wait."""
    limit = read(settings.RATE_LIMITS).get(kind)
    if limit is None:
        return None
    counter = _counter(settings.REDIS_URL)
    try:
        if counter.hit(limit, kind, who):
            return None
        reset = counter.get_window_stats(limit, kind, who).reset_time
    except StorageError as error:
        log.warning("requests are not counted: %s", error)
        return None
    return max(1, math.ceil(reset - time.time()))


class AddressLimit:
    """Refuse what comes too fast from one address, before anything is looked up for it."""

    def __init__(self, get_response):
        self.get_response = get_response
        read(settings.RATE_LIMITS)  # a mistake in it is said at start

    def __call__(self, request):
        address = request.META.get("REMOTE_ADDR", "")
        wait = seconds_to_wait("address", address)
        if wait is None and request.path.startswith(ENTRANCE) and request.method not in SAFE_METHODS:
            wait = seconds_to_wait("sign-in", address)
        return self.get_response(request) if wait is None else too_many(request, wait)


class PersonLimit:
    """Refuse what a signed-in person asks for too fast on pages; for REST see `PersonThrottle`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        wait = seconds_to_wait("person", str(request.user.pk))
        return None if wait is None else too_many(request, wait)


class PersonThrottle(BaseThrottle):
    """The same limit for REST requests, whose person a token may name."""

    waiting = None

    def allow_request(self, request, view):
        if not request.user.is_authenticated:
            return True
        self.waiting = seconds_to_wait("person", str(request.user.pk))
        return self.waiting is None

    def wait(self):
        return self.waiting


def too_many(request, wait: int) -> HttpResponse:
    """The refusal: JSON under the API's paths, else a page; `Retry-After` says the seconds."""
    headers = {"Retry-After": str(wait)}
    if is_api(request.path):
        refusal = {"error": _("Too many requests in a short time."), "details": {}}
        return JsonResponse(refusal, status=429, headers=headers)
    return HttpResponse(render_to_string("429.html", {"wait": wait}), status=429, headers=headers)
