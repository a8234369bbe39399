"""What the OpenAPI description says of every operation: how it refuses, how a POST may be repeated, how an
edit undoes nobody else's, and an example of each body."""

from tts.core.api_views import ApiView
from tts.core.schema_errors import ERROR, refusals_of, responses
from tts.core.schema_examples import example_of

METHODS = ("get", "post", "put", "patch", "delete")
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "For 24 hours the same key and body get the same reply; another body gets 422.",
    "example": "order-4711",
}
ETAG = {"type": "string", "example": '"5d41402abc4b2a76b9719d911017c592"'}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": ETAG,
    "description": "The ETag that GET answered: refused with 412 if it was changed meanwhile.",
}
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": ETAG,
    "description": "The ETag that GET answered: 304 where it is the same still.",
}
PAGING = {
    "page": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1, "default": 1},
    "page_size": {
        "type": "integer",
        "minimum": 1,
        "default": 10,
        "description": "rows in a page; more than 100 counts as 100",
    },
}


def describe_conventions(result, generator, request, public):
    """Post-processing hook of drf-spectacular: adds to `result` what all operations share."""
    components = result["components"]
    components.setdefault("schemas", {})["Error"] = ERROR
    components["responses"] = responses()
    tagged = {path for path, _regex, method, view in generator.endpoints if _is_tagged(method, view.cls)}
    for path, operations in result["paths"].items():
        for method in set(METHODS) & set(operations):
            _describe(method, operations[method], components["schemas"])
        if path in tagged:
            _describe_etag(operations["get"])
    return result


def _is_tagged(method, view) -> bool:
    return method == "GET" and issubclass(view, ApiView) and view.is_tagged()


def _describe(method, operation, known):
    _show(operation, known)
    operation["responses"] |= refusals_of(method)
    operation["summary"] = " ".join(operation.get("description", "").split()).partition(".")[0]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            _describe_filter(parameter)
        elif parameter["in"] == "path":
            parameter["schema"] = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1, "example": 7}
    if method == "post":
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    if method in ("put", "patch"):
        operation.setdefault("parameters", []).append(IF_MATCH)


def _describe_filter(parameter):
    """An empty filter counts as not given, but for one that a list cannot do without."""
    parameter["schema"] = PAGING.get(parameter["name"], parameter["schema"])
    if not parameter.get("required"):
        parameter["allowEmptyValue"] = True


def _describe_etag(operation):
    operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    operation["responses"]["200"]["headers"] = {"ETag": {"schema": ETAG, "required": True}}
    operation["responses"]["304"] = {"description": "It is what you have already."}


def _show(operation, known):
    """An example for the body and for each answer that has none."""
    _add(operation.get("requestBody", {}), known, request=True)
    for answer in operation["responses"].values():
        _add(answer, known, request=False)


def _add(place, known, *, request):
    for kind, content in place.get("content", {}).items():
        if kind != "*/*" and not {"example", "examples"} & set(content):
            content["example"] = example_of(content["schema"], known, request=request)
