"""What the rows of one incident intend. Pure: no database."""

import pytest

from tests.tickets.incident_logs import row, write_log
from tickets_app.replay.plan import NO_GROUP, Places, plan
from tickets_app.replay.reader import read


@pytest.fixture
def planned(tmp_path):
    """A function: the intentions that rows of one incident lead to; `others` are in the log beside them."""

    def make(*rows, others=()):
        log = read(write_log(tmp_path / "log.csv", [*rows, *others]))
        return plan(log.incidents[0], Places(log.incidents))

    return make


def kinds(intentions, row=None):
    return [step.kind.value for step in intentions if row in (None, step.row)]


def of(intentions, kind):
    return [step for step in intentions if step.kind.value == kind]


class TestStates:
    def test_from_new_to_closed(self, planned):
        steps = planned(
            row("New", "01:23"),
            row("Active", "02:00"),
            row("Resolved", "05:00"),
            row("Closed", "5/3/2016 12:00"),
        )
        assert kinds(steps, 1) == ["receive", "assign"]
        assert kinds(steps, 2) == ["move to work", "assign", "begin"]
        assert kinds(steps, 3) == ["complete"]
        assert kinds(steps, 4) == ["update facts", "close"]
        assert [step.at.strftime("%H:%M") for step in steps[:3]] == ["01:16", "01:23", "02:00"]

    def test_a_row_that_changes_nothing_intends_nothing(self, planned):
        steps = planned(row("New", "01:23"), row("New", "01:30"), row("New", "01:40", made_sla="false"))
        assert kinds(steps, 2) == []

    def test_awaiting_is_a_hold_with_its_name_as_the_reason(self, planned):
        steps = planned(row("Active", "02:00"), row("Awaiting Vendor", "03:00"), row("Active", "04:00"))
        assert kinds(steps, 2) == ["hold"]
        assert of(steps, "hold")[0].reason == "Awaiting Vendor"
        assert kinds(steps, 3)[-1] == "resume"

    def test_another_kind_of_waiting_is_another_hold(self, planned):
        steps = planned(
            row("Active", "02:00"), row("Awaiting Vendor", "03:00"), row("Awaiting Problem", "04:00")
        )
        assert kinds(steps, 3)[-2:] == ["resume", "hold"]

    def test_resolved_while_waiting_is_resumed_first(self, planned):
        steps = planned(row("New", "01:23"), row("Awaiting User Info", "02:00"), row("Resolved", "03:00"))
        assert kinds(steps, 2) == ["hold"]
        assert kinds(steps, 3) == ["update facts", "resume", "move to work", "assign", "complete"]

    @pytest.mark.parametrize("finished", ["Resolved", "Closed"])
    @pytest.mark.parametrize(("state", "then"), [("Active", "begin"), ("Awaiting Vendor", "hold")])
    def test_going_on_after_the_end_is_a_reopening(self, planned, finished, state, then):
        steps = planned(
            row("Active", "02:00"), row(finished, "03:00"), row(state, "04:00"), row("Closed", "05:00")
        )
        assert kinds(steps, 3) == ["reopen", "assign", then]
        assert kinds(steps, 4)[-2:] == ["complete", "close"]

    @pytest.mark.parametrize(
        ("state", "implied"),
        [
            ("Active", ["move to work", "assign", "begin"]),
            ("Awaiting Problem", ["move to work", "assign", "hold"]),
            ("Resolved", ["move to work", "assign", "complete"]),
            ("Closed", ["move to work", "assign", "complete", "close"]),
        ],
    )
    def test_a_late_first_row_implies_the_earlier_states(self, planned, state, implied):
        steps = [kind for kind in kinds(planned(row(state, "02:00"))) if kind != "update facts"]
        assert steps == ["receive", *implied]

    def test_an_unknown_state_is_as_before(self, planned):
        steps = planned(
            row("Active", "02:00"), row("-100", "03:00"), row("Active", "04:00", made_sla="false")
        )
        assert kinds(steps, 2) == []
        assert kinds(steps, 3) == ["update facts"]

    def test_time_never_goes_back(self, planned):
        steps = planned(row("New", "01:00"), row("Active", "01:10"))
        assert of(steps, "receive")[0].at.strftime("%H:%M") == "01:00"
        moments = [step.at for step in steps]
        assert moments == sorted(moments)


class TestPlaces:
    def place(self, steps, row):
        return [(step.group, step.person) for step in of(steps, "assign") if step.row == row]

    def test_another_group_or_person(self, planned):
        steps = planned(
            row("New", "01:23"),
            row("New", "02:00", assigned_to="13"),
            row("New", "03:00", assignment_group="57"),
        )
        assert self.place(steps, 1) == [("Group 56", "Person 12")]
        assert self.place(steps, 2) == [("Group 56", "Person 13")]
        assert self.place(steps, 3) == [("Group 57", "Person 12")]

    def test_a_group_alone_is_a_place_for_whose_turn_it_is(self, planned):
        steps = planned(row("New", "01:23"), row("New", "02:00", assignment_group="57", assigned_to="?"))
        assert self.place(steps, 2) == [("Group 57", "")]

    def test_what_becomes_unknown_is_as_before(self, planned):
        steps = planned(row("New", "01:23"), row("New", "02:00", assignment_group="?", assigned_to="?"))
        assert self.place(steps, 2) == []
        steps = planned(row("New", "01:23"), row("New", "02:00", assigned_to="?"))
        assert self.place(steps, 2) == []

    def test_a_person_without_group_is_in_their_usual_one(self, planned):
        elsewhere = row("New", "09:00", number="2", opened_at="29/2/2016 09:00", assignment_group="70")
        steps = planned(row("New", "01:23", assignment_group="?"), others=[elsewhere])
        assert self.place(steps, 1) == [("Group 70", "Person 12")]
        steps = planned(row("New", "01:23", assignment_group="?"))
        assert self.place(steps, 1) == [(NO_GROUP, "Person 12")]

    def test_a_person_without_group_stays_in_one_where_they_are_known(self, planned):
        elsewhere = [
            row("New", f"09:0{n}", number=f"{n + 2}", opened_at="29/2/2016 09:00", assignment_group="70")
            for n in range(3)
        ]
        steps = planned(
            row("New", "01:23"), row("New", "02:00", assignment_group="?", u_symptom="9"), others=elsewhere
        )
        assert self.place(steps, 2) == []

    def test_nobody_known_is_no_place(self, planned):
        steps = planned(row("Active", "01:23", assignment_group="?", assigned_to="?"))
        assert kinds(steps, 1) == ["receive", "update facts", "move to work"]

    def test_a_transfer_within_active_begins_with_the_next_row(self, planned):
        steps = planned(
            row("Active", "02:00"),
            row("Active", "03:00", assigned_to="13"),
            row("Active", "04:00", assigned_to="13"),
        )
        assert kinds(steps, 2) == ["assign"]
        assert kinds(steps, 3) == ["update facts", "begin"]


class TestFacts:
    def test_received_as_of_the_opening_with_what_was_known(self, planned):
        [receive] = of(planned(row("New", "01:23")), "receive")
        facts = receive.facts
        assert facts["subject"] == "Incident, category 55, subcategory 170"
        assert facts["sub_category"] == "Category 55"
        assert (facts["requester_external_id"], facts["requester_name"]) == ("caller-2403", "Caller 2403")
        assert facts["extra"]["contact_type"] == "Phone"
        assert not facts["extra"].keys() & {"resolved_at", "closed_at", "closed_code", "made_sla"}

    def test_a_change_is_an_update_at_its_row(self, planned):
        steps = planned(
            row("New", "01:23"), row("New", "02:00", priority="1", impact="1"), row("Closed", "03:00")
        )
        [update] = [step for step in of(steps, "update facts") if step.row == 2]
        assert update.facts == {"priority": "Urgent", "extra": {"impact": "1"}}

    def test_the_last_row_has_the_final_word_when_it_is_closed(self, planned):
        steps = planned(
            row("Active", "02:00"), row("Closed", "03:00"), row("Closed", "04:00", made_sla="false")
        )
        [update] = of(steps, "update facts")
        assert update.row == 2
        assert (update.facts["extra"]["made_sla"], update.facts["extra"]["closed_code"]) == ("false", "5")
