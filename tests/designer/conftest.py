"""A small workflow with the designer open on it."""

import pytest

from tests.designer.drawing import Designer
from tests.workflows.drafting import draft, edge, node


@pytest.fixture
def workflow(coordinator, roles, agent, technician, manager):
    """Look -> Mend -> Test, in a row."""
    agent_role, technician_role = roles["Agent"], roles["Technician"]
    nodes = [
        node("look", agent_role, is_start=True, design={"x": 0, "y": 0}),
        node("mend", technician_role, design={"x": 320, "y": 0}),
        node("test", agent_role, is_end=True, design={"x": 640, "y": 0}),
    ]
    graph = {"nodes": nodes, "edges": [edge("look", "mend", "Go"), edge("mend", "test", "Done")]}
    return draft(coordinator, roles, "Laptop repair", graph=graph)


@pytest.fixture
def designer(open_page, coordinator, workflow):
    """The designer as the coordinator sees it. When the test is over, what it shows must be what it shows
    when the page is asked for anew; it is left before the database is emptied."""
    opened = Designer(open_page(coordinator), workflow)
    yield opened
    opened.assert_kept()
    opened.leave()
