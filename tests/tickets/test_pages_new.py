"""Filing a ticket by the form."""

import pytest

from tests.factories import make_ticket, publish
from tests.tickets.pages import HTMX, page_as, words
from tickets_app.models import Ticket

pytestmark = pytest.mark.django_db
FULL = {
    "department": "IT",
    "category": "Support",
    "subject": "Printer on fire",
    "description": "Smoke.",
    "priority": "High",
}


@pytest.fixture
def catalogue(roles, version):
    """Beside IT / Support: an asset workflow with two sub-categories, and a budget one that takes any."""
    steps = [("One", "Agent", 1)]
    for name in ("Check-in", "Check-out"):
        publish(name, steps, [], roles, category="Assets", sub_category=name, end_logic="asset")
    publish("Budget", steps, [], roles, department="Finance", category="Budget", end_logic="budget")
    publish("Rent", steps, [], roles, department="Finance", category="Budget", sub_category="Rent")


def send(user, **data):
    return page_as(user).post("/new/", {**FULL, **data})


class TestFiling:
    def test_leads_to_the_ticket(self, version, requester):
        response = send(requester)
        ticket = Ticket.objects.get()
        assert (response.status_code, response["Location"]) == (302, f"/ticket/{ticket.number}/")
        assert (ticket.requester, ticket.priority, ticket.status) == (requester, "High", "Open")
        assert (ticket.requester_name, ticket.requester_email) == ("Requester", "requester@example.com")
        assert "Your request waits for its turn." in words(page_as(requester).get(response["Location"]))

    def test_keeps_the_requester_in_their_own_fields_only(self, version, requester):
        requester.email, requester.external_id = "Requester@Example.com", "E-7"
        requester.save()
        send(requester)
        ticket = Ticket.objects.get()
        assert (ticket.requester_email, ticket.requester_external_id) == ("requester@example.com", "E-7")
        assert ticket.extra == {}

    def test_of_something_else_is_kept_unmatched(self, version, requester):
        other = {"department": "*other*", "department_other": "Garden", "category_other": "Plants"}
        send(requester, **other, category="")
        ticket = Ticket.objects.get()
        assert (ticket.department, ticket.category, ticket.status) == ("Garden", "Plants", "New")

    def test_of_another_category_of_a_department(self, version, requester):
        send(requester, category="*other*", category_other="Coffee")
        assert Ticket.objects.values_list("department", "category").get() == ("IT", "Coffee")

    def test_takes_the_further_facts_of_a_category(self, catalogue, requester):
        facts = {"asset_name": "ThinkPad", "expected_return_date": "2026-03-01", "location": ""}
        send(requester, category="Assets", sub_category="Check-out", **facts)
        ticket = Ticket.objects.get()
        assert ticket.sub_category == "Check-out"
        assert ticket.extra == {"asset_name": "ThinkPad", "expected_return_date": "2026-03-01"}

    def test_a_sub_category_can_be_left_open_where_a_workflow_takes_any(self, catalogue, requester):
        send(requester, department="Finance", category="Budget", sub_category="", requested_budget="1200.50")
        ticket = Ticket.objects.get()
        assert (ticket.sub_category, ticket.extra) == ("", {"requested_budget": "1200.50"})

    @pytest.mark.security(11)
    def test_can_never_set_what_is_ours(self, version, requester):
        send(requester, status="Closed", number="TX-1", requester_email="x@example.com")
        ticket = Ticket.objects.get()
        assert (ticket.status, ticket.extra) == ("Open", {})
        assert ticket.number != "TX-1"


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"subject": ""}, "subject"),
            ({"subject": "x" * 256}, "subject"),
            ({"subject": "a\x00b"}, "subject"),
            ({"description": "a\x00b"}, "description"),
            ({"department": ""}, "department"),
            ({"department": "Nowhere"}, "department"),
            ({"department": "*other*", "department_other": ""}, "department_other"),
            ({"category": "Gardening"}, "category"),
            ({"priority": "Whenever"}, "priority"),
            ({"category": "Assets", "sub_category": "Rent"}, "sub_category"),
            ({"category": "Assets", "sub_category": ""}, "sub_category"),
            ({"category": "Assets", "sub_category": "Check-in", "expected_return_date": "soon"},
             "expected_return_date"),
        ],
    )  # fmt: skip
    def test_beside_its_field_with_what_was_typed(self, catalogue, requester, data, field):
        response = send(requester, **data)
        assert response.status_code == 400
        body = response.content.decode()
        assert f'id="id_{field}_error"' in body
        assert data.get("description", "Smoke.")[:1] in body
        assert not Ticket.objects.exists()

    def test_anonymous_people_sign_in_first(self, client, version):
        assert client.post("/new/", FULL).status_code == 302
        assert not Ticket.objects.exists()


class TestChoices:
    def test_come_from_live_workflows(self, catalogue, requester):
        text = words(page_as(requester).get("/new/"))
        assert "Choose a department Finance IT Something else" in text
        assert "Category" not in text

    def test_unfold_as_far_as_is_chosen(self, catalogue, requester):
        page = page_as(requester)
        text = words(page.get("/new/", {"department": "IT"}, headers=HTMX))
        assert "Choose a category Assets Support Something else" in text
        text = words(page.get("/new/", {"department": "IT", "category": "Assets"}))
        assert "Choose a sub-category Check-in Check-out Something else" in text
        chosen = {"department": "IT", "category": "Assets", "sub_category": "Check-in"}
        assert "Serial number" in words(page.get("/new/", chosen))
        text = words(page.get("/new/", {"department": "Finance", "category": "Budget"}))
        assert "General Rent" in text
        assert "Requested budget" in text

    def test_leave_out_paused_workflows(self, version, requester):
        version.workflow.status = "paused"
        version.workflow.save()
        text = words(page_as(requester).get("/new/"))
        assert "Choose a department Something else" in text

    def test_keep_odd_values_of_the_address_out(self, version, requester):
        response = page_as(requester).get("/new/", {"department": "<b>", "priority": "x", "subject": "<b>"})
        assert "<b>" not in response.content.decode()

    def test_cost_one_query_more(self, catalogue, requester, django_assert_max_num_queries):
        page = page_as(requester)
        with django_assert_max_num_queries(7):  # one of them for files that wait
            page.get("/new/")


def test_a_ticket_of_somebody_else_is_not_shown_after_all(version, requester, outsider):
    ticket = make_ticket(requester=requester)
    assert page_as(outsider).get(f"/ticket/{ticket.number}/").status_code == 404
