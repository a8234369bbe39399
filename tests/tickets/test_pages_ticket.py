"""The page of a ticket: what it shows, and to whom."""

import re
from datetime import timedelta

import pytest

from tests.factories import by, edge_id, make_ticket, make_user, publish
from tests.tickets.pages import page_as, ticket_url, words
from tickets_app.actions import hold, move

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(version, now):
    return make_ticket(at=now - HOUR, subject="Printer on fire", description="Smoke.\nA lot of it.")


def shown(user, ticket):
    return words(page_as(user).get(ticket_url(ticket)))


class TestHeader:
    def test_says_what_who_and_by_which_workflow(self, ticket, agent):
        text = shown(agent, ticket)
        for part in (
            ticket.number,
            "Printer on fire",
            "Open",
            "Medium",
            "IT / Support",
            "Smoke. A lot of it.",
        ):
            assert part in text
        assert "Owner Coordinator" in text
        assert "IT Support version 1" in text

    @pytest.mark.security(10)
    def test_a_stranger_gets_404(self, ticket, outsider):
        assert page_as(outsider).get(ticket_url(ticket)).status_code == 404

    def test_a_number_that_can_be_none_gets_404(self, agent):
        assert page_as(agent).get("/ticket/%00/").status_code == 404
        assert page_as(agent).get("/ticket/nothing/").status_code == 404

    def test_anonymous_people_sign_in_first(self, client, ticket):
        response = client.get(ticket_url(ticket))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


class TestClocks:
    def test_both_are_told_in_words(self, ticket, agent):
        text = shown(agent, ticket)
        assert "Ticket 23 h 00 left" in text or "Ticket 22 h 59 left" in text
        assert "1 h of 24 h used; due" in text
        assert "Step: Triage 3 h 4" in text
        assert "1 h of 4 h 48 used; due" in text

    def test_the_first_response_is_one_until_it_is_given(self, ticket, agent, version):
        assert "First response 3 h 4" in shown(agent, ticket)
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        text = shown(agent, ticket)
        assert "2 earlier clocks First response: met · Step: Triage: met" in text
        assert "Step: Repair 12 h 00 left" in text or "Step: Repair 11 h 59 left" in text

    def test_are_told_part_by_part(self, ticket, agent, now):
        hold.hold(by(agent), ticket.task.pk, "waiting for a part", at=now - HOUR / 2)
        assert "ran 30 min 30 min" in shown(agent, ticket)
        assert "paused 30 min: waiting for a part –" in shown(agent, ticket)

    def test_a_requester_sees_none_of_it(self, version, requester):
        assert "Part by part" not in shown(requester, make_ticket(requester=requester))

    def test_a_held_ticket_says_since_when_and_why(self, ticket, agent, now):
        hold.hold(by(agent), ticket.task.pk, "waiting for a part", at=now - HOUR / 2)
        text = shown(agent, ticket)
        assert "paused: waiting for a part" in text
        assert "30 min of 24 h used; no due time while it stands; paused 30 min (waiting for a part)" in text
        assert "On hold: waiting for a part. Since" in text

    def test_a_breach_is_said(self, version, agent, now):
        late = make_ticket(at=now - 6 * HOUR, priority="Urgent")
        assert "breached 2 h ago" in shown(agent, late)

    def test_without_a_target_nothing_is_due(self, roles, coordinator, agent):
        steps = [("Only", "Agent", 1)]
        publish("Free", steps, [], roles, category="Free", medium_sla=None)
        assert "no target" in shown(agent, make_ticket(category="Free"))


def _instruct(version, text):
    """Publish another version whose first step has `text` as its instruction."""
    number, workflow = version.number, version.workflow
    version.graph_data["steps"][0]["instruction"] = text
    version.pk, version.number, version._state.adding = None, number + 1, True
    version.save()
    workflow.active_version = version
    workflow.save()


class TestStep:
    def test_shows_the_instruction_of_its_own_version_without_scripts(self, version, agent):
        _instruct(version, "**Read** it <script>alert(1)</script>")
        body = page_as(agent).get(ticket_url(make_ticket())).content.decode()
        assert "<strong>Read</strong> it" in body
        assert "<script>alert" not in body

    def test_offers_the_transitions_that_are_allowed(self, ticket, agent):
        text = shown(agent, ticket)
        assert "Send on to Repair" in text
        assert "Complete" not in text
        assert "You act for" not in text

    def test_offers_nothing_to_somebody_else_of_the_role(self, ticket, agent, agent2):
        other = agent2 if ticket.task.items.get().user == agent else agent
        text = shown(other, ticket)
        assert "acts on this step" in text
        assert "Send on to Repair" not in text

    def test_tells_a_coordinator_for_whom_they_act(self, ticket, coordinator):
        assert "You act for Agent. That is recorded." in shown(coordinator, ticket)

    def test_offers_to_complete_at_an_end(self, ticket, version, agent, technician):
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        move.transition(by(technician), ticket.task.pk, edge_id(version, "Done"))
        assert "Complete" in shown(agent, ticket)

    def test_leaves_out_what_its_condition_forbids(self, roles, coordinator, agent, technician):
        steps = [("One", "Agent", 1), ("Two", "Technician", 1)]
        costly = {"field": "requested_budget", "op": "gt", "value": 1000}
        edges = [("Go", "One", "Two"), ("Ask", "One", "Two", {"condition": costly})]
        publish("Budget", steps, edges, roles, category="Budget")
        cheap, dear = make_ticket(category="Budget"), make_ticket(category="Budget", requested_budget="2000")
        assert "Ask to Two" not in shown(agent, cheap)
        assert "Ask to Two" in shown(agent, dear)


class TestMap:
    def test_shows_the_path_and_where_the_ticket_is(self, ticket, version, agent):
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"))
        body = page_as(agent).get(ticket_url(ticket)).content.decode()
        assert "now at Repair" in body
        assert body.count("map-edge is-taken") == 1

    def test_says_how_long_each_step_took_what_came_back_included(self, version, agent, technician, now):
        ticket = make_ticket(at=now - 9 * HOUR)
        for who, edge, hours in ((agent, "Send on", 8), (technician, "Done", 5), (agent, "Rework", 3)):
            at = now - hours * HOUR
            move.transition(by(who), ticket.task.pk, edge_id(version, edge), at=at)
        body = page_as(agent).get(ticket_url(ticket)).content.decode()
        assert re.findall(r'class="map-time[^>]*>([^<]*)<', body) == ["1 h", "6 h, 2 times", "2 h"]
        assert "Repair: 6 h, 2 times" in body
        way = page_as(agent).get(f"{ticket_url(ticket)}way/").context["way"]
        assert sorted(way["times"].values()) == ["1 h", "2 h", "6 h, 2 times"]
        assert (len(way["visited"]), len(way["taken"])) == (3, 3)

    @pytest.mark.security(10)
    def test_its_drawing_is_for_who_sees_the_map(self, ticket, agent, analyst, outsider, requester):
        address = f"{ticket_url(ticket)}way/"
        ticket.requester = requester
        ticket.save()
        answers = [page_as(who).get(address).status_code for who in (agent, analyst, outsider, requester)]
        assert answers == [200, 200, 404, 404]


class TestFacts:
    def test_shows_everything_the_sender_put_in(self, version, agent):
        ticket = make_ticket(
            serial_number="PF-33",
            cost_items=[{"name": "Chairs", "cost": "800", "approved": True}],
            odd_key={"deep": {"deeper": 7}},
            blank="",
            attachments=[{"file_name": "fire.png", "file_type": "image/png", "file_size": 2048}],
        )
        text = shown(agent, ticket)
        assert "Serial number PF-33" in text
        assert "Cost items Name Chairs Approved yes Cost 800" in text
        assert "Odd key Deep Deeper 7" in text
        assert "Blank" not in text
        assert "fire.png image/png, 2.0" in text

    @pytest.mark.security(15)
    def test_shows_markup_as_text(self, version, agent):
        ticket = make_ticket(subject="<b>x</b>", description="<script>1</script>", note="<i>y</i>")
        body = page_as(agent).get(ticket_url(ticket)).content.decode()
        for raw in ("<b>x</b>", "<script>1", "<i>y</i>"):
            assert raw not in body


class TestHistory:
    def test_tells_everything_in_words(self, ticket, version, agent, coordinator, technician):
        move.begin(by(agent), ticket.task.pk)
        move.transition(by(coordinator), ticket.task.pk, edge_id(version, "Send on"), notes="worn fuser")
        hold.hold(by(technician), ticket.task.pk, "part ordered")
        hold.resume(by(technician), ticket.task.pk)
        text = shown(agent, ticket)
        assert "Agent began work" in text
        assert "Coordinator, acting for Agent, chose “Send on”: Triage → Repair" in text
        assert "Assigned to Technician worn fuser" in text
        assert "Technician put it on hold" in text
        assert "Technician resumed it" in text
        assert text.index("resumed it") < text.index("The ticket arrived")

    def test_says_why_something_went_on_by_itself(self, roles, coordinator, agent, technician, manager):
        steps = [("One", "Agent", 1), ("Two", "Technician", 1), ("Three", "Manager", 1)]
        urgent = {"condition": {"field": "priority", "op": "gte", "value": "High"}, "automatic": True}
        edges = [("Go", "One", "Two"), ("Skip", "One", "Three", urgent), ("Go", "Two", "Three")]
        publish("Fast", steps, edges, roles, category="Fast")
        text = shown(manager, make_ticket(category="Fast", priority="High"))
        assert "Went on by itself by “Skip”: One → Three, because priority is at least High" in text

    def test_shows_the_newest_first_and_the_rest_on_demand(self, ticket, agent):
        for _ in range(30):
            hold.hold(by(agent), ticket.task.pk, "wait")
            hold.resume(by(agent), ticket.task.pk)
        page = page_as(agent)
        assert "Show all 61 entries" in words(page.get(ticket_url(ticket)))
        whole = words(page.get(ticket_url(ticket) + "?history=all"))
        assert "The ticket arrived" in whole
        assert "Show all" not in whole


class TestPublicPart:
    @pytest.fixture
    def own(self, version, requester, roles, agent):
        agent.first_name, agent.last_name = "Ann", "Secretname"
        agent.save()
        return make_ticket(requester=requester)

    def test_says_where_it_stands_and_who_acts_next(self, own, requester):
        text = shown(requester, own)
        assert "Your request waits for its turn. Next: Ann (Agent), Triage. Due" in text

    def test_has_first_names_and_no_notes(self, own, requester, version, agent, coordinator):
        move.transition(by(agent), own.task.pk, edge_id(version, "Send on"), notes="he broke it himself")
        hold.hold(by(coordinator), own.task.pk, "waiting for his boss")
        text = shown(requester, own)
        assert "Ann chose “Send on”" in text
        for secret in ("Secretname", "broke it", "boss", "IT Support", "Owner"):
            assert secret not in text

    def test_offers_to_reopen_what_is_resolved(self, own, requester, version, agent, technician):
        assert "Reopen" not in shown(requester, own)
        move.transition(by(agent), own.task.pk, edge_id(version, "Send on"))
        move.transition(by(technician), own.task.pk, edge_id(version, "Done"))
        move.transition(by(agent), own.task.pk)
        assert "Your request is resolved." in shown(requester, own)
        assert "Reopen" in shown(requester, own)

    def test_without_a_workflow_says_who_decides(self, version, requester):
        ticket = make_ticket(requester=requester, category="Gardening")
        assert "a coordinator of IT decides who handles it" in shown(requester, ticket)


class TestAnalyst:
    def test_reads_everything_but_notes(self, ticket, version, agent, analyst):
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"), notes="he broke it himself")
        text = shown(analyst, ticket)
        assert "Agent chose “Send on”" in text
        assert "Step: Repair" in text
        assert "broke it" not in text

    def test_reads_why_a_clock_stands(self, ticket, agent, analyst):
        hold.hold(by(agent), ticket.task.pk, "waiting for a part")
        assert shown(analyst, ticket).count("waiting for a part") > 3


class TestCost:
    def test_is_the_same_for_a_long_history(self, ticket, agent, coordinator, django_assert_max_num_queries):
        page = page_as(coordinator)
        with django_assert_max_num_queries(15) as few:
            page.get(ticket_url(ticket))
        for _ in range(20):
            hold.hold(by(agent), ticket.task.pk, "wait")
            hold.resume(by(agent), ticket.task.pk)
        with django_assert_max_num_queries(len(few)):
            page.get(ticket_url(ticket))


def test_people_with_two_names_are_shown_in_full_to_staff(version, ticket, roles, coordinator):
    person = make_user("x", roles["Agent"])
    person.first_name, person.last_name = "Ann", "Lee"
    person.save()
    item = ticket.task.items.get()
    page_as(coordinator).post(
        ticket_url(ticket, "transfer"), {"item_id": item.pk, "role": item.role_id, "person": person.pk}
    )
    assert "Ann Lee" in shown(coordinator, ticket)
