"""What fired by itself is recorded with the condition and the values that it saw."""

import pytest

from tests.factories import make_ticket, publish
from tickets_app.history import events_of

pytestmark = pytest.mark.django_db
STEPS = (("One", "Agent", 0.4), ("Two", "Agent", 0.4), ("Three", "Agent", 0.2))
CONDITION = {"field": "priority", "op": "gte", "value": "High"}
EDGES = (
    ("Skip", "One", "Three", {"condition": CONDITION, "automatic": True}),
    ("Next", "One", "Two"),
    ("Done", "Two", "Three"),
)


@pytest.fixture
def skipping(coordinator, agent, roles):
    return publish("Skipping", STEPS, EDGES, roles, category="Skip")


@pytest.mark.parametrize(("priority", "step"), [("Urgent", "Three"), ("Low", "One")])
def test_an_automatic_firing_is_an_audit_event(priority, step, skipping):
    ticket = make_ticket(category="Skip", priority=priority)
    fired = [event.rule for event in events_of(ticket.pk) if event.action == "task.automatic_transition"]
    assert ticket.task.step_name == step
    if step == "One":
        assert fired == []
        return
    (rule,) = fired
    assert (rule["transition"], rule["from"], rule["to"]) == ("Skip", "One", "Three")
    assert rule["condition"] == CONDITION
    assert rule["seen"] == {"priority": "Urgent"}
