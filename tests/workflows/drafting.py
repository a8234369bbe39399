"""Drafts as a sender writes them, for the tests of actions, REST and pages."""

from tests.factories import by
from workflows_app import actions

SLAS = {"low_sla": "72:00:00", "medium_sla": "48:00:00", "high_sla": "24:00:00", "urgent_sla": "04:00:00"}


def details(name="Laptop repair", **values):
    return {"name": name, "department": "IT", "category": "Repair", **SLAS, **values}


def node(temp_id, role, **values):
    return {"temp_id": temp_id, "name": temp_id.title(), "role_id": role.pk, "weight": 0.5, **values}


def edge(source, target, name="Done", **values):
    return {"from_temp_id": source, "to_temp_id": target, "name": name, **values}


def sound_graph(roles):
    """Look (Agent) -> Mend (Technician), and back: sound but for the weights nobody needs to add up."""
    return {
        "nodes": [
            node("look", roles["Agent"], is_start=True, design={"x": 10, "y": 20}),
            node("mend", roles["Technician"], is_end=True, escalate_to=roles["Manager"].pk),
        ],
        "edges": [edge("look", "mend")],
    }


def draft(user, roles, name="Laptop repair", graph=None, **values):
    """A stored draft of `user`'s."""
    graph = sound_graph(roles) if graph is None else graph
    return actions.create_workflow(by(user), details(name, **values), graph).workflow


def live(user, roles, name="Laptop repair", **values):
    """A workflow that `user` made and published."""
    workflow = draft(user, roles, name, **values)
    actions.initialize(by(user), workflow)
    workflow.refresh_from_db()
    return workflow
