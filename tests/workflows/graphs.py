"""Small graphs for the tests of the pure modules."""

from dataclasses import replace

from workflows_app.graph import Edge, Graph, RoleFacts, Step

AGENT, MANAGER, RETIRED, EMPTY = 1, 2, 3, 4
ROLES = {
    AGENT: RoleFacts("Agent", is_active=True, has_members=True),
    MANAGER: RoleFacts("Manager", is_active=True, has_members=True),
    RETIRED: RoleFacts("Fax Operator", is_active=False, has_members=True),
    EMPTY: RoleFacts("Night Shift", is_active=True, has_members=False),
}
TRIAGE, REPAIR, CLOSE = 1, 2, 3
ACCEPT, FINISH, REJECT = 11, 12, 13


def sound_graph() -> Graph:
    """Triage -> Repair -> Close, with a way back from Repair to Triage."""
    return Graph(
        (
            Step(TRIAGE, "Triage", AGENT, weight=0.2, is_start=True),
            Step(REPAIR, "Repair", AGENT, MANAGER, weight=0.5),
            Step(CLOSE, "Close", AGENT, weight=0.3, is_end=True),
        ),
        (
            Edge(ACCEPT, "Accept", TRIAGE, REPAIR),
            Edge(FINISH, "Finish", REPAIR, CLOSE),
            Edge(REJECT, "Reject", REPAIR, TRIAGE, order=1),
        ),
    )


def with_step(graph: Graph, step_id: int, **changes) -> Graph:
    steps = (replace(step, **changes) if step.id == step_id else step for step in graph.steps)
    return Graph(tuple(steps), graph.edges)


def with_edge(graph: Graph, edge_id: int, **changes) -> Graph:
    edges = (replace(edge, **changes) if edge.id == edge_id else edge for edge in graph.edges)
    return Graph(graph.steps, tuple(edges))


def adding(graph: Graph, *items: Step | Edge) -> Graph:
    return Graph(
        (*graph.steps, *(item for item in items if isinstance(item, Step))),
        (*graph.edges, *(item for item in items if isinstance(item, Edge))),
    )
