"""What the designer asks about tickets: which fields they have, whether a condition holds for one."""

import json

import pytest
from django.urls import reverse

from tests.factories import make_ticket
from tests.workflows.drafting import live

pytestmark = pytest.mark.django_db

URGENT_LAPTOP = {
    "all": [
        {"field": "priority", "op": "eq", "value": "Urgent"},
        {"field": "extra.asset_name", "op": "contains", "value": "T14"},
    ]
}


@pytest.fixture
def ticket(coordinator, roles, agent):
    live(coordinator, roles, category="Support")
    return make_ticket(priority="Urgent", asset_name="ThinkPad T14", shelf="B 2")


def tried(client, condition, number):
    answer = client.post(
        reverse("condition_try"),
        json.dumps({"condition": condition, "ticket": number}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    return answer.json()


def test_conditions_are_offered_the_fields_that_tickets_came_with(client, admin, ticket):
    client.force_login(admin)
    keys = client.get(reverse("condition_fields")).json()["keys"]
    assert {"extra.asset_name", "extra.shelf"} <= set(keys)
    assert keys == sorted(keys)


def test_what_one_may_not_see_is_not_told(client, manager, ticket):
    """A manager has no part in the ticket."""
    client.force_login(manager)
    assert client.get(reverse("condition_fields")).json() == {"keys": []}
    said = tried(client, URGENT_LAPTOP, ticket.number)
    assert said == {"error": f"There is no ticket {ticket.number} that you may see."}


def test_a_trial_says_the_answer_and_the_values_that_decided(client, admin, ticket):
    client.force_login(admin)
    found = tried(client, URGENT_LAPTOP, ticket.number.lower())
    assert found["result"] is True
    assert found["tried"] == f"True for {ticket.number} (priority: Urgent, asset name: ThinkPad T14)."
    other = {"field": "extra.colour", "op": "eq", "value": "red"}
    assert tried(client, other, ticket.number)["tried"] == f"False for {ticket.number} (colour: nothing)."


def test_what_is_no_condition_is_said_to_be_none(client, admin, ticket):
    client.force_login(admin)
    said = tried(client, {"field": "mood", "op": "eq", "value": "x"}, ticket.number)
    assert "mood" in said["error"]
    assert "result" not in said


def test_requesters_ask_nothing(client, requester, ticket):
    client.force_login(requester)
    assert client.get(reverse("condition_fields")).status_code == 403
    assert client.post(reverse("condition_try"), "{}", content_type="application/json").status_code == 403
