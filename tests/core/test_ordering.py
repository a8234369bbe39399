"""REST lists are ordered by what they declare, and by nothing else."""

import pytest

from tests.api import Api, refused, results
from tests.core.test_api_conventions import rest_views
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db
ORDERED = {
    "/tickets/": {"created_at", "updated_at", "target_resolution", "ticket_number"},
    "/tasks/": {"created_at", "updated_at", "target_resolution", "ticket_number"},
    "/tasks/all-tasks/": {"created_at", "updated_at", "target_resolution", "ticket_number"},
    "/tasks/owned-tickets/": {"created_at", "updated_at", "target_resolution", "ticket_number"},
    "/tasks/my-tasks/": {"target_resolution", "assigned_on"},
    "/roles/": {"name", "id"},
    "/workflows/": {"name", "created_at", "updated_at"},
    "/dead-letters/": {"received_at", "handled_at"},
    "/audit/events/": {"id"},
    "/audit/events/export/": {"id"},
}


@pytest.mark.security(37)
@pytest.mark.parametrize("path", ORDERED)
def test_each_list_takes_its_own_orders_both_ways_and_no_other(path, version, admin):
    make_ticket(admin)
    for name in ORDERED[path]:
        for order in (name, f"-{name}"):
            assert Api(admin).get(path, ordering=order).status_code == 200
    for order in ("password", "pk", "--id", "owner__password", "created_at,pk", "?"):
        assert refused(Api(admin).get(path, ordering=order)) == (400, ["ordering"])


def test_the_description_says_which(admin):
    paths = Api(admin).get("/schema/").json()["paths"]
    described = {}
    for path, found in paths.items():
        for parameter in found.get("get", {}).get("parameters", ()):
            if parameter["name"] == "ordering":
                described[path] = {name.lstrip("-") for name in parameter["schema"]["enum"] if name}
    assert described == ORDERED
    assert set(described) <= {f"/{path}" for path, _view in rest_views()}


def test_rows_come_in_the_asked_order_and_those_without_a_value_last(version, admin):
    plain, urgent = make_ticket(admin), make_ticket(admin, priority="Urgent")
    stray = make_ticket(admin, department="Nowhere")

    def order(name):
        return [row["id"] for row in results(Api(admin).get("/tickets/", ordering=name))]

    assert order("target_resolution") == [urgent.pk, plain.pk, stray.pk]
    assert order("-target_resolution") == [plain.pk, urgent.pk, stray.pk]
    assert order("created_at") == [plain.pk, urgent.pk, stray.pk]
    assert order("") == [stray.pk, urgent.pk, plain.pk]
    numbers = [row["ticket_number"] for row in results(Api(admin).get("/tasks/", ordering="-ticket_number"))]
    assert numbers == sorted((plain.number, urgent.number), reverse=True)
