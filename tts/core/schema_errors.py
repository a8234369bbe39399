"""How every operation of the REST API may refuse: the responses that its OpenAPI description shares."""

ERROR = {
    "type": "object",
    "required": ["error", "details"],
    "additionalProperties": False,
    "properties": {
        "error": {"type": "string", "minLength": 1},
        "details": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "messages by field",
        },
    },
}
# Status -> (name of the response, when it comes, what it says, its details).
REFUSALS = {
    "400": (
        "BadRequest", "A field or filter is not usable; nothing was stored.",
        "Some fields need another value.", {"department": ["This is required."]},
    ),
    "401": ("Unauthorized", "Nobody is signed in.", "Authentication credentials were not provided.", {}),
    "403": ("Forbidden", "This is for others.", "You do not have permission to do this.", {}),
    "404": ("NotFound", "There is no such thing, for you.", "Not found.", {}),
    "406": ("NotAcceptable", "Only JSON is spoken here.", "Could not satisfy the request Accept header.", {}),
    "409": ("Conflict", "It is not in the state that you assumed.", "It is at Verify now.", {}),
    "412": (
        "PreconditionFailed", "It was changed since the ETag that If-Match names.",
        "It was changed since you read it. Read it again, then decide.", {},
    ),
    "413": ("TooLarge", "The body is too large.", "The request is too large.", {}),
    "415": (
        "UnsupportedMediaType", "The body is of another kind.",
        'Unsupported media type "text/plain" in request.', {},
    ),
    "422": (
        "Unprocessable", "This Idempotency-Key came with another body before.",
        "This Idempotency-Key was used with another body.", {},
    ),
    "429": (
        "TooManyRequests", "Too much in a short time, by you or from your address.",
        "Too many requests in a short time.", {},
    ),
    "503": ("Busy", "The database is busy.", "The system is busy. Try again in a moment.", {}),
}  # fmt: skip
ALWAYS = ("400", "401", "403", "404", "406", "429", "503")
MORE = {
    "get": (),
    "post": ("409", "413", "415", "422"),
    "put": ("409", "412", "413", "415"),
    "patch": ("409", "412", "413", "415"),
    "delete": ("409",),
}
SECONDS = {"schema": {"type": "integer", "minimum": 1}, "description": "seconds to wait", "required": True}
CHALLENGE = {"schema": {"type": "string"}, "required": True}
HEADERS = {
    "401": {"WWW-Authenticate": CHALLENGE},
    "429": {"Retry-After": SECONDS},
    "503": {"Retry-After": SECONDS},
}


def responses() -> dict[str, dict]:
    """The shared responses by name, for the components of the description."""
    return {refusal[0]: _response(status, *refusal) for status, refusal in REFUSALS.items()}


def _response(status, _name, when, message, details):
    body = {
        "schema": {"$ref": "#/components/schemas/Error"},
        "example": {"error": message, "details": details},
    }
    found = {"description": when, "content": {"application/json": body}}
    return found | ({"headers": HEADERS[status]} if status in HEADERS else {})


def refusals_of(method: str) -> dict[str, dict]:
    """By status, how an operation of `method` may refuse."""
    statuses = sorted((*ALWAYS, *MORE[method]))
    return {status: {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status in statuses}
