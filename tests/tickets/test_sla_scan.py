"""What is due is recorded once, marked and told; what moves clocks moves what will be due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import by, edge_id, make_ticket, make_user, publish
from tickets_app import notices
from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.actions.receive import update_facts
from tickets_app.history import events_of, fold
from tickets_app.integrity import check
from tickets_app.models import Notification, Task, TaskItem, ThresholdCrossing
from tickets_app.sla import scan
from tts.core.actor import Actor
from tts.core.models import AuditEvent

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

# Medium: 24 h for the ticket, 4 h 48 for Triage and for the first response, 12 h for Repair.


@pytest.fixture
def start(now):
    return now.replace(microsecond=0) - timedelta(days=40)


@pytest.fixture
def task(version, start):
    return make_ticket(at=start).task


def crossings(task=None):
    rows = ThresholdCrossing.objects.order_by("at", "kind")
    return list(rows.values_list("kind", "number", "share", "at"))


def told(kind):
    rows = Notification.objects.filter(kind=kind, channel="in_app").order_by("pk")
    return [(notice.recipient.username, notices.sentence(notice)) for notice in rows]


def sound():
    return [str(finding) for finding in check()]


class TestThresholds:
    def test_each_is_recorded_when_it_is_due_and_not_before(self, task, start):
        assert scan.scan(start + 3.83 * HOUR).recorded == 0
        assert scan.scan(start + 3.85 * HOUR).recorded == 2
        assert crossings() == [
            ("first_response", 0, 0.8, start + 0.8 * 4.8 * HOUR),
            ("step", 1, 0.8, start + 0.8 * 4.8 * HOUR),
        ]

    def test_each_is_recorded_once_however_often_one_scans(self, task, start):
        for _attempt in range(3):
            scan.scan(start + 30 * HOUR)
        assert len(crossings()) == 9
        assert len(set(crossings())) == 9

    def test_what_was_missed_is_recorded_with_the_instant_it_was_due(self, task, start):
        scan.scan(start + 100 * HOUR)
        crossing = ThresholdCrossing.objects.get(kind="ticket", share=1.0)
        assert (crossing.at, crossing.recorded_at) == (start + 24 * HOUR, start + 100 * HOUR)

    def test_without_a_target_nothing_is_due(self, roles, coordinator, agent, start):
        steps = (("Look", "Agent", 1), ("Close", "Agent", 1))
        publish("Untimed", steps, (("On", "Look", "Close"),), roles, medium_sla=None)
        make_ticket(at=start)
        assert scan.scan(start + 999 * HOUR).recorded == 0

    def test_nothing_due_costs_one_statement(self, task, start):
        with CaptureQueriesContext(connection) as captured:
            scan.scan(start + HOUR)
        assert len(captured) == 1

    def test_many_due_cost_no_more_statements_than_few(self, version, start):
        for _number in range(12):
            make_ticket(at=start)
        with CaptureQueriesContext(connection) as captured:
            assert scan.scan(start + 30 * HOUR).recorded == 12 * 9
        assert len(captured) <= 20
        assert sound() == []

    def test_the_most_overdue_is_taken_first(self, version, start):
        later, sooner = make_ticket(at=start + HOUR).task, make_ticket(at=start).task
        from tickets_app.sla.rules import Versions

        scan.record_batch(start + 30 * HOUR, 1, Versions())
        assert set(ThresholdCrossing.objects.values_list("task_id", flat=True)) == {sooner.pk}
        assert later.pk != sooner.pk


class TestBreach:
    def test_marks_the_item_and_leaves_it_actable(self, task, start, agent):
        scan.scan(start + 5 * HOUR)
        item = open_item(task)
        assert (item.status, item.breached_at) == ("breached", start + 4.8 * HOUR)
        assert list(item.history.values_list("status", flat=True)) == ["new", "breached"]
        move.begin(by(agent), task.pk, at=start + 6 * HOUR)
        assert TaskItem.objects.get(pk=item.pk).breached_at == start + 4.8 * HOUR
        assert sound() == []

    def test_of_the_ticket_is_kept_with_the_task(self, task, start):
        scan.scan(start + 30 * HOUR)
        assert Task.objects.get(pk=task.pk).breached_at == start + 24 * HOUR

    def test_is_audited_with_the_rule_and_what_it_saw(self, task, start):
        scan.scan(start + 5 * HOUR)
        event = AuditEvent.objects.get(action="sla.breach", rule__clock="step")
        assert event.rule == {
            "rule": "SLA threshold", "clock": "step", "number": 1, "step": "Triage", "share": 1.0,
            "duration": "4:48:00", "due": (start + 4.8 * HOUR).isoformat(),
        }  # fmt: skip
        assert fold(events_of(task.ticket_id))["items"][str(open_item(task).pk)]["status"] == "breached"

    def test_escalates_where_the_step_says_so_and_not_elsewhere(
        self, roles, coordinator, agent, manager, start
    ):
        version = publish("Hasty", (("Look", "Agent", 1), ("Close", "Agent", 1)), (("On", "Look", "Close"),),
                          roles, escalation="Manager")  # fmt: skip
        calm = make_ticket(at=start).task
        assert scan.scan(start + 13 * HOUR).escalated == 0
        data = version.graph_data
        data["steps"][0]["escalate_on_breach"] = True
        version.pk, version.number, version.graph_data = None, 2, data
        version.save()
        version.workflow.active_version = version
        version.workflow.save()
        task = make_ticket(at=start).task
        assert scan.scan(start + 13 * HOUR).escalated == 1
        item = open_item(task)
        assert (item.user, item.origin, item.entry) == (manager, "Escalation", 2)
        assert item.clock_started_at == start + 13 * HOUR
        assert open_item(calm).user == agent
        assert scan.scan(start + 100 * HOUR).escalated == 0
        assert sound() == []


class TestTelling:
    def test_the_holder_is_warned(self, task, start, agent):
        scan.scan(start + 3.9 * HOUR)
        assert told("sla_warning") == [
            ("agent", "80 % of the time to begin this ticket is used."),
            ("agent", "80 % of the time for Triage is used."),
        ]
        assert told("sla_at_risk") == []

    def test_a_risk_is_told_to_the_owner_too(self, task, start):
        for hours in (3.9, 4.4):
            scan.scan(start + hours * HOUR)
        assert [name for name, _words in told("sla_at_risk")] == ["agent", "coordinator"] * 2

    def test_a_breach_is_told_to_the_escalation_role_too_but_not_to_past_members(
        self, task, start, roles, manager
    ):
        make_user("former", roles["Manager"], is_active=False)
        for hours in (3.9, 4.4, 4.9):
            scan.scan(start + hours * HOUR)
        names = [name for name, words in told("sla_breach") if words == "Triage is past its target."]
        assert names == ["agent", "coordinator", "manager"]

    def test_of_several_at_once_only_the_last_is_told(self, task, start):
        scan.scan(start + 4.9 * HOUR)
        assert told("sla_warning") == told("sla_at_risk") == []
        assert len(told("sla_breach")) == 6

    def test_replayed_history_is_told_to_nobody(self, version, start):
        actor = Actor(tells=False)
        from tickets_app.actions.receive import receive
        from tickets_app.intake import read_ticket

        given = read_ticket({"subject": "Old", "department": "IT", "category": "Support"})
        receive(actor, given, at=start)
        assert scan.scan(start + 30 * HOUR).recorded == 9
        assert not Notification.objects.exists()

    def test_whoever_takes_over_is_told_what_is_used_already(self, task, start, agent2, coordinator):
        scan.scan(start + 4.4 * HOUR)
        item = open_item(task)
        assign.transfer(by(coordinator), item.pk, agent2.pk, at=start + 4.5 * HOUR)
        assert told("task_transfer_in") == [
            ("agent2", "Triage was transferred to you. 90 % of its time is used already.")
        ]
        scan.scan(start + 5 * HOUR)
        assert open_item(task).breached_at == start + 4.8 * HOUR
        assert ThresholdCrossing.objects.filter(kind="step").count() == 3
        assert sound() == []


class TestIntegrity:
    def test_a_plan_a_target_and_a_crossing_that_history_does_not_say_are_found(self, task, start):
        scan.scan(start + 4 * HOUR)
        assert sound() == []
        Task.objects.update(target_resolution=start)
        ThresholdCrossing.objects.filter(kind="step").update(at=start + HOUR)
        Task.objects.update(sla_check=None)
        found = "\n".join(sound())
        assert f"its target is {start}" in found
        assert "80% of clock step 1 is recorded as of" in found
        assert "100% of clock ticket 0, due" in found


class TestWhatMovesClocks:
    def test_a_hold_stops_them_and_resuming_moves_what_is_due(self, task, start, agent):
        hold.hold(by(agent), task.pk, "parts", at=start + HOUR)
        assert scan.scan(start + 20 * HOUR).recorded == 0
        hold.resume(by(agent), task.pk, at=start + 20 * HOUR)
        scan.scan(start + 24 * HOUR)
        assert crossings()[0][3] == start + 0.8 * 4.8 * HOUR + 19 * HOUR

    def test_what_was_due_before_a_hold_is_recorded_during_it(self, task, start, agent):
        hold.hold(by(agent), task.pk, "parts", at=start + 4 * HOUR)
        assert scan.scan(start + 20 * HOUR).recorded == 2
        assert {at for *_key, at in crossings()} == {start + 0.8 * 4.8 * HOUR}

    def test_what_was_due_before_a_step_was_left_is_recorded_after_it(self, task, version, start, agent):
        move.transition(by(agent), task.pk, edge_id(version, "Send on"), at=start + 5 * HOUR)
        scan.scan(start + 6 * HOUR)
        assert [key[:3] for key in crossings() if key[0] == "step"] == [
            ("step", 1, 0.8), ("step", 1, 0.9), ("step", 1, 1.0),
        ]  # fmt: skip
        assert TaskItem.objects.get(entry=1).breached_at == start + 4.8 * HOUR
        assert told("sla_warning") == []
        assert sound() == []

    def test_a_higher_priority_breaches_when_it_is_given_and_not_before(self, task, start):
        update_facts(Actor(), task.ticket_id, {"priority": "Urgent"}, at=start + 10 * HOUR)
        scan.scan(start + 10 * HOUR)
        assert {at for kind, _n, share, at in crossings() if kind == "ticket"} == {start + 10 * HOUR}
        assert sound() == []

    def test_what_is_recorded_stays_when_the_priority_falls(self, task, start):
        scan.scan(start + 5 * HOUR)
        before = crossings()
        update_facts(Actor(), task.ticket_id, {"priority": "Low"}, at=start + 6 * HOUR)
        scan.scan(start + 23 * HOUR)
        assert crossings() == before
        assert Task.objects.get(pk=task.pk).target_resolution == start + 72 * HOUR

    def test_the_first_response_ends_when_somebody_begins(self, task, start, agent):
        move.begin(by(agent), task.pk, at=start + HOUR)
        scan.scan(start + 30 * HOUR)
        assert {kind for kind, *_rest in crossings()} == {"step", "ticket"}

    def test_a_loop_back_is_a_new_clock(self, task, version, start, agent, technician):
        def go(user, edge, hours):
            move.transition(by(user), task.pk, edge_id(version, edge), at=start + hours * HOUR)

        go(agent, "Send on", 1)
        go(technician, "Done", 2)
        go(agent, "Rework", 3)
        scan.scan(start + 14 * HOUR)
        assert [(number, share) for kind, number, share, _at in crossings() if kind == "step"] == [
            (4, 0.8), (4, 0.9),
        ]  # fmt: skip

    def test_after_a_reopening_the_ticket_clock_goes_on_and_tells_again(self, task, version, start, agent,
                                                                        technician, coordinator):  # fmt: skip
        for user, edge, hours in ((agent, "Send on", 1), (technician, "Done", 2), (agent, None, 21)):
            move.transition(by(user), task.pk, edge and edge_id(version, edge), at=start + hours * HOUR)
        scan.scan(start + 60 * HOUR)
        assert [key[:3] for key in crossings() if key[0] == "ticket"] == [("ticket", 0, 0.8)]
        finish.reopen(by(coordinator), task.pk, at=start + 60 * HOUR)
        scan.scan(start + 64 * HOUR)
        assert [key for key in crossings() if key[:2] == ("ticket", 1)] == [
            ("ticket", 1, 0.8, start + 60 * HOUR),
            ("ticket", 1, 0.9, start + 60.6 * HOUR),
            ("ticket", 1, 1.0, start + 63 * HOUR),
        ]
        assert sound() == []

    def test_a_finished_ticket_is_not_measured_any_more(self, task, start, coordinator):
        finish.cancel(by(coordinator), task.pk, "not needed", at=start + HOUR)
        assert scan.scan(start + 99 * HOUR).recorded == 0
