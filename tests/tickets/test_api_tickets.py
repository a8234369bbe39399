"""Tickets over REST: who may submit, see and correct them, and what the answers look like."""

import time

import jwt
import pytest
from allauth.account.models import EmailAddress

from tests.api import Api, refused, results
from tests.factories import make_ticket, make_user
from tickets_app.models import Ticket
from tts.core.models import AuditEvent, OutboxMessage

pytestmark = pytest.mark.django_db
BODY = {"subject": "Printer on fire", "department": "IT", "category": "Support", "priority": "critical"}
EMPLOYEE = {"id": 55, "name": "Eve Employee", "email": "Eve@example.com"}
KEY = "k" * 64


def machine(settings, service="hdts"):
    """A client with the credential of another system."""
    settings.DJANGO_JWT_SIGNING_KEY = KEY
    claims = {"user_id": service, "email": f"{service}@example.com", "service": service}
    token = jwt.encode({**claims, "exp": time.time() + 60}, KEY)
    return Api(headers={"Authorization": f"Bearer {token}"})


class TestSubmitting:
    def test_answers_with_the_ticket(self, version, requester):
        answer = Api(requester).post("/tickets/", BODY)
        ticket = Ticket.objects.get()
        assert answer.status_code == 201
        body = answer.json()
        assert list(body) == [
            "id",
            "ticket_number",
            "ticket_id",
            "subject",
            "status",
            "priority",
            "created_at",
        ]
        assert (body["id"], body["ticket_number"], body["ticket_id"]) == (
            ticket.pk,
            ticket.number,
            ticket.number,
        )
        assert (body["subject"], body["status"], body["priority"]) == ("Printer on fire", "Open", "Urgent")

    def test_is_for_oneself_without_a_role(self, version, requester):
        Api(requester).post("/tickets/", {**BODY, "employee": EMPLOYEE})
        ticket = Ticket.objects.get()
        assert (ticket.requester, ticket.requester_email) == (requester, requester.email)
        assert ticket.requester_name == "Requester"
        assert ticket.extra["employee"] == {
            "external_id": "55",
            "email": "eve@example.com",
            "name": "Eve Employee",
        }

    def test_is_for_somebody_else_by_staff(self, version, agent):
        Api(agent).post("/tickets/", {**BODY, "employee": EMPLOYEE})
        ticket = Ticket.objects.get()
        assert (ticket.requester, ticket.requester_email) == (None, "eve@example.com")
        assert (ticket.requester_external_id, ticket.requester_name) == ("55", "Eve Employee")

    def test_is_for_oneself_by_staff_who_name_nobody(self, version, agent):
        Api(agent).post("/tickets/", BODY)
        assert Ticket.objects.get().requester == agent

    def test_loses_nothing(self, version, agent):
        more = {"asset_name": "LP-1", "cost_items": [{"x": 1.5}], "dynamic_data": {"a": None}, "täg": "ü"}
        ticket_id = Api(agent).post("/tickets/", {**BODY, **more}).json()["id"]
        assert Api(agent).get(f"/tickets/{ticket_id}/").json()["extra"] == more

    @pytest.mark.security(11)
    def test_ignores_what_is_ours_to_say(self, version, requester, admin):
        forged = {"status": "Closed", "owner": admin.pk, "assignee": admin.pk, "created_by": admin.pk}
        ticket_id = Api(requester).post("/tickets/", {**BODY, **forged}).json()["id"]
        ticket = Ticket.objects.get(pk=ticket_id)
        assert (ticket.status, ticket.task.owner.username, ticket.extra) == ("Open", "coordinator", {})

    def test_takes_a_number_by_its_own_name_only(self, version, agent):
        first = Api(agent).post("/tickets/", {**BODY, "ticket_number": "HD-1"}).json()
        other = Api(agent).post("/tickets/", {**BODY, "id": "HD-2", "ticket_id": "HD-3"}).json()
        assert first["ticket_number"] == "HD-1"
        assert other["ticket_number"].startswith("TX")

    def test_a_known_number_is_a_conflict(self, version, agent):
        Api(agent).post("/tickets/", {**BODY, "ticket_number": "HD-1"})
        assert refused(Api(agent).post("/tickets/", {**BODY, "ticket_number": "HD-1"})) == (409, [])

    def test_without_a_workflow_is_kept(self, version, requester):
        assert Api(requester).post("/tickets/", {**BODY, "category": "Garden"}).json()["status"] == "New"

    def test_is_refused_to_strangers(self, version):
        assert refused(Api().post("/tickets/", BODY)) == (401, [])
        assert not Ticket.objects.exists()


class TestSending:
    @pytest.mark.parametrize("key", ["ticket_number", "ticket_id", "original_ticket_id", "id"])
    def test_takes_the_senders_number(self, version, agent, key):
        answer = Api(agent).post("/send/", {**BODY, key: "HD-7"})
        assert (answer.status_code, answer.json()["ticket_number"]) == (201, "HD-7")

    def test_tells_the_source(self, version, settings):
        machine(settings).post("/send/", {**BODY, "ticket_id": "HD-7", "employee": EMPLOYEE})
        ticket = Ticket.objects.get()
        assert (ticket.source_service, ticket.requester) == ("hdts", None)
        assert OutboxMessage.objects.get().args == ["HD-7", "Open"]

    def test_again_by_the_same_system_updates_the_facts(self, version, settings):
        api = machine(settings)
        api.post("/send/", {**BODY, "ticket_id": "HD-7"})
        answer = api.post("/send/", {**BODY, "ticket_id": "HD-7", "subject": "Printer smokes"})
        assert (answer.status_code, answer.json()["subject"]) == (200, "Printer smokes")
        assert Ticket.objects.get().subject == "Printer smokes"

    @pytest.mark.parametrize("who", ["person", "other system"])
    def test_again_by_anyone_else_is_a_conflict(self, version, settings, admin, who):
        machine(settings).post("/send/", {**BODY, "ticket_id": "HD-7"})
        api = Api(admin) if who == "person" else machine(settings, "bms")
        forged = {**BODY, "ticket_id": "HD-7", "subject": "Mine", "source_service": "hdts"}
        assert refused(api.post("/send/", forged)) == (409, [])
        assert Ticket.objects.get().subject == "Printer on fire"

    def test_only_takes(self, admin):
        assert refused(Api(admin).get("/send/")) == (405, [])


class TestReading:
    def test_shows_all_to_those_who_may_see_it(self, version, agent, analyst, coordinator, admin):
        ticket = make_ticket(source_service="hdts", employee=EMPLOYEE, description="Flames")
        for user in (agent, analyst, coordinator, admin):
            body = Api(user).get(f"/tickets/{ticket.pk}/").json()
            assert body["requester"] == {
                "external_id": "55", "name": "Eve Employee", "email": "eve@example.com",
                "company_id": "", "department": "",
            }  # fmt: skip
            assert body["owner"] == {
                "user_id": coordinator.pk, "full_name": "Coordinator", "email": coordinator.email
            }  # fmt: skip
            assert [one["full_name"] for one in body["assignees"]] == ["Agent"]
            assert (body["description"], body["current_step"]["name"]) == ("Flames", "Triage")

    def test_tells_requesters_first_names_only(self, version, requester, agent):
        agent.first_name, agent.last_name = "Ann", "Secret"
        agent.save()
        ticket = make_ticket(requester=requester)
        answer = Api(requester).get(f"/tickets/{ticket.pk}/")
        (assignee,) = answer.json()["assignees"]
        assert (assignee["full_name"], assignee["user_id"], assignee["email"]) == ("Ann", None, None)
        assert b"Secret" not in answer.content
        assert b"agent@example.com" not in answer.content

    def test_finds_oneself_by_verified_address_only(self, version, requester):
        ticket = make_ticket(employee={"email": requester.email})
        assert Api(requester).get(f"/tickets/{ticket.pk}/").status_code == 404
        EmailAddress.objects.create(user=requester, email=requester.email, verified=True)
        assert Api(requester).get(f"/tickets/{ticket.pk}/").status_code == 200

    @pytest.mark.security(10)
    def test_a_foreign_one_is_like_a_missing_one(self, version, requester, outsider, technician):
        ticket = make_ticket(requester=requester)
        for user in (outsider, technician, make_user("stranger")):
            foreign = Api(user).get(f"/tickets/{ticket.pk}/")
            missing = Api(user).get(f"/tickets/{ticket.pk + 1}/")
            assert (foreign.status_code, foreign.content) == (404, missing.content)

    @pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
    def test_an_id_beyond_all_bounds_is_missing(self, agent, number):
        assert refused(Api(agent).get(f"/tickets/{number}/")) == (404, [])


class TestList:
    def test_has_what_one_may_see_newest_first(self, version, requester, agent, outsider):
        mine, other = make_ticket(requester=requester), make_ticket()
        assert [row["id"] for row in results(Api(requester).get("/tickets/"))] == [mine.pk]
        assert [row["id"] for row in results(Api(agent).get("/tickets/"))] == [other.pk, mine.pk]
        assert results(Api(outsider).get("/tickets/")) == []

    def test_is_counted_in_pages(self, version, agent):
        for _ in range(3):
            make_ticket()
        page = Api(agent).get("/tickets/", page=2, page_size=2).json()
        assert (page["count"], len(page["results"]), page["next"]) == (3, 1, None)
        assert page["previous"].startswith("http://testserver/tickets/?page_size=2")

    @pytest.mark.parametrize(
        "filters",
        [
            {"search": "smoke"},
            {"priority": "Low"},
            {"status": "New"},
            {"category": "garden"},
            {"ticket_number": "G-1"},
        ],
    )
    def test_is_narrowed(self, version, admin, filters):
        make_ticket()
        make_ticket(subject="Smoke", priority="Low", category="Garden", ticket_number="G-1")
        assert [row["subject"] for row in results(Api(admin).get("/tickets/", **filters))] == ["Smoke"]

    @pytest.mark.security(37)
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ordering", "password"),
            ("created_by__password__startswith", "a"),
            ("status", "x"),
            ("priority", "?"),
            ("search", "\x00"),
        ],
    )
    def test_refuses_filters_that_are_none(self, admin, name, value):
        assert refused(Api(admin).get("/tickets/", **{name: value})) == (400, [name])

    def test_costs_the_same_for_any_number(self, version, agent, django_assert_max_num_queries):
        costs, api = [], Api(agent)
        for count in (10, 50):
            for _ in range(count):
                make_ticket()
            with django_assert_max_num_queries(15) as queries:
                assert len(results(api.get("/tickets/", page_size=100))) >= count
            costs.append(len(queries))
        assert costs[0] == costs[1]


class TestCorrecting:
    def test_changes_what_is_named_only(self, version, coordinator):
        ticket = make_ticket(description="Flames", sub_category="Printers", asset_name="LP-1")
        change = {"priority": "High", "subcategory": None, "floor": 3, "status": "Closed"}
        body = Api(coordinator).put(f"/tickets/{ticket.pk}/", change).json()
        assert (body["priority"], body["status"], body["subject"]) == ("High", "Open", "Printer on fire")
        assert (body["description"], body["sub_category"]) == ("Flames", "")
        assert body["extra"] == {"asset_name": "LP-1", "floor": 3}

    def test_a_new_priority_moves_the_targets(self, version, coordinator):
        ticket = make_ticket(priority="Low")
        was = ticket.task.target_resolution
        Api(coordinator).put(f"/tickets/{ticket.pk}/", {"priority": "Urgent"})
        ticket.task.refresh_from_db()
        assert ticket.task.target_resolution < was

    def test_is_recorded(self, version, coordinator):
        ticket = make_ticket()
        Api(coordinator).put(f"/tickets/{ticket.pk}/", {"subject": "Printer smokes"})
        event = AuditEvent.objects.get(action="ticket.updated")
        assert (event.actor_id, event.after) == (coordinator.pk, {"ticket": {"subject": "Printer smokes"}})

    def test_is_refused_to_others(self, version, requester, agent, analyst, outsider):
        ticket = make_ticket(requester=requester)
        for user, status in ((requester, 403), (agent, 403), (analyst, 403), (outsider, 404)):
            assert refused(Api(user).put(f"/tickets/{ticket.pk}/", {"subject": "x"})) == (status, [])
        ticket.refresh_from_db()
        assert ticket.subject == "Printer on fire"

    @pytest.mark.parametrize(
        ("name", "value"),
        [("subject", ""), ("department", None), ("priority", "soon"), ("category", "c" * 65)],
    )
    def test_refuses_what_is_not_usable(self, version, coordinator, name, value):
        ticket = make_ticket()
        assert refused(Api(coordinator).put(f"/tickets/{ticket.pk}/", {name: value})) == (400, [name])

    def test_deleting_is_always_refused(self, version, admin, outsider):
        ticket = make_ticket()
        assert refused(Api(admin).delete(f"/tickets/{ticket.pk}/")) == (409, [])
        assert refused(Api(outsider).delete(f"/tickets/{ticket.pk}/")) == (404, [])
        assert Ticket.objects.filter(pk=ticket.pk).exists()


class TestAssigningAWorkflow:
    def url(self, ticket):
        return f"/tickets/{ticket.pk}/assign-workflow/"

    def test_starts_the_task(self, version, coordinator, agent):
        ticket = make_ticket(category="Garden")
        answer = Api(coordinator).post(self.url(ticket), {"workflow_id": version.workflow_id}).json()
        assert (answer["success"], answer["task"]["status"]) == (True, "pending")
        assert answer["task"]["current_step"]["name"] == "Triage"
        ticket.refresh_from_db()
        assert (ticket.status, ticket.task.pk) == ("Open", answer["task"]["task_id"])

    def test_is_refused_to_others(self, version, requester, analyst, outsider):
        ticket = make_ticket(category="Garden", requester=requester)
        for user, status in ((requester, 403), (analyst, 403), (outsider, 404)):
            assert refused(Api(user).post(self.url(ticket), {"workflow_id": version.workflow_id})) == (
                status,
                [],
            )

    def test_twice_is_a_conflict(self, version, coordinator):
        assert refused(
            Api(coordinator).post(self.url(make_ticket()), {"workflow_id": version.workflow_id})
        ) == (409, [])

    @pytest.mark.security(12)
    @pytest.mark.parametrize("workflow_id", [None, "1", True, 0, 10**9, 2**63])
    def test_needs_a_workflow(self, version, coordinator, workflow_id):
        ticket = make_ticket(category="Garden")
        answer = Api(coordinator).post(self.url(ticket), {"workflow_id": workflow_id})
        assert refused(answer) == (400, ["workflow_id"])
