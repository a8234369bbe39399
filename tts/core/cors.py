"""Browsers of other systems: CORS for the origins of CORS_ALLOWED_ORIGINS, on the REST API only."""

from django.conf import settings
from django.http import HttpResponse

from tts.core.api_paths import is_api

METHODS = "GET, HEAD, OPTIONS, POST, PUT, DELETE"
HEADERS = "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, X-CSRFToken, X-Request-ID"
EXPOSED = "ETag, Idempotency-Replayed, Retry-After, X-Request-ID"
PREFLIGHT_SECONDS = "600"


class Cors:
    """Lets listed origins read answers, with cookies, and answers their preflights before any sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.CORS_ALLOWED_ORIGINS or not is_api(request.path):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        listed = origin in settings.CORS_ALLOWED_ORIGINS
        response = _preflight() if listed and _is_preflight(request) else self.get_response(request)
        response.headers["Vary"] = _with_origin(response.get("Vary", ""))
        if listed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Allow-Credentials"] = "true"
            response["Access-Control-Expose-Headers"] = EXPOSED
        return response


def _is_preflight(request) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _preflight() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        },
    )


def _with_origin(vary: str) -> str:
    return f"{vary}, Origin" if vary else "Origin"
