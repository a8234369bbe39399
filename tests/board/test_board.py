"""The workload board: who has what, why work waits, and handing on the work of somebody who is not here."""

from datetime import timedelta

import pytest

from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import HTMX, page_as, words
from tickets_app.actions import hold
from tickets_app.board import load
from tickets_app.board.handing_on import proposals
from tickets_app.board.waiting import why_waiting
from tickets_app.models import TaskItem, Ticket
from tts.accounts import actions
from tts.accounts.models import Turn
from tts.core.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(version, agent, agent2):
    """Four tickets, two with each agent."""
    return [make_ticket(subject=name) for name in ("one", "two", "three", "four")]


def lane(user, now, name="Agent"):
    return next(lane for lane in load.lanes(user, now) if lane.role.name == name)


def place(user, now, person, name="Agent"):
    return next(place for place in lane(user, now, name).places if place.person == person)


def holders():
    rows = TaskItem.objects.filter(closed_at__isnull=True).order_by("pk")
    return [row.user and row.user.username for row in rows.select_related("user")]


def away(person, now, **values):
    actions.set_away(
        SYSTEM, person, away_from=now - timedelta(hours=1), away_until=now + timedelta(days=3), **values
    )
    person.refresh_from_db()


class TestLoad:
    def test_people_have_what_is_open_by_the_state_of_its_clock(self, four, coordinator, agent, agent2, now):
        hold.hold(by(coordinator), four[0].task.pk, "lunch")
        mine = place(coordinator, now, agent)
        assert (mine.load.count, mine.load.held, mine.load.late) == (2, 1, 0)
        later = place(coordinator, now + timedelta(days=30), agent2)
        assert (later.load.count, later.load.late) == (2, 2)
        assert lane(coordinator, now).count == 4

    def test_roles_with_work_come_before_those_without(self, four, coordinator, now):
        counts = [lane.count for lane in load.lanes(coordinator, now)]
        assert counts[0] == 4
        assert len(counts) > 1
        assert not any(counts[1:])

    def test_coordinators_see_their_departments_and_others_nothing(self, four, roles, agent, now):
        finance = make_user("finance", roles["Ticket Coordinator"], departments=["Finance"])
        assert lane(finance, now).count == 0
        assert page_as(agent).get("/board/").status_code == 403
        assert page_as(agent).post(f"/board/{agent.pk}/").status_code == 403

    def test_queries_do_not_grow(self, four, coordinator, django_assert_num_queries, now):
        with django_assert_num_queries(6):
            shown = load.with_cards(load.lanes(coordinator, now), coordinator, now)
            assert [len(place.cards) for each in shown for place in each.places if place.load.count] == [2, 2]

    def test_those_who_hold_work_without_being_here_come_first(self, four, coordinator, agent2, now):
        actions.set_active(SYSTEM, agent2, False)
        first = lane(coordinator, now).places[0]
        assert (first.person, first.gives_away) == (agent2, True)
        assert "Agent2 4 of" not in words(page_as(coordinator).get("/board/"))
        assert "Switched off" in words(page_as(coordinator).get("/board/", headers=HTMX))


class TestWhy:
    def test_each_reason_with_what_to_do(self, roles, agent, now):
        role = roles["Agent"]
        assert "Nobody in the role Agent was available." in why_waiting([role], now)[role.pk].reason
        away(agent, now)
        told = why_waiting([role], now)[role.pk]
        assert told.reason.startswith("The only member of Agent is away. Agent is back ")
        assert "by hand" in told.advice
        actions.set_membership(SYSTEM, agent, role, is_active=False)
        role.refresh_from_db()
        assert why_waiting([role], now)[role.pk].reason == "Nobody is in the role Agent."
        actions.retire_role(SYSTEM, role)
        role.refresh_from_db()
        assert why_waiting([role], now)[role.pk].reason == "The role Agent is retired."

    def test_a_role_that_is_full_says_so_in_lists_and_on_the_board(self, version, roles, coordinator):
        actions.update_role(SYSTEM, roles["Agent"], cap=1)
        make_ticket(), make_ticket()
        said = "Everybody present in Agent has 1 open, as many as the role allows."
        assert said in words(page_as(coordinator).get("/board/"))
        assert f"{said} It is handed out when" in words(page_as(coordinator).get("/desk/?tab=unassigned"))


class TestHandingOn:
    def test_the_substitute_is_proposed_where_of_the_role(self, four, roles, agent, agent2, technician, now):
        third = make_user("third", roles["Agent"])
        items = list(TaskItem.objects.filter(user=agent))
        away(agent, now, substitute=third)
        assert {(each.chosen, each.stands_in) for each in proposals(agent, items, now)} == {(third, True)}
        away(agent, now, substitute=technician)
        assert {each.stands_in for each in proposals(agent, items, now)} == {False}

    def test_else_those_whose_turn_it_is_and_no_turn_is_used(self, four, roles, agent, agent2, now):
        third = make_user("third", roles["Agent"])
        turn = Turn.objects.get(pk=roles["Agent"].pk)
        items = list(TaskItem.objects.filter(user=agent))
        assert {each.chosen for each in proposals(agent, items, now)} == {agent2, third}
        away(agent2, now)
        assert {each.chosen for each in proposals(agent, items, now)} == {third}
        away(third, now)
        assert {each.chosen for each in proposals(agent, items, now)} == {None}
        assert Turn.objects.get(pk=turn.pk).position == turn.position

    def test_all_of_it_goes_in_one_act_and_can_be_taken_back(self, four, coordinator, agent, agent2):
        actions.set_active(SYSTEM, agent, False)
        client = page_as(coordinator)
        page = client.get(f"/board/{agent.pk}/")
        assert "Agent2 (by turn)" in words(page)
        numbers = [four[0].number, four[2].number]
        chosen = {f"to-{numbers[0]}": agent2.pk, f"to-{numbers[1]}": ""}
        foreign = client.post(f"/board/{agent.pk}/", {**chosen, "to-UNKNOWN": agent2.pk})
        assert (foreign.status_code, holders()) == (400, ["agent", "agent2", "agent", "agent2"])
        client.post(f"/board/{agent.pk}/", chosen)
        assert holders() == ["agent2", "agent", "agent2", "agent2"]
        shown = client.get("/board/")
        assert "1 ticket is transferred. Undo" in words(shown)
        history = client.get(f"/ticket/{numbers[0]}/")
        assert "Agent is switched off." in words(history)

    def test_what_somebody_else_has_by_now_stays_with_them(self, four, roles, coordinator, agent, agent2):
        third = make_user("third", roles["Agent"])
        number = Ticket.objects.filter(task__items__user=agent2).first().number
        page_as(coordinator).post(f"/board/{agent.pk}/", {f"to-{number}": third.pk})
        assert "third" not in holders()

    def test_nothing_chosen_is_refused_and_nothing_open_is_said(self, four, coordinator, technician, agent):
        assert page_as(coordinator).post(f"/board/{agent.pk}/", {}).status_code == 400
        assert "has nothing open here" in words(page_as(coordinator).get(f"/board/{technician.pk}/"))
        assert page_as(coordinator).get("/board/999999/").status_code == 404
