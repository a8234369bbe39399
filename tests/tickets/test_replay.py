"""A log driven through the actions: what that leaves behind, what is refused, and how it is repeated."""

import signal
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_ticket
from tests.tickets.incident_logs import row, write_log
from tickets_app import clocks, integrity
from tickets_app.demo import EXCERPT
from tickets_app.history import events_of, ticket_clock
from tickets_app.models import ItemHistory, Notification, Task, TaskItem, Ticket
from tickets_app.replay.driver import Driver
from tickets_app.replay.reader import read
from tickets_app.replay.run import replay
from tts.accounts import actions as people
from tts.accounts.models import Membership, Role, User
from tts.core.actor import SYSTEM
from tts.core.errors import Conflict
from tts.core.models import AuditEvent, OutboxMessage
from workflows_app.actions import pause
from workflows_app.models import Workflow, business_calendar

pytestmark = pytest.mark.django_db
# Beside the project where it is developed; elsewhere the excerpt has to do.
WHOLE_LOG = Path(__file__).resolve().parents[3] / "shared" / "data" / "servicenow_incidents.csv.gz"
HOUR = timedelta(hours=1)


def at(text):
    return datetime.strptime(f"29/2/2016 {text}", "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


@pytest.fixture
def replayed(tmp_path, roles, coordinator):
    """A function: replays a log of these rows and answers the report."""

    def run(*rows, **options):
        return replay(write_log(tmp_path / "log.csv", rows), **options)[0]

    return run


def items():
    return list(
        TaskItem.objects.order_by("pk").values_list("step_name", "role__name", "user__email", "status")
    )


def person(number):
    return User.objects.get(email=f"person-{number}@incidents.invalid")


def statuses(ticket):
    return [
        e.after["ticket"]["status"] for e in events_of(ticket.pk) if "status" in e.after.get("ticket", {})
    ]


class TestOneIncident:
    def test_runs_from_new_to_closed_at_its_recorded_times(self, replayed, coordinator):
        report = replayed(
            row("New", "01:23"),
            row("Active", "02:00", assigned_to="13"),
            row("Awaiting User Info", "03:00", assigned_to="13"),
            row("Resolved", "05:00", assigned_to="13"),
            row("Closed", "12:00", assigned_to="13", made_sla="false"),
        )
        ticket = Ticket.objects.get(number="INC0000045")
        assert report.refusals == []
        assert statuses(ticket) == ["Open", "In Progress", "On Hold", "In Progress", "Resolved", "Closed"]
        assert (ticket.created_at, ticket.resolved_at, ticket.closed_at) == (
            at("01:16"),
            at("05:00"),
            at("12:00"),
        )
        assert (ticket.task.owner, ticket.priority, ticket.requester_name) == (
            coordinator,
            "Medium",
            "Caller 2403",
        )
        assert (ticket.extra["made_sla"], ticket.extra["contact_type"]) == ("false", "Phone")
        assert items() == [
            ("Register", "Group 56", "person-12@incidents.invalid", "resolved"),
            ("Work", "Group 56", "person-13@incidents.invalid", "resolved"),
        ]
        assert ticket.task.hold_reason == ""
        assert {e.rule["rule"] for e in events_of(ticket.pk)} == {"replayed log"}

    def test_excludes_holds_from_its_clock(self, replayed):
        replayed(row("Active", "02:00"), row("Awaiting Vendor", "03:00"), row("Active", "05:00"))
        task = Task.objects.get()
        assert task.target_resolution == at("01:16") + 24 * HOUR + 2 * HOUR

    def test_reopened_goes_on_with_the_same_task(self, replayed):
        report = replayed(row("Resolved", "02:00"), row("Active", "03:00"), row("Closed", "04:00"))
        assert (report.counts["reopenings"], report.counts["completions"]) == (1, 2)
        assert Task.objects.get().entries == {
            str(item.step_id): n for item, n in zip(TaskItem.objects.all()[:2], (1, 2), strict=True)
        }
        assert items()[-1] == ("Work", "Group 56", "person-12@incidents.invalid", "resolved")

    def test_changes_of_group_and_person_are_transfers(self, replayed):
        report = replayed(
            row("New", "01:23"),
            row("New", "02:00", assigned_to="13"),
            row("New", "03:00", assigned_to="13", assignment_group="57"),
            row("New", "04:00", assigned_to="?", assignment_group="58"),
        )
        assert (report.counts["assignments"], report.counts["transfers"]) == (1, 3)
        assert items() == [
            ("Register", "Group 56", "person-12@incidents.invalid", "reassigned"),
            ("Register", "Group 56", "person-13@incidents.invalid", "reassigned"),
            ("Register", "Group 57", "person-13@incidents.invalid", "reassigned"),
            ("Register", "Group 58", None, "new"),
        ]

    def test_of_a_group_alone_goes_to_whose_turn_it_is(self, replayed):
        elsewhere = [
            row("New", "00:30", number=f"9{n}", opened_at="29/2/2016 00:30", assigned_to=f"2{n}")
            for n in range(2)
        ]
        replayed(
            *elsewhere,
            row("New", "01:23", assigned_to="?"),
            row("New", "01:20", number="46", assigned_to="?"),
        )
        turns = TaskItem.objects.filter(task__ticket__number__in=("INC0000045", "INC46"))
        assert sorted(turns.values_list("user__email", flat=True)) == [
            "person-20@incidents.invalid",
            "person-21@incidents.invalid",
        ]

    def test_that_nobody_is_named_for_waits_and_still_ends(self, replayed):
        report = replayed(
            row("New", "01:23", assignment_group="?", assigned_to="?"),
            row("Closed", "02:00", assignment_group="?", assigned_to="?"),
        )
        assert report.refusals == []
        assert {entry[1:3] for entry in items()} == {("Service Desk", None)}
        assert Ticket.objects.get().status == "Closed"

    def test_a_new_priority_moves_the_target(self, replayed):
        report = replayed(row("Active", "02:00"), row("Active", "03:00", priority="1"))
        assert report.counts["priority changes"] == 1
        assert Task.objects.get().target_resolution == at("01:16") + 4 * HOUR

    def test_is_told_to_nobody(self, replayed):
        replayed(row("Active", "02:00"), row("Active", "03:00", assigned_to="13"), row("Closed", "04:00"))
        assert not Notification.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_breaches_are_counted_by_the_clock(self, tmp_path, roles):
        rows = [
            row("Resolved", "1/3/2016 01:16", number="1"),
            row("Resolved", "1/3/2016 01:15", number="2"),
        ]
        assert replay(write_log(tmp_path / "log.csv", rows))[1] == 1
        for task in Task.objects.select_related("version__calendar"):
            points = ticket_clock(events_of(task.ticket_id), task.version)
            reading = clocks.read(points, business_calendar(task.version.calendar), task.completed_at)
            assert (reading.breached_at is not None) == (task.ticket.number == "INC1")


class TestWhatItMakes:
    def test_people_cannot_sign_in_and_get_no_mail(self, replayed):
        replayed(row("New", "01:23"))
        made = person(12)
        assert (made.full_name, made.username) == ("Person 12", made.email)
        assert not made.has_usable_password()
        assert list(Membership.objects.filter(user=made).values_list("role__name", flat=True)) == ["Group 56"]

    def test_the_workflow_has_no_limits_and_is_older_than_its_tickets(self, replayed):
        replayed(row("New", "01:23"))
        version = Workflow.objects.get(name="Incident").active_version
        assert (version.reopen_hours, version.auto_close_hours) == (None, None)
        assert version.published_at < Ticket.objects.get().created_at

    def test_known_roles_are_used(self, replayed, roles):
        people.update_role(SYSTEM, roles["Agent"], name="group 56")
        replayed(row("New", "01:23"))
        assert Role.objects.filter(name__iexact="Group 56").count() == 1

    def test_names_that_are_one_make_one(self, replayed):
        report = replayed(
            row("New", "01:23", assignment_group="Net Ops", assigned_to="Jo Doe"),
            row("New", "02:00", assignment_group="net ops", assigned_to="jo-doe"),
        )
        assert report.refusals == []
        assert Role.objects.filter(name__iexact="net ops").count() == 1
        assert User.objects.filter(email__startswith="jo-doe@").count() == 1

    @pytest.mark.parametrize("name", ["Admin", "ticket coordinator", "Analyst"])
    def test_a_group_never_gives_rights(self, replayed, name):
        with pytest.raises(Conflict, match="rights of its own"):
            replayed(row("New", "01:23", assignment_group=name))
        assert not Membership.objects.filter(user__email__endswith="@incidents.invalid").exists()
        assert not Ticket.objects.exists()


class TestRefusals:
    def test_a_change_of_hands_after_the_end_is_listed(self, replayed):
        report = replayed(
            row("Resolved", "02:00"),
            row("Resolved", "03:00", assigned_to="13"),
            row("Closed", "04:00", assigned_to="13"),
        )
        [refusal] = report.refusals
        assert (refusal.number, refusal.row, refusal.line, refusal.what) == ("INC0000045", 2, 3, "assign")
        assert "nothing is open" in refusal.reason
        assert Ticket.objects.get().status == "Closed"
        assert Ticket.objects.get().extra["assigned_to"] == "13"

    def test_a_number_taken_by_another_source_refuses_the_incident(self, replayed, version):
        make_ticket(ticket_number="INC0000045", takes_number=True)
        report = replayed(row("New", "01:23"), row("Closed", "02:00"))
        assert {refusal.number for refusal in report.refusals} == {"INC0000045"}
        assert "exists already" in report.refusals[0].reason
        assert Ticket.objects.get().status == "Open"

    def test_unusable_rows_are_listed(self, replayed):
        report = replayed(row("New", "01:23"), row("Dreaming", "02:00"))
        assert [str(refusal) for refusal in report.refusals] == [
            "line 3, 0000045: read: unknown state 'Dreaming'"
        ]

    def test_a_person_who_left_refuses_the_transfer_only(self, replayed):
        replayed(row("New", "01:23", number="1", assigned_to="13"))
        people.set_active(SYSTEM, person(13), False)
        report = replayed(row("New", "01:23"), row("New", "02:00", assigned_to="13"), row("Closed", "03:00"))
        assert "not an active member" in report.refusals[0].reason
        assert Ticket.objects.get(number="INC0000045").status == "Closed"


def ledger():
    return [model.objects.count() for model in (AuditEvent, ItemHistory, Ticket, TaskItem, User, Role)]


class TestAgain:
    ROWS = (row("New", "01:23"), row("Active", "02:00"), row("Active", "02:30"), row("Closed", "03:00"))

    def test_changes_nothing(self, replayed):
        replayed(*self.ROWS)
        before = ledger()
        report = replayed(*self.ROWS)
        assert ledger() == before
        assert (report.counts.total(), report.known_incidents, report.known_rows) == (0, 1, 4)

    def test_a_log_that_has_grown_is_continued(self, replayed):
        replayed(*self.ROWS[:3])
        report = replayed(*self.ROWS)
        assert (report.counts["tickets"], report.counts["closings"]) == (0, 1)
        assert Ticket.objects.get().status == "Closed"

    def test_continues_where_it_was_stopped(self, replayed):
        rows = [{**cells, "number": str(n)} for n in (1, 2, 3) for cells in self.ROWS]
        replayed(*rows, progress=lambda report, total: report.incidents < 2)
        assert Ticket.objects.count() == 2
        report = replayed(*rows)
        assert (report.counts["tickets"], report.known_incidents) == (1, 2)

    def test_an_incident_is_done_wholly_or_not_at_all(self, replayed, monkeypatch):
        def power_cut(*arguments, **more):
            raise RuntimeError("power cut")

        with monkeypatch.context() as patch:
            patch.setattr("tickets_app.replay.driver.finish.close", power_cut)
            with pytest.raises(RuntimeError):
                replayed(*self.ROWS)
        assert not Ticket.objects.exists()
        replayed(*self.ROWS)
        assert Ticket.objects.get().status == "Closed"


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("replay_log", *arguments, stdout=out)
        return out.getvalue()

    def test_prints_what_it_did_and_writes_what_it_refused(self, tmp_path, roles):
        log = write_log(
            tmp_path / "log.csv", [row("New", "01:23"), row("Dreaming", "02:00"), row("Closed", "03:00")]
        )
        rejects = tmp_path / "rejects.csv"
        printed = self.run(str(log), "--quiet", "--rejects", str(rejects))
        assert "1 incidents with 2 events" in printed
        assert "1 tickets" in printed
        assert "line 3, 0000045: read: unknown state" in printed
        assert rejects.read_text().splitlines()[1] == "0000045,,3,read,unknown state 'Dreaming'"

    def test_takes_the_first_so_many(self, tmp_path, roles):
        log = write_log(tmp_path / "log.csv", [row("New", "01:23", number=str(n)) for n in range(5)])
        self.run(str(log), "--limit", "2")
        assert Ticket.objects.count() == 2

    def test_a_negative_limit_is_refused(self, tmp_path):
        with pytest.raises(CommandError, match="negative"):
            self.run(str(tmp_path / "log.csv"), "--limit", "-1")

    def test_ctrl_c_stops_between_two_incidents(self, tmp_path, roles, monkeypatch):
        log = write_log(tmp_path / "log.csv", [row("New", "01:23", number=str(n)) for n in range(3)])
        original = Driver.drive

        def drive_and_interrupt(driver, incident, ticket=None):
            original(driver, incident, ticket)
            signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(Driver, "drive", drive_and_interrupt)
        with pytest.raises(SystemExit) as stopped:
            self.run(str(log))
        assert stopped.value.code == 130
        assert Ticket.objects.count() == 1
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_says_what_is_wrong_with_the_file(self, tmp_path):
        with pytest.raises(CommandError, match="No such file"):
            self.run(str(tmp_path / "none.csv"))

    def test_needs_a_workflow_that_takes_tickets(self, tmp_path, roles):
        log = write_log(tmp_path / "log.csv", [row("New", "01:23")])
        self.run(str(log))
        pause(SYSTEM, Workflow.objects.get(name="Incident"))
        with pytest.raises(CommandError, match="takes no tickets"):
            self.run(str(log))


class TestRealWork:
    def test_the_excerpt_is_applied_whole(self, roles, coordinator):
        self.check(EXCERPT, 60)

    @pytest.mark.slow
    @pytest.mark.postgresql
    def test_hundreds_of_incidents_are_applied_whole(self, roles, coordinator):
        self.check(WHOLE_LOG if WHOLE_LOG.exists() else EXCERPT, 500)

    def check(self, path, limit):
        report, _breaches = replay(path, limit=limit)
        rows = sum(len(incident) for incident in read(path).incidents[:limit])
        assert (report.rows, report.counts["tickets"]) == (rows, Ticket.objects.count())
        assert {refusal.reason for refusal in report.refusals} <= {
            "The ticket is resolved: nothing is open that could be passed on."
        }
        assert set(Ticket.objects.values_list("status", flat=True)) == {"Closed"}
        assert list(integrity.check()) == []
        before = ledger()
        again, _breaches = replay(path, limit=limit)
        assert (ledger(), again.counts.total()) == (before, 0)
