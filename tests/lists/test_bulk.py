"""Acting on many tickets: each alone, refusals named, and the way back."""

import json

import pytest

from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import HTMX, page_as, words
from tickets_app.actions import hold
from tickets_app.lists import bulk
from tickets_app.models import TaskItem, Ticket
from tts.core.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(version, agent, technician):
    return [make_ticket(subject=name).number for name in ("one", "two", "three")]


def statuses(numbers):
    by_number = dict(Ticket.objects.values_list("number", "status"))
    return [by_number[number] for number in numbers]


def holders(numbers):
    rows = TaskItem.objects.filter(closed_at__isnull=True).values_list(
        "task__ticket__number", "user__username"
    )
    return [dict(rows)[number] for number in numbers]


@pytest.mark.security(14)
def test_what_one_refuses_holds_up_none_of_the_others(three, agent):
    hold.hold(by(agent), Ticket.objects.get(number=three[1]).task.pk, "before")
    outcome = bulk.run(by(agent), "hold", [*three, three[0]], {"reason": "lunch"})
    assert outcome.done == [three[0], three[2]]
    assert dict(outcome.refused) == {three[1]: "This ticket is on hold already."}
    assert statuses(three) == ["On Hold"] * 3
    bulk.take_back(by(agent), outcome.back)
    assert statuses(three) == ["Open", "On Hold", "Open"]


def test_resuming_is_taken_back_with_the_reasons_there_were(three, agent):
    for number in three[:2]:
        hold.hold(by(agent), Ticket.objects.get(number=number).task.pk, f"for {number}")
    outcome = bulk.run(by(agent), "resume", three, {})
    assert len(outcome.done) == 2
    bulk.take_back(by(agent), outcome.back)
    assert Ticket.objects.get(number=three[0]).task.hold_reason == f"for {three[0]}"


def test_transfers_go_back_to_whoever_had_it_if_nobody_took_it_since(three, coordinator, roles, agent):
    other = make_user("other", roles["Agent"])
    outcome = bulk.run(by(coordinator), "transfer", three, {"user_id": other.pk})
    assert holders(three) == ["other"] * 3
    third = make_user("third", roles["Agent"])
    bulk.run(by(coordinator), "transfer", three[:1], {"user_id": third.pk})
    back = bulk.take_back(by(coordinator), outcome.back)
    assert holders(three) == ["third", "agent", "agent"]
    assert back.refused == [(three[0], "It is with somebody else by now.")]


def test_transitions_go_by_name_and_only_as_it_was_shown(three, agent):
    task = Ticket.objects.get(number=three[1]).task
    stale = {three[1]: {"revision": task.revision + 1}}
    outcome = bulk.run(by(agent), "transition", three, {"name": "Send on", **stale})
    assert outcome.done == [three[0], three[2]]
    assert outcome.back == []
    assert "Somebody was faster" in outcome.refused[0][1]
    again = bulk.run(by(agent), "transition", [three[0]], {"name": "Send on"})
    assert "not possible at Repair" in again.refused[0][1]


@pytest.mark.security(14)
def test_one_that_is_foreign_or_missing_refuses_all_of_them_alike(three, agent):
    foreign = make_ticket(category="Garden").number
    refusals = set()
    for number in (foreign, "UNKNOWN", "x\x00"):
        with pytest.raises(Invalid) as caught:
            bulk.run(by(agent), "hold", [*three, number], {"reason": "lunch"})
        refusals.add(str(caught.value.details))
    assert len(refusals) == 1
    assert statuses(three) == ["Open"] * 3
    answer = page_as(agent).post("/bulk/hold/", {"n": [*three, foreign], "reason": "lunch"})
    assert (answer.status_code, statuses(three)) == (400, ["Open"] * 3)


def test_strangers_are_told_of_no_ticket(three, outsider, requester):
    with pytest.raises(Invalid):
        bulk.run(by(outsider), "hold", three, {"reason": "x"})
    assert page_as(requester).get("/bulk/hold/").status_code == 403


@pytest.mark.parametrize("numbers", [[], ["x"] * 101])
def test_none_and_too_many_are_refused(agent, numbers):
    with pytest.raises(Invalid):
        bulk.run(by(agent), "hold", numbers, {"reason": "x"})


class TestPages:
    def test_the_form_names_the_tickets_and_where_they_can_go(self, three, agent, coordinator):
        text = words(page_as(agent).get("/bulk/transition/", {"n": three}, headers=HTMX))
        assert "Send on → Repair (3 tickets)" in text
        assert "This cannot be undone" in text
        assert words(page_as(agent).get("/bulk/hold/", {"n": three})).count("TX") >= 3
        assert page_as(agent).get("/bulk/nonsense/", {"n": three}).status_code == 404

    def test_an_act_says_what_it_did_and_can_be_undone(self, three, agent):
        client = page_as(agent)
        hold.hold(by(agent), Ticket.objects.get(number=three[2]).task.pk, "before")
        sent = {"n": three, "reason": "lunch", "next": "/inbox/?q=t"}
        answer = client.post("/bulk/hold/", sent, headers=HTMX)
        assert json.loads(answer["HX-Location"])["path"] == "/inbox/?q=t"
        shown = client.get("/inbox/")
        assert "2 tickets are on hold. Undo" in words(shown)
        assert f"1 ticket was left as it is: {three[2]} This ticket is on hold already." in words(shown)
        token = shown.content.decode().split('name="token" value="')[1].split('"')[0]
        client.post("/bulk/undo/", {"token": token, "next": "/inbox/"})
        assert statuses(three) == ["Open", "Open", "On Hold"]
        assert client.post("/bulk/undo/", {"token": f"{token}x"}).status_code == 409

    def test_what_was_forgotten_is_asked_for(self, three, agent):
        answer = page_as(agent).post("/bulk/hold/", {"n": three, "reason": ""})
        assert answer.status_code == 400
        assert statuses(three) == ["Open"] * 3

    @pytest.mark.security(1)
    def test_ways_back_lead_to_this_site_only(self, three, agent):
        answer = page_as(agent).post("/bulk/begin/", {"n": three, "next": "https://evil.example/"})
        assert answer["Location"] == "/inbox/"
