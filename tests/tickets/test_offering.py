"""A ticket that no workflow took is offered one that was published since."""

import pytest

from tests.factories import make_ticket, publish
from tickets_app.offering import offered_for

pytestmark = pytest.mark.django_db
STEPS = (("Rake", "Agent", 0.5), ("Look", "Agent", 0.5))
EDGES = (("Done", "Rake", "Look"),)


@pytest.fixture
def unmatched(version):
    return make_ticket(category="Gardening")


@pytest.fixture
def gardening(unmatched, roles):
    return publish("Gardening", STEPS, EDGES, roles, category="gardening")


def test_is_offered_to_coordinators_in_the_list_and_on_the_page(client, coordinator, unmatched, gardening):
    client.force_login(coordinator)
    assert "Gardening takes such tickets by now" in client.get("/desk/?tab=unassigned").content.decode()
    assert "takes such tickets by now" in client.get(f"/ticket/{unmatched.number}/").content.decode()
    form = client.get(f"/ticket/{unmatched.number}/workflow/").content.decode()
    assert f'<option value="{gardening.workflow_id}" selected>' in form


def test_nothing_is_offered_while_none_fits(client, coordinator, unmatched):
    client.force_login(coordinator)
    assert "takes such tickets by now" not in client.get("/desk/?tab=unassigned").content.decode()


def test_what_runs_is_offered_nothing(gardening, django_assert_num_queries):
    running = make_ticket()
    with django_assert_num_queries(0):
        assert offered_for([running]) == {}
