"""REST: roles."""

import pytest
from rest_framework.test import APIClient

from tests.factories import make_user
from tts.accounts import actions as people
from tts.accounts.models import Role
from tts.core.actor import SYSTEM

pytestmark = pytest.mark.django_db


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_people_with_a_role_list_the_roles(agent, agent2, roles):
    body = client_of(agent).get("/roles/").json()
    assert body["count"] == len(roles)
    found = {row["name"]: row for row in body["results"]}
    assert found["Agent"]["role_id"] == roles["Agent"].pk
    assert (found["Agent"]["members"], found["Agent"]["is_active"]) == (2, True)
    assert (found["Technician"]["members"], found["Technician"]["external_id"]) == (0, None)


def test_the_list_is_searched(agent):
    results = client_of(agent).get("/roles/", {"search": "ADMIN"}).json()["results"]
    assert [row["name"] for row in results] == ["Admin", "Finance Admin"]


def test_the_number_of_queries_does_not_grow(agent, roles, django_assert_max_num_queries):
    for number in range(20):
        make_user(f"more{number}", roles["Agent"])
    with django_assert_max_num_queries(4):
        client_of(agent).get("/roles/", {"page_size": 100})


def test_a_role_shows_its_active_people(agent, agent2, roles):
    people.set_active(SYSTEM, agent2, False)
    body = client_of(agent).get(f"/roles/{roles['Agent'].pk}/").json()
    assert body["people"] == [
        {"user_id": agent.pk, "full_name": "Agent", "email": "agent@example.com", "departments": []}
    ]
    assert client_of(agent).get("/roles/999/").status_code == 404


def test_a_person_without_a_role_sees_no_roles(requester, roles):
    assert client_of(requester).get("/roles/").status_code == 403
    assert client_of(requester).get(f"/roles/{roles['Agent'].pk}/").status_code == 403
    assert APIClient().get("/roles/").status_code == 401


def test_an_admin_adds_a_role(admin):
    body = {"name": "Courier", "description": "Brings things", "policy": "fewest_open", "cap": 5}
    answer = client_of(admin).post("/roles/", body, format="json")
    assert answer.status_code == 201
    assert {**body, "kind": "step", "members": 0}.items() <= answer.json().items()
    assert Role.objects.get(name="Courier").group.name == "role:Courier"


@pytest.mark.parametrize("name", ["coordinator", "agent", "designer", "analyst", "requester"])
def test_others_add_none(name, request):
    answer = client_of(request.getfixturevalue(name)).post("/roles/", {"name": "Courier"}, format="json")
    assert answer.status_code == 403
    assert not Role.objects.filter(name="Courier").exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"name": "agent"}, "name"),
        ({"name": "A\u0000B"}, "name"),
        ({"name": "Courier", "cap": "5"}, "cap"),
        ({"name": "Courier", "cap": True}, "cap"),
        ({"name": "Courier", "policy": "lottery"}, "policy"),
        ({"name": "Courier", "kind": "admin"}, "kind"),
        ([], "body"),
    ],
)
def test_bad_bodies_name_the_field(body, field, admin, roles):
    answer = client_of(admin).post("/roles/", body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["details"]
    assert Role.objects.count() == len(roles)
