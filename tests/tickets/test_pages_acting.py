"""Acting from the page of a ticket: what happens, and what a refusal looks like."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import by, edge_id, make_ticket, make_user
from tests.tickets.pages import HTMX, page_as, ticket_url, words
from tickets_app.actions import hold, move
from tickets_app.actions.change import open_item
from tickets_app.models import Task, TaskItem, Ticket
from tts.accounts import actions as people

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(version):
    return make_ticket()


@pytest.fixture
def other_agent(roles, agent):
    return make_user("other", roles["Agent"])


def post(user, ticket, verb, htmx=False, **data):
    return page_as(user).post(ticket_url(ticket, verb), data, headers=HTMX if htmx else {})


def status(ticket):
    return Ticket.objects.get(pk=ticket.pk).status


def choice(version, ticket, name="Send on"):
    return {"transition_id": edge_id(version, name), "revision": Task.objects.get(ticket=ticket).revision}


class TestTransition:
    def test_goes_on_and_comes_back_to_the_page(self, ticket, version, agent):
        response = post(agent, ticket, "transition", **choice(version, ticket), notes="worn fuser")
        assert (response.status_code, response["Location"]) == (302, ticket_url(ticket))
        assert Task.objects.get().step_name == "Repair"

    def test_for_htmx_is_answered_with_the_changed_part_and_a_message(self, ticket, version, agent):
        response = post(agent, ticket, "transition", htmx=True, **choice(version, ticket))
        assert response["HX-Retarget"] == "#ticket"
        body = response.content.decode()
        assert "<html" not in body
        assert body.count('id="ticket"') == 1
        assert f"{ticket.number} is at Repair now." in words(response)

    def test_at_an_end_completes(self, ticket, version, agent, technician):
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        move.transition(by(technician), ticket.task.pk, edge_id(version, "Done"))
        post(agent, ticket, "transition", notes="works")
        assert status(ticket) == "Resolved"

    @pytest.mark.parametrize("htmx", [True, False])
    def test_of_a_step_already_left_is_refused_beside_the_button(
        self, ticket, version, agent, coordinator, htmx
    ):
        stale = choice(version, ticket)
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        response = post(coordinator, ticket, "transition", htmx, **stale, notes="my notes")
        assert response.status_code == 409
        text = words(response)
        assert "Somebody was faster: this ticket is at Repair now" in text
        assert "Show the ticket as it is now" in text
        body = response.content.decode()
        if htmx:
            assert "data-refusal" in body
            assert "<textarea" not in body
        else:
            assert "my notes</textarea>" in body

    @pytest.mark.parametrize("htmx", [True, False])
    def test_of_somebody_elses_work_is_refused(self, ticket, version, technician, other_agent, htmx):
        data = {**choice(version, ticket), "notes": "my notes"}
        response = post(other_agent, ticket, "transition", htmx, **data)
        assert response.status_code == 403
        assert "Triage is assigned to Agent." in words(response)
        assert htmx or "my notes" in words(response)
        assert Task.objects.get().step_name == "Triage"

    def test_without_a_choice_says_to_choose(self, ticket, agent):
        response = post(agent, ticket, "transition", htmx=True)
        assert response.status_code == 400
        assert "Choose where Triage goes next." in words(response)

    @pytest.mark.parametrize("transition_id", ["x", "1" * 30, "-1"])
    def test_with_an_odd_choice_is_refused(self, ticket, agent, transition_id):
        assert post(agent, ticket, "transition", transition_id=transition_id).status_code == 400

    def test_with_a_nul_in_the_notes_is_refused(self, ticket, version, agent):
        response = post(agent, ticket, "transition", **choice(version, ticket), notes="a\x00b")
        assert response.status_code == 400
        assert Task.objects.get().step_name == "Triage"

    def test_of_a_foreign_ticket_is_404(self, ticket, version, outsider):
        assert post(outsider, ticket, "transition", **choice(version, ticket)).status_code == 404

    def test_needs_the_token(self, ticket, version, agent):
        client = Client(enforce_csrf_checks=True)
        client.force_login(agent)
        assert client.post(ticket_url(ticket, "transition"), choice(version, ticket)).status_code == 403


class TestFromARow:
    """The dialog of a list: the ticket's own forms and actions; the list itself stays as it is."""

    def dialog(self, user, ticket):
        return page_as(user).get(
            ticket_url(ticket, "transition"), {"row": 1, "next": "/inbox/"}, headers=HTMX
        )

    def test_has_the_choices_of_the_step(self, ticket, agent):
        said = words(self.dialog(agent, ticket))
        assert "Triage" in said
        assert "Send on to Repair" in said
        assert "acts on this step" not in said

    def test_says_in_whose_place_one_acts(self, ticket, coordinator):
        assert "You act for Agent. That is recorded." in words(self.dialog(coordinator, ticket))

    def test_offers_nothing_to_others_and_nothing_of_the_ticket_to_strangers(
        self, ticket, version, agent, technician, outsider
    ):
        move.transition(by(agent), ticket.task.pk, choice(version, ticket)["transition_id"])
        said = words(self.dialog(agent, ticket))
        assert "You cannot send it on any more." in said
        assert "Notes" not in said
        assert self.dialog(outsider, ticket).status_code == 404

    def test_without_scripts_the_ticket_itself_is_the_form(self, ticket, agent):
        response = page_as(agent).get(ticket_url(ticket, "transition"), {"next": "/inbox/"})
        assert response["Location"] == ticket_url(ticket)

    @pytest.mark.parametrize("verb", ["transition", "begin", "hold"])
    def test_is_answered_with_what_to_say_and_which_row(self, ticket, version, agent, technician, verb):
        fields = {**choice(version, ticket), "reason": "lunch", "row": "1", "next": "/inbox/"}
        response = post(agent, ticket, verb, htmx=True, **fields)
        assert json.loads(response["HX-Trigger"]) == {"row:acted": {"number": ticket.number}}
        assert ticket.number in words(response)
        assert 'id="list"' not in response.content.decode()


class TestBegin:
    def test_begins(self, ticket, agent):
        post(agent, ticket, "begin")
        assert status(ticket) == "In Progress"

    def test_twice_is_refused(self, ticket, agent):
        move.begin(by(agent), ticket.task.pk)
        response = post(agent, ticket, "begin", htmx=True)
        assert (response.status_code, "has begun already" in words(response)) == (409, True)


class TestHold:
    def test_holds_with_a_reason_and_resumes(self, ticket, agent):
        assert post(agent, ticket, "hold", reason="waiting for a part").status_code == 302
        assert status(ticket) == "On Hold"
        post(agent, ticket, "resume")
        assert status(ticket) == "Open"

    @pytest.mark.parametrize("htmx", [True, False])
    def test_without_a_reason_is_refused_beside_its_field(self, ticket, agent, htmx):
        response = post(agent, ticket, "hold", htmx, reason=" ")
        assert response.status_code == 400
        assert 'aria-invalid="true"' in response.content.decode()
        assert status(ticket) == "Open"

    def test_by_somebody_else_is_refused_and_keeps_what_was_typed(self, ticket, other_agent):
        response = post(other_agent, ticket, "hold", htmx=True, reason="because")
        assert response.status_code == 403
        assert "Only whoever holds this" in words(response)
        assert "because</textarea>" in response.content.decode()

    def test_acting_meanwhile_is_refused(self, ticket, version, agent):
        stale = choice(version, ticket)
        hold.hold(by(agent), ticket.task.pk, "wait")
        response = post(agent, ticket, "transition", htmx=True, transition_id=stale["transition_id"])
        assert (response.status_code, "on hold" in words(response)) == (409, True)


class TestEscalate:
    def test_gives_it_to_the_escalation_role(self, ticket, agent, manager):
        response = post(
            agent, ticket, "escalate", htmx=True, item_id=open_item(ticket.task).pk, reason="hard"
        )
        assert "is with Manager now." in words(response)
        assert open_item(ticket.task).user == manager

    def test_of_an_assignment_that_is_over_is_refused(self, ticket, version, agent, coordinator):
        item = open_item(ticket.task)
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        response = post(coordinator, ticket, "escalate", htmx=True, item_id=item.pk, reason="hard")
        assert response.status_code == 409
        assert "This assignment is over" in words(response)
        assert "Show the ticket as it is now" in words(response)


class TestTransfer:
    def fields(self, ticket, person=None, role=None, **more):
        item = open_item(ticket.task)
        chosen = {"person": person.pk} if person else {}
        return {"item_id": item.pk, "role": role.pk if role else item.role_id, **chosen, **more}

    def test_gives_it_to_another_member(self, ticket, coordinator, other_agent):
        post(coordinator, ticket, "transfer", **self.fields(ticket, other_agent, notes="she knows it"))
        assert (open_item(ticket.task).user, open_item(ticket.task).origin) == (other_agent, "Transferred")

    def test_offers_the_members_of_the_role_that_is_chosen(self, ticket, coordinator, other_agent, roles):
        page = page_as(coordinator)
        own = words(page.get(ticket_url(ticket, "transfer")))
        assert "Other" in own
        assert "another role" not in own
        other = words(page.get(ticket_url(ticket, "transfer"), {"role": roles["Technician"].pk}))
        assert "Whoever's turn it is Technician" in other
        assert "Yes, another role than the step's is meant" in other

    def test_to_another_role_must_be_confirmed(self, ticket, coordinator, technician, roles):
        fields = self.fields(ticket, role=roles["Technician"])
        response = post(coordinator, ticket, "transfer", htmx=True, **fields)
        assert response.status_code == 400
        assert "Confirm that another role" in words(response)
        post(coordinator, ticket, "transfer", **fields, confirm="on")
        assert open_item(ticket.task).user == technician

    def test_without_a_person_in_the_same_role_is_refused(self, ticket, coordinator):
        response = post(coordinator, ticket, "transfer", **self.fields(ticket))
        assert (response.status_code, "Choose a person." in words(response)) == (400, True)

    def test_by_an_agent_is_refused(self, ticket, agent, other_agent):
        response = post(agent, ticket, "transfer", htmx=True, **self.fields(ticket, other_agent))
        assert response.status_code == 403
        assert open_item(ticket.task).user == agent

    def test_from_a_list_goes_back_to_it(self, ticket, coordinator, other_agent):
        back = "/desk/?tab=active&page=2"
        fields = self.fields(ticket, other_agent, next=back)
        assert post(coordinator, ticket, "transfer", **fields)["Location"] == back
        fields = self.fields(ticket, ticket.task.items.first().user, next=back)
        response = post(coordinator, ticket, "transfer", htmx=True, **fields)
        assert f'"path": "{back}"' in response["HX-Location"]

    @pytest.mark.security(1)
    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_never_leads_to_another_site(self, ticket, coordinator, other_agent, elsewhere):
        response = post(coordinator, ticket, "transfer", **self.fields(ticket, other_agent, next=elsewhere))
        assert response["Location"] == ticket_url(ticket)

    def test_assigns_what_waits(self, version, technician, coordinator, agent, roles):
        people.set_active(by(None), agent, False)
        waiting = make_ticket()
        assert "waits: no Agent available" in words(page_as(coordinator).get(ticket_url(waiting)))
        fields = self.fields(waiting, technician, roles["Technician"], confirm="on")
        post(coordinator, waiting, "transfer", **fields)
        assert TaskItem.objects.get(task=waiting.task).user == technician


class TestEnding:
    @pytest.mark.parametrize(("outcome", "ends_as"), [("cancelled", "Withdrawn"), ("rejected", "Rejected")])
    def test_a_coordinator_ends_a_ticket(self, ticket, coordinator, outcome, ends_as):
        post(coordinator, ticket, "cancel", outcome=outcome, reason="duplicate")
        assert status(ticket) == ends_as

    def test_needs_a_reason(self, ticket, coordinator):
        response = post(coordinator, ticket, "cancel", outcome="cancelled")
        assert response.status_code == 400
        assert status(ticket) == "Open"

    def test_is_refused_to_agents(self, ticket, agent):
        assert "End without completing" not in words(page_as(agent).get(ticket_url(ticket)))
        assert post(agent, ticket, "cancel", outcome="cancelled", reason="no").status_code == 403

    def test_its_requester_reopens_what_is_resolved(self, version, requester, agent, technician):
        ticket = make_ticket(requester=requester)
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        move.transition(by(technician), ticket.task.pk, edge_id(version, "Done"))
        assert post(requester, ticket, "reopen").status_code == 409
        move.transition(by(agent), ticket.task.pk)
        response = post(requester, ticket, "reopen", htmx=True, reason="still broken")
        assert "still broken" in words(response)
        assert status(ticket) == "In Progress"


class TestWorkflow:
    def test_a_coordinator_gives_an_unmatched_ticket_a_workflow(self, version, coordinator):
        ticket = make_ticket(category="Gardening")
        page = page_as(coordinator)
        assert "No workflow yet" in words(page.get(ticket_url(ticket)))
        assert "IT Support" in words(page.get(ticket_url(ticket, "workflow")))
        post(coordinator, ticket, "workflow", workflow=version.workflow_id)
        assert Task.objects.get(ticket=ticket).step_name == "Triage"

    def test_a_paused_workflow_is_not_on_offer(self, version, coordinator):
        ticket = make_ticket(category="Gardening")
        version.workflow.status = "paused"
        version.workflow.save()
        assert post(coordinator, ticket, "workflow", workflow=version.workflow_id).status_code == 400

    def test_its_requester_cannot(self, version, requester):
        ticket = make_ticket(category="Gardening", requester=requester)
        assert post(requester, ticket, "workflow", workflow=version.workflow_id).status_code == 403

    def test_acting_before_is_refused(self, version, coordinator):
        ticket = make_ticket(category="Gardening")
        response = post(coordinator, ticket, "hold", reason="wait")
        assert (response.status_code, "no workflow yet" in words(response)) == (409, True)
        assert post(coordinator, ticket, "transfer", htmx=True).status_code == 409


def test_an_unknown_verb_is_404(ticket, agent):
    assert page_as(agent).get(ticket_url(ticket, "explode")).status_code == 404


def test_a_verb_without_a_form_leads_to_the_ticket(ticket, agent):
    assert page_as(agent).get(ticket_url(ticket, "begin"))["Location"] == ticket_url(ticket)
