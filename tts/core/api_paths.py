"""Where the REST API lives beside the pages, and that it refuses in JSON even before a view is reached."""

from http import HTTPStatus

from django.http import JsonResponse

PREFIXES = (
    "tickets",
    "send",
    "tasks",
    "transitions",
    "workflows",
    "steps",
    "roles",
    "audit",
    "dead-letters",
    "analytics",
    "schema",
)


def is_api(path: str) -> bool:
    """Whether `path` is one of the REST API, known or not."""
    return path.lstrip("/").partition("/")[0] in PREFIXES


class JsonRefusals:
    """An error page under the API's paths (no such route, a bad host, a failure) becomes its JSON."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code < 400 or not is_api(request.path):
            return response
        if response.get("Content-Type", "").startswith("application/json"):
            return response
        status = response.status_code
        return JsonResponse({"error": HTTPStatus(status).phrase, "details": {}}, status=status)
