"""Thresholds of a workflow: what may be set, that a version keeps them, and what a scan makes of them."""

import json
from datetime import timedelta

import pytest

from tests.factories import by, edge_id, make_ticket
from tests.workflows.drafting import details, draft, live
from tickets_app import notices
from tickets_app.actions import hold, move
from tickets_app.actions.change import open_item
from tickets_app.integrity import check
from tickets_app.models import Notification, Task, ThresholdCrossing
from tickets_app.sla import scan
from tickets_app.sla.rules import kinds_of
from tts.core.errors import Invalid
from tts.core.models import AuditEvent
from workflows_app import actions, interchange, thresholds
from workflows_app.models import Workflow

HOUR = timedelta(hours=1)
EARLY = [
    {"percent": 25, "tell": ["owner"], "escalate": False},
    {"percent": 50, "tell": ["assignee"], "escalate": True},
    {"percent": 75, "tell": [], "escalate": False},
    {"percent": 100, "tell": ["assignee", "owner"], "escalate": False},
]


@pytest.fixture
def start(now):
    return now.replace(microsecond=0) - timedelta(days=40)


@pytest.fixture
def workflow(coordinator, roles, agent, technician, manager):
    """Look (Agent, escalates to Manager) -> Mend; Medium 48 h, so 24 h for each of the two."""
    workflow = draft(coordinator, roles, category="Support", sla_thresholds=EARLY)
    workflow.steps.filter(name="Look").update(escalation_role=roles["Manager"])
    actions.initialize(by(coordinator), workflow)
    return Workflow.objects.get()


def crossings(kind):
    rows = ThresholdCrossing.objects.filter(kind=kind).order_by("at")
    return list(rows.values_list("number", "share", "at"))


def told():
    rows = Notification.objects.filter(kind__startswith="sla", channel="in_app").order_by("pk")
    return [(notice.recipient.username, notices.sentence(notice)) for notice in rows]


class TestDetails:
    def test_without_any_given_they_are_the_usual_ones(self, coordinator, roles):
        workflow = draft(coordinator, roles)
        assert workflow.sla_thresholds == thresholds.default()
        assert thresholds.shares(workflow.sla_thresholds) == [0.8, 0.9, 1.0]

    def test_an_edit_changes_the_draft_and_is_recorded(self, workflow, coordinator):
        actions.update_details(by(coordinator), workflow, {"sla_thresholds": EARLY[-1:]})
        workflow.refresh_from_db()
        assert workflow.sla_thresholds == EARLY[-1:]
        assert workflow.has_changes
        assert workflow.active_version.sla_thresholds == EARLY
        event = AuditEvent.objects.filter(action="workflow.details_updated").last()
        assert event.before["sla_thresholds"] == EARLY
        version = actions.initialize(by(coordinator), workflow)
        assert version.thresholds == [1.0]
        actions.restore(by(coordinator), workflow, workflow.versions.get(number=1))
        assert Workflow.objects.get().sla_thresholds == EARLY

    @pytest.mark.parametrize(
        ("value", "field"),
        [
            ([], "sla_thresholds"),
            (EARLY[:-1], "sla_thresholds"),
            ([EARLY[1], EARLY[0], EARLY[3]], "sla_thresholds"),
            ([EARLY[3], EARLY[3]], "sla_thresholds"),
            ("80", "sla_thresholds"),
            (None, "sla_thresholds"),
            ([{"percent": n, "tell": []} for n in [*range(1, 11), 100]], "sla_thresholds"),
            ([{"percent": 0, "tell": []}, EARLY[3]], "sla_thresholds[0].percent"),
            ([{"percent": 101, "tell": []}], "sla_thresholds[0].percent"),
            ([{"percent": 80.5, "tell": []}, EARLY[3]], "sla_thresholds[0].percent"),
            ([{"percent": 100, "tell": ["boss"]}], "sla_thresholds[0].tell[0]"),
            ([{"percent": 100, "tell": "owner"}], "sla_thresholds[0].tell"),
            ([{"percent": 100}], "sla_thresholds[0].tell"),
            ([{"percent": 100, "tell": [], "escalate": 1}], "sla_thresholds[0].escalate"),
            ([{"percent": 100, "tell": [], "mail": True}], "sla_thresholds[0].mail"),
        ],
    )
    def test_what_is_wrong_is_named(self, value, field, workflow, coordinator):
        with pytest.raises(Invalid) as refusal:
            actions.update_details(by(coordinator), workflow, {"sla_thresholds": value})
        assert field in refusal.value.details, refusal.value.details
        with pytest.raises(Invalid):
            actions.create_workflow(by(coordinator), details("Other", sla_thresholds=value))
        assert Workflow.objects.get().sla_thresholds == EARLY

    def test_people_stand_in_one_order_and_once(self, workflow, coordinator):
        given = [{"percent": 100, "tell": ["escalation_role", "assignee", "assignee"]}]
        actions.update_details(by(coordinator), workflow, {"sla_thresholds": given})
        kept = [{"percent": 100, "tell": ["assignee", "escalation_role"], "escalate": False}]
        assert Workflow.objects.get().sla_thresholds == kept

    def test_a_file_carries_them(self, workflow, coordinator):
        text = json.dumps(
            interchange.exported(workflow.active_version, "Copy", workflow.active_version.graph)
        )
        assert interchange.imported(by(coordinator), text.encode()).sla_thresholds == EARLY

    def test_rest_shows_and_takes_them(self, client, workflow, coordinator, agent):
        path = f"/workflows/{workflow.pk}/update-details/"
        body = {"sla_thresholds": EARLY[1:]}
        client.force_login(agent)
        refused = client.put(path, body, "application/json", HTTP_ORIGIN="http://testserver")
        assert refused.status_code in (403, 404)
        client.force_login(coordinator)
        answer = client.put(path, body, "application/json", HTTP_ORIGIN="http://testserver")
        assert answer.status_code == 200, answer.content
        assert answer.json()["sla_thresholds"] == EARLY[1:]
        page = client.get(f"/designer/{workflow.pk}/").content.decode()
        assert "assignee; escalates" in page


class TestScan:
    def test_each_share_tells_whom_it_names_and_escalates_where_it_says_so(
        self, workflow, start, agent, coordinator, manager
    ):
        task = make_ticket(at=start).task
        move.begin(by(agent), task.pk, at=start + HOUR)
        assert scan.scan(start + 6 * HOUR).recorded == 1
        assert told() == [("coordinator", "25 % of the time for Look is used.")]
        assert scan.scan(start + 12 * HOUR) == scan.Scanned(recorded=2, escalated=1)
        item = open_item(task)
        assert (item.user, item.origin) == (manager, "Escalation")
        event = AuditEvent.objects.get(action="task.escalated")
        assert event.rule["rule"] == "escalate when a share of the step's time is used"
        assert "50 % of its time is used." in event.note
        # The share of 75 % is recorded, and told to nobody.
        before = len(told())
        scan.scan(start + 31 * HOUR)
        assert [share for number, share, _at in crossings("step") if number == 2] == [0.25, 0.5, 0.75]
        assert [name for name, _words in told()[before:]] == ["coordinator", "manager", "manager"]
        assert [str(finding) for finding in check()] == []

    def test_of_several_at_once_each_person_is_told_the_last_that_names_them(self, workflow, start, agent):
        make_ticket(at=start)
        scan.scan(start + 13 * HOUR)
        assert [entry for entry in told() if "Look" in entry[1]] == [
            ("coordinator", "25 % of the time for Look is used."),
            ("agent", "50 % of the time for Look is used."),
        ]

    def test_what_is_on_hold_is_escalated_when_it_is_resumed(self, workflow, start, agent, manager):
        task = make_ticket(at=start).task
        hold.hold(by(agent), task.pk, "parts", at=start + 12.5 * HOUR)
        assert scan.scan(start + 13 * HOUR).escalated == 0
        hold.resume(by(agent), task.pk, at=start + 14 * HOUR)
        assert scan.scan(start + 14 * HOUR).escalated == 1
        assert open_item(task).user == manager

    def test_a_step_without_an_escalation_role_stays_where_it_is(self, workflow, start, agent, technician):
        task = make_ticket(at=start).task
        Task.objects.update(tells=False)
        move.transition(by(agent), task.pk, edge_id(workflow.active_version, "Done"), at=start + HOUR)
        workflow.active_version.graph_data["steps"][1]["escalation_role_id"] = None
        scan.scan(start + 12 * HOUR)
        assert open_item(task).origin == "System"

    def test_running_tickets_keep_the_thresholds_they_started_with(self, workflow, coordinator, start):
        make_ticket(at=start)
        actions.update_details(by(coordinator), workflow, {"sla_thresholds": EARLY[-1:]})
        actions.initialize(by(coordinator), workflow)
        scan.scan(start + 24 * HOUR)
        assert [share for _n, share, _at in crossings("step") if _n == 1] == [0.25, 0.5, 0.75, 1.0]

    @pytest.mark.parametrize(
        ("shares", "kinds"),
        [
            ([1.0], ["sla_breach"]),
            ([0.5, 1.0], ["sla_warning", "sla_breach"]),
            ([0.8, 0.9, 1.0], ["sla_warning", "sla_at_risk", "sla_breach"]),
            ([0.2, 0.5, 0.8, 1.0], ["sla_warning", "sla_warning", "sla_at_risk", "sla_breach"]),
        ],
    )
    def test_the_last_share_before_the_breach_is_the_risk(self, shares, kinds):
        assert [kind.value for kind in kinds_of(shares)] == kinds


def test_nobody_else_reads_a_draft_s_thresholds(client, coordinator, roles, agent):
    workflow = live(coordinator, roles)
    actions.update_details(by(coordinator), workflow, {"sla_thresholds": EARLY})
    client.force_login(agent)
    page = client.get(f"/designer/{workflow.pk}/").content.decode()
    assert "assignee, owner, escalation role" in page
    assert "25 %" not in page


class TestFirstResponse:
    def test_has_the_part_of_the_target_that_the_workflow_says(self, coordinator, roles, agent, start):
        workflow = draft(coordinator, roles, category="Support", first_response_percent=50)
        actions.initialize(by(coordinator), workflow)
        make_ticket(at=start)
        scan.scan(start + 23 * HOUR)
        assert crossings("first_response") == [(0, 0.8, start + 19.2 * HOUR), (0, 0.9, start + 21.6 * HOUR)]
        assert [str(finding) for finding in check()] == []

    @pytest.mark.parametrize("wrong", [0, 101, 1.5, "20", None])
    def test_is_a_whole_percentage(self, coordinator, roles, wrong):
        with pytest.raises(Invalid) as refused:
            draft(coordinator, roles, first_response_percent=wrong)
        assert list(refused.value.details) == ["first_response_percent"]
