"""Examples for the OpenAPI description, made from its schemas: what a field is called says what to show.

A schema that has an `example` of its own keeps it. Pure.
"""

MOMENT = "2026-11-24T09:30:00Z"
BY_FORMAT = {"date-time": MOMENT, "date": "2026-11-24", "uri": "https://tts.example/tickets/?page=2"}
# By the name of a field; taken where it has the type, or is one of the values, that the schema wants.
WORDS = {
    "action": "task.transition",
    "assignment_status": "in progress",
    "body_base64": "W1tdLHt9LHt9XQ==",
    "category": "Technology",
    "comment": "Quick and friendly.",
    "company_id": "E-1042",
    "content": "/tickets/7/attachments/3/content/",
    "created_by": "Cora Dean",
    "department": "IT",
    "description": "It prints nothing but black pages.",
    "email": "ada@example.com",
    "error": "The mail server refused it.",
    "external_id": "4711",
    "from_temp_id": "a",
    "full_name": "Ada Byron",
    "high_sla": "24:00:00",
    "html": "<p>The fuser is on its way.</p>",
    "instruction": "Ask what was tried already.",
    "kind": "relates",
    "label": "IT",
    "low_sla": "72:00:00",
    "media_type": "application/pdf",
    "medium_sla": "48:00:00",
    "message": "It is at Verify now.",
    "message_id": "0b8f8e0e-1d7f-4f5e-9c53-1d3b7f0f6a11",
    "name": "Support",
    "note": "Seen on site.",
    "notes": "Fuser replaced.",
    "number": "TX20261124048213",
    "origin": "System",
    "priority": "High",
    "published_by": "Cora Dean",
    "queue": "TICKET_TASKS_PRODUCTION",
    "reason": "Waiting for a part.",
    "recipient": "ada@example.com",
    "request_id": "1f3c2a9e",
    "role": "Agent",
    "source_service": "hdts",
    "status": "in progress",
    "step": "Triage",
    "sub_category": "Support",
    "subject": "Printer on fire",
    "target": "TX20261124048213",
    "target_type": "ticket",
    "temp_id": "a",
    "text": "The fuser is on its way.",
    "ticket_id": "TX20261124048213",
    "ticket_number": "TX20261124048213",
    "ticket_subject": "Printer on fire",
    "to_temp_id": "b",
    "urgent_sla": "04:00:00",
}
VALUES = {
    "after": {"task": {"status": "in progress"}},
    "attachments": [],
    "before": {"task": {"status": "pending"}},
    "extra": {"asset_name": "LP-1"},
    "headers": {"task": "tickets.tasks.receive_ticket"},
    "is_active": True,
    "payload": {"ticket_number": "TX20261124048213", "subject": "Printer on fire", "department": "IT"},
    "properties": {"content_type": "application/json"},
    "rule": {},
    "score": 5,
    "size": 48213,
    "success": True,
    "temp_id_mapping": {"a": 5},
    "watching": True,
    "weight": 0.5,
    "x": 120.0,
    "y": 80.0,
}
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}
PLAIN = {"string": "text", "integer": 1, "number": 1.0, "boolean": False}


def example_of(schema: dict, known: dict[str, dict], name: str = "", *, request: bool = False):
    """A value that `schema` describes. `known`: the schemas of the components; `request`: it is sent."""
    schema = _resolved(schema, known)
    if "example" in schema:
        return schema["example"]
    if "oneOf" in schema or "anyOf" in schema:
        return example_of((schema.get("oneOf") or schema["anyOf"])[0], known, name, request=request)
    fitting = _named(schema, name)
    if fitting is not None:
        return fitting
    if schema.get("type") == "array":
        return [example_of(schema["items"], known, name, request=request)]
    if schema.get("type") == "object":
        return _object(schema, known, request)
    if "enum" in schema:
        return schema["enum"][0]
    return _plain(schema)


def _resolved(schema, known):
    """`schema` without references and without parts of which there is one only."""
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        schema = known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema["allOf"][0]
    return schema


def _named(schema, name):
    """What a field of this name usually holds, where that fits; else None."""
    found = WORDS[name] if schema.get("type") == "string" and name in WORDS else VALUES.get(name)
    if found is None or schema.get("format") in BY_FORMAT or schema.get("properties"):
        return None
    if "enum" in schema:
        return found if found in schema["enum"] else None
    kind = schema.get("type")
    if kind is None:
        return found
    fits = kind in TYPES and isinstance(found, TYPES[kind])
    return found if fits and (kind == "boolean") == isinstance(found, bool) else None


def _object(schema, known, request):
    shown = schema.get("properties", {})
    return {
        name: example_of(of, known, name, request=request)
        for name, of in shown.items()
        if not (request and of.get("readOnly"))
    }


def _plain(schema):
    kind = schema.get("type")
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    if kind in ("integer", "number"):
        return max(PLAIN[kind], schema.get("minimum", 0))
    return PLAIN.get(kind, {})
