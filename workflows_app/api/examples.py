"""Examples of requests for the OpenAPI description, where a made-up value in each field would not do."""

from drf_spectacular.utils import OpenApiExample

NODES = [
    {"temp_id": "a", "name": "Triage", "role_id": 1, "weight": 0.4, "is_start": True},
    {"temp_id": "b", "name": "Repair", "role_id": 2, "weight": 0.6, "is_end": True},
]  # fmt: skip
EDGES = [{"from_temp_id": "a", "to_temp_id": "b", "name": "Send on"}]
DETAILS = {
    "name": "Repair", "department": "IT", "category": "Technology", "sub_category": "Hardware",
    "low_sla": "72:00:00", "medium_sla": "48:00:00", "high_sla": "24:00:00", "urgent_sla": "04:00:00",
    "end_logic": "none",
}  # fmt: skip
KEPT = [{"id": 5, "name": "Triage", "role_id": 1, "is_start": True}, NODES[1]]
NEW_EDGE = [{"from_id": 5, "to_temp_id": "b", "name": "Send on"}]


def _sent(name: str, value: dict) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, request_only=True)]


NEW_WORKFLOW = _sent(
    "A workflow of two steps", {"workflow": DETAILS, "graph": {"nodes": NODES, "edges": EDGES}}
)
UPDATE_DETAILS = _sent("Another target", {"high_sla": "16:00:00", "revision": 3})
UPDATE_GRAPH = _sent("One step kept, one new", {"nodes": KEPT, "edges": NEW_EDGE, "revision": 3})
NEW_STEP = _sent("A step", {"workflow_id": 2, "name": "Verify", "role_id": 1, "weight": 0.2, "is_end": True})
CHANGED_STEP = _sent("Another weight", {"weight": 0.3, "instruction": "Print a page and look at it."})
NEW_TRANSITION = _sent("A transition", {"workflow_id": 2, "from_id": 5, "to_id": 6, "name": "Send on"})
