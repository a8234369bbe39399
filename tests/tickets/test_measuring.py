"""How long resolved tickets and their steps took: what the engine counts, kept once, made again at will."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests.cast import EDGES, STEPS
from tests.factories import by, edge_id, make_ticket, publish
from tickets_app import integrity, measuring
from tickets_app.actions import finish, hold, move
from tickets_app.models import Resolution, StepEntry, Task
from workflows_app.models import Calendar

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICE = {"weekly": {str(day): [["09:00", "17:00"]] for day in range(5)}}


@pytest.fixture
def office(roles, coordinator, agent, technician, manager):
    calendar = Calendar.objects.create(name="Office", data=OFFICE)
    return publish("IT Support", STEPS, EDGES, roles, escalation="Manager", calendar=calendar)


def resolved(version, agent, technician, start=MONDAY):
    """A ticket that took 2 h to begin, 1 h of triage, was repaired over a night and held on the way."""
    task = make_ticket(at=start, priority="High").task
    move.begin(by(agent), task.pk, at=start + 2 * HOUR)
    move.transition(by(agent), task.pk, edge_id(version, "Send on"), at=start + 3 * HOUR)
    hold.hold(by(technician), task.pk, "part ordered", at=start + 4 * HOUR)
    hold.resume(by(technician), task.pk, at=start + 6 * HOUR)
    move.transition(by(technician), task.pk, edge_id(version, "Done"), at=start + 25 * HOUR)
    move.transition(by(agent), task.pk, at=start + 26 * HOUR)
    task.refresh_from_db()
    return task


def hours(rows):
    return [(step, waiting / 3600, working / 3600) for step, waiting, working in rows]


class TestMeasures:
    def test_are_business_time_without_holds(self, office, agent, technician):
        task = resolved(office, agent, technician)
        assert measuring.run() == 1
        row = Resolution.objects.get(task=task)
        assert (row.priority, row.seconds / 3600, row.breached) == ("High", 8, True)
        assert (row.workflow_id, row.resolved_at) == (office.workflow_id, task.completed_at)
        names = {step.id: step.name for step in office.graph.steps}
        rows = StepEntry.objects.order_by("entry").values_list("step_id", "waiting", "working")
        assert [(names[step], *rest) for step, *rest in hours(rows)] == [
            ("Triage", 2, 1),
            ("Repair", 4, 0),
            ("Verify", 1, 0),
        ]

    def test_are_taken_once_and_of_what_is_resolved_only(self, office, agent, technician):
        make_ticket(at=MONDAY)
        finish.cancel(by(None), make_ticket(at=MONDAY).task.pk, "twice", at=MONDAY + HOUR)
        resolved(office, agent, technician)
        assert [measuring.run(), measuring.run()] == [1, 0]

    def test_follow_what_is_reopened_and_resolved_again(self, office, agent, technician, coordinator):
        task = resolved(office, agent, technician)
        measuring.run()
        finish.reopen(by(coordinator), task.pk, at=MONDAY + 27 * HOUR)
        assert measuring.run() == 0
        move.transition(by(None), task.pk, at=MONDAY + 29 * HOUR)
        assert measuring.run() == 1
        assert Resolution.objects.get().seconds == 10 * 3600
        assert StepEntry.objects.count() == 4

    def test_can_be_thrown_away_and_made_again(self, office, agent, technician):
        resolved(office, agent, technician)
        measuring.run()
        before = list(Resolution.objects.values()), list(StepEntry.objects.values_list("entry", "working"))
        out = StringIO()
        call_command("measure_resolved", "--all", stdout=out)
        assert out.getvalue() == "1 resolved tickets measured\n"
        again = list(Resolution.objects.values()), list(StepEntry.objects.values_list("entry", "working"))
        assert again == before

    def test_take_no_more_statements_for_many(self, office, agent, technician, django_assert_max_num_queries):
        for _ in range(3):
            resolved(office, agent, technician)
        with django_assert_max_num_queries(11):
            assert measuring.measure_batch() == 3


class TestIntegrity:
    def test_finds_nothing_where_measures_agree_or_are_not_taken_yet(self, office, agent, technician):
        resolved(office, agent, technician)
        assert list(integrity.check()) == []
        measuring.run()
        resolved(office, agent, technician)
        assert list(integrity.check()) == []

    def test_finds_a_measure_that_differs_from_its_history(self, office, agent, technician):
        resolved(office, agent, technician)
        measuring.run()
        Resolution.objects.update(seconds=7)
        StepEntry.objects.filter(entry=1).update(waiting=0)
        found = [finding.problem for finding in integrity.check()]
        assert found[0] == "its measured seconds is 7, its history says 28800"
        assert found[1].startswith("step entry 1 is kept as")

    def test_finds_a_measure_that_is_gone(self, office, agent, technician):
        resolved(office, agent, technician)
        measuring.run()
        Resolution.objects.all().delete()
        assert [finding.problem for finding in integrity.check()] == [
            "is marked as measured, but no measure is kept"
        ]


@pytest.mark.postgresql
def test_what_is_left_to_measure_is_read_from_its_index(version):
    """Not from the table, however many tasks there are."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = measuring.unmeasured().order_by("pk")[:10].explain()
    assert "task_unmeasured" in plan, plan
    assert Task.objects.count() == 0
