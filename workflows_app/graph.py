"""The pure graph of a workflow definition: its values and JSON, and the rules that it must keep."""

from workflows_app.condition_data import KNOWN_FIELDS
from workflows_app.graph_checks import (
    ERROR,
    HINT,
    MAX_EDGES,
    MAX_STEPS,
    WARNING,
    Problem,
    RoleFacts,
    SlaProblem,
    check,
    sla_problems,
)
from workflows_app.graph_data import Edge, Graph, GraphError, Step

__all__ = [
    "ERROR",
    "HINT",
    "KNOWN_FIELDS",
    "MAX_EDGES",
    "MAX_STEPS",
    "WARNING",
    "Edge",
    "Graph",
    "GraphError",
    "Problem",
    "RoleFacts",
    "SlaProblem",
    "Step",
    "check",
    "sla_problems",
]
