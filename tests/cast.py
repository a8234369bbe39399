"""The cast: one named person for each part that people play, and a workflow for them to work on."""

import pytest
from django.utils import timezone

from tests.factories import make_role, make_user, publish

STEPS = (
    ("Triage", "Agent", 0.2),
    ("Repair", "Technician", 0.5),
    ("Verify", "Agent", 0.3),
)
EDGES = (("Send on", "Triage", "Repair"), ("Done", "Repair", "Verify"), ("Rework", "Verify", "Repair"))


@pytest.fixture
def roles(db):
    """The seeded roles, by name."""
    kinds = {"Admin": "admin", "Ticket Coordinator": "coordinator", "Analyst": "analyst"}
    steps = ("Agent", "Technician", "Manager", "Finance Admin", "Designer")
    return {name: make_role(name, kind=kinds.get(name, "step")) for name in (*kinds, *steps)}


def _person(name, role=None):
    @pytest.fixture(name=name)
    def person(roles):
        return make_user(name, role and roles[role])

    return person


admin = _person("admin", "Admin")
agent = _person("agent", "Agent")
agent2 = _person("agent2", "Agent")
technician = _person("technician", "Technician")
manager = _person("manager", "Manager")
coordinator = _person("coordinator", "Ticket Coordinator")
designer = _person("designer", "Designer")
analyst = _person("analyst", "Analyst")
outsider = _person("outsider", "Finance Admin")
requester = _person("requester")


@pytest.fixture
def version(roles, coordinator, agent, technician, manager):
    """A published three-step workflow for IT / Support: Triage, Repair, Verify, with a rework edge."""
    return publish("IT Support", STEPS, EDGES, roles, escalation="Manager")


@pytest.fixture
def now():
    """The present instant, taken once for a test."""
    return timezone.now()
