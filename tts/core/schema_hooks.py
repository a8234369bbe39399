"""What the OpenAPI description says of every operation: how it refuses, and how a POST may be repeated."""

METHODS = ("get", "post", "put", "patch", "delete")
ERROR = {
    "type": "object",
    "required": ["error", "details"],
    "properties": {
        "error": {"type": "string"},
        "details": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "messages by field",
        },
    },
}
REFUSED = {
    "description": "Refused",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 255},
    "description": "For 24 hours the same key and body get the same reply; another body gets 422.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The ETag that GET answered: refused with 412 if it was changed meanwhile.",
}


def describe_conventions(result, generator, request, public):
    """Post-processing hook of drf-spectacular: adds to `result` what all operations share."""
    result["components"].setdefault("schemas", {})["Error"] = ERROR
    for operations in result["paths"].values():
        for method in METHODS:
            if method in operations:
                _describe(method, operations[method])
    return result


def _describe(method, operation):
    operation["responses"]["4XX"] = REFUSED
    operation["summary"] = " ".join(operation.get("description", "").split()).partition(".")[0]
    if method == "post":
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    if method in ("put", "patch"):
        operation.setdefault("parameters", []).append(IF_MATCH)
