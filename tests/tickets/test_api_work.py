"""Lists of work over REST: who gets which, in what shape, narrowed how, and at what cost."""

import pytest

from tests.api import Api, refused, results
from tests.factories import by, edge_id, make_ticket, make_user
from tickets_app.actions import hold, move
from tts.accounts import actions as people

pytestmark = pytest.mark.django_db
MINE, ALL, OWNED, TASKS = "/tasks/my-tasks/", "/tasks/all-tasks/", "/tasks/owned-tickets/", "/tasks/"


class TestMyTasks:
    def test_have_their_shape(self, version, agent):
        ticket = make_ticket()
        item = ticket.task.items.get()
        (row,) = results(Api(agent).get(MINE))
        assert row.pop("assigned_on").endswith("Z")
        assert row.pop("target_resolution").endswith("Z")
        assert row == {
            "task_item_id": item.pk,
            "task": {
                "task_id": ticket.task.pk,
                "ticket": {
                    "ticket_number": ticket.number,
                    "subject": "Printer on fire",
                    "priority": "Medium",
                    "status": "Open",
                },
                "workflow": {"workflow_id": version.workflow_id, "name": "IT Support"},
                "current_step": {"step_id": ticket.task.step_id, "name": "Triage"},
            },
            "role": "Agent",
            "status": "new",
            "origin": "System",
        }

    def test_are_ones_own_only(self, version, agent, technician, coordinator, admin, requester, outsider):
        make_ticket(requester=requester)
        for user in (technician, coordinator, admin, requester, outsider):
            assert results(Api(user).get(MINE)) == []

    def test_are_what_is_open_unless_asked_for_otherwise(self, version, agent):
        task = make_ticket().task
        move.transition(by(agent), task.pk, edge_id(version, "Send on"))
        assert results(Api(agent).get(MINE)) == []
        (row,) = results(Api(agent).get(MINE, assignment_status="resolved"))
        assert (row["status"], row["task"]["current_step"]["name"]) == ("resolved", "Repair")

    def test_are_narrowed(self, version, agent):
        make_ticket()
        fitting = {"role": "agent", "assignment_status": "new", "task__workflow_id": version.workflow_id}
        for name, value in fitting.items():
            assert len(results(Api(agent).get(MINE, **{name: value}))) == 1
        for name, value in {
            "role": "manager",
            "assignment_status": "in progress",
            "task__workflow_id": version.workflow_id + 1,
        }.items():
            assert results(Api(agent).get(MINE, **{name: value})) == []

    @pytest.mark.security(37)
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("role", "nobody"),
            ("role", "9" * 30),
            ("assignment_status", "open"),
            ("task__workflow_id", "x"),
            ("task__workflow_id", "9" * 30),
            ("user", "1"),
        ],
    )
    def test_refuse_what_is_no_filter(self, agent, name, value):
        assert refused(Api(agent).get(MINE, **{name: value})) == (400, [name])


class TestAllTasks:
    def test_have_their_shape(self, version, agent, coordinator):
        ticket = make_ticket()
        task, item = ticket.task, ticket.task.items.get()
        (row,) = results(Api(coordinator).get(ALL))
        assert row.pop("created_at").endswith("Z")
        assert row.pop("target_resolution").endswith("Z")
        assert row["assignees"][0].pop("target_resolution").endswith("Z")
        repair = next(step for step in version.graph.steps if step.name == "Repair")
        assert row == {
            "task_id": task.pk,
            "ticket_id": ticket.pk,
            "ticket_number": ticket.number,
            "ticket_subject": "Printer on fire",
            "priority": "Medium",
            "status": "pending",
            "reason": "",
            "workflow": {"workflow_id": version.workflow_id, "name": "IT Support", "version": 1},
            "current_step": {"step_id": task.step_id, "name": "Triage"},
            "owner": {"user_id": coordinator.pk, "full_name": "Coordinator", "email": coordinator.email},
            "assignees": [
                {
                    "task_item_id": item.pk,
                    "user_id": agent.pk,
                    "full_name": "Agent",
                    "email": agent.email,
                    "role": "Agent",
                    "status": "new",
                    "origin": "System",
                }
            ],
            "transitions": [
                {
                    "transition_id": edge_id(version, "Send on"),
                    "name": "Send on",
                    "to_step": {"step_id": repair.id, "name": "Repair"},
                }
            ],
        }

    def test_without_a_task_say_why(self, version, coordinator):
        make_ticket(category="Garden")
        (row,) = results(Api(coordinator).get(ALL))
        assert (row["task_id"], row["workflow"], row["owner"], row["current_step"]) == (None,) * 4
        assert (row["status"], row["reason"]) == ("New", "No workflow takes tickets of IT / Garden.")
        assert (row["assignees"], row["transitions"]) == ([], [])

    def test_waiting_for_somebody_say_why(self, version, coordinator, technician, agent):
        people.set_active(by(None), technician, False)
        move.transition(by(agent), make_ticket().task.pk, edge_id(version, "Send on"))
        (row,) = results(Api(coordinator).get(ALL, tab="unassigned"))
        assert row["reason"] == "Nobody in the role Technician is available."
        (waiting,) = row["assignees"]
        assert (waiting["user_id"], waiting["full_name"], waiting["role"]) == (None, None, "Technician")

    def test_are_for_coordinators_and_admins(
        self, version, agent, technician, manager, analyst, requester, outsider, coordinator, admin
    ):
        make_ticket(requester=requester)
        for user in (agent, technician, manager, analyst, requester, outsider):
            assert refused(Api(user).get(ALL)) == (403, [])
        for user in (coordinator, admin):
            assert len(results(Api(user).get(ALL))) == 1

    def test_are_those_of_ones_departments(self, roles, version):
        make_ticket()
        finance = make_user("finance", roles["Ticket Coordinator"], departments=["Finance"])
        assert results(Api(finance).get(ALL)) == []

    @pytest.fixture
    def one_of_each(self, version, agent, technician, coordinator):
        """A ticket for each tab: one open, one on hold, one finished, one without a workflow."""
        made = {name: make_ticket(subject=name) for name in ("open", "held", "finished")}
        hold.hold(by(coordinator), made["held"].task.pk, "waiting")
        for edge in ("Send on", "Done"):
            move.transition(by(coordinator), made["finished"].task.pk, edge_id(version, edge))
        move.transition(by(coordinator), made["finished"].task.pk)
        return {**made, "unmatched": make_ticket(subject="unmatched", category="Garden")}

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({}, ["unmatched", "finished", "held", "open"]),
            ({"tab": ""}, ["unmatched", "finished", "held", "open"]),
            ({"tab": "active"}, ["held", "open"]),
            ({"tab": "inactive"}, ["finished"]),
            ({"tab": "unassigned"}, ["unmatched"]),
            ({"search": "HELD"}, ["held"]),
            ({"search": "held", "tab": "inactive"}, []),
            ({"role": "Agent"}, ["held", "open"]),
            ({"role": "technician"}, []),
        ],
    )
    def test_are_narrowed(self, one_of_each, coordinator, filters, found):
        rows = results(Api(coordinator).get(ALL, **filters))
        assert [row["ticket_subject"] for row in rows] == found

    def test_are_found_by_the_beginning_of_a_number(self, one_of_each, coordinator):
        number = one_of_each["held"].number
        (row,) = results(Api(coordinator).get(ALL, search=number.lower()))
        assert row["ticket_number"] == number
        assert len(results(Api(coordinator).get(ALL, search="TX2"))) == 4

    def test_of_finished_ones_are_empty_handed(self, one_of_each, coordinator):
        (row,) = results(Api(coordinator).get(ALL, tab="inactive"))
        assert (row["status"], row["current_step"]) == ("completed", None)
        assert (row["assignees"], row["transitions"]) == ([], [])

    @pytest.mark.security(37)
    @pytest.mark.parametrize(("name", "value"), [("tab", "open"), ("role", "x"), ("ordering", "password")])
    def test_refuse_what_is_no_filter(self, admin, name, value):
        assert refused(Api(admin).get(ALL, **{name: value})) == (400, [name])


class TestOwnedTickets:
    def test_are_those_one_owns(self, version, roles, admin, coordinator):
        second = make_user("second", roles["Ticket Coordinator"], departments=["Finance"])
        tickets = [make_ticket(), make_ticket()]
        for user in (coordinator, second):
            (row,) = results(Api(user).get(OWNED))
            assert row["owner"]["user_id"] == user.pk
            assert row["ticket_number"] in {ticket.number for ticket in tickets}
        assert results(Api(admin).get(OWNED)) == []

    def test_are_for_coordinators_and_admins(self, version, agent, analyst, requester, outsider):
        for user in (agent, analyst, requester, outsider):
            assert refused(Api(user).get(OWNED)) == (403, [])

    def test_are_narrowed(self, version, coordinator):
        make_ticket()
        assert len(results(Api(coordinator).get(OWNED, tab="active", search="fire"))) == 1
        assert results(Api(coordinator).get(OWNED, tab="inactive")) == []
        assert refused(Api(coordinator).get(OWNED, tab="mine")) == (400, ["tab"])


class TestTasks:
    def test_are_those_one_may_see(self, version, requester, agent, outsider, analyst):
        mine, other = make_ticket(requester=requester), make_ticket()
        make_ticket(category="Garden", requester=requester)
        assert [row["ticket_id"] for row in results(Api(requester).get(TASKS))] == [mine.pk]
        assert [row["ticket_id"] for row in results(Api(agent).get(TASKS))] == [other.pk, mine.pk]
        assert [row["ticket_id"] for row in results(Api(analyst).get(TASKS))] == [other.pk, mine.pk]
        assert results(Api(outsider).get(TASKS)) == []

    def test_are_found_by_number(self, version, agent):
        ticket, _other = make_ticket(), make_ticket()
        (row,) = results(Api(agent).get(TASKS, ticket_number=ticket.number))
        assert row["task_id"] == ticket.task.pk
        assert results(Api(agent).get(TASKS, ticket_number=ticket.number[:-1])) == []

    def test_tell_requesters_first_names_and_no_choices(self, version, requester, coordinator):
        make_ticket(requester=requester)
        answer = Api(requester).get(TASKS)
        (row,) = results(answer)
        assert row["owner"] == {"user_id": None, "full_name": "Coordinator", "email": None}
        assert row["transitions"] == []
        assert coordinator.email.encode() not in answer.content

    def test_one_shows_its_assignments(self, version, agent, technician):
        task = make_ticket().task
        move.transition(by(agent), task.pk, edge_id(version, "Send on"))
        body = Api(technician).get(f"/tasks/{task.pk}/").json()
        assert [(item["full_name"], item["step"]["name"]) for item in body["items"]] == [
            ("Agent", "Triage"),
            ("Technician", "Repair"),
        ]
        changes = body["items"][0]["history"]
        assert [change["status"] for change in changes] == ["new", "in progress", "resolved"]
        assert [change["actor_id"] for change in changes] == [None, agent.pk, agent.pk]

    def test_one_keeps_them_from_its_requester(self, version, requester):
        task = make_ticket(requester=requester).task
        body = Api(requester).get(f"/tasks/{task.pk}/").json()
        assert (body["items"], body["current_step"]["name"]) == ([], "Triage")

    def test_one_can_be_drawn(self, version, agent, technician):
        task = make_ticket().task
        move.transition(by(agent), task.pk, edge_id(version, "Send on"))
        body = Api(technician).get(f"/tasks/{task.pk}/visualization/").json()
        assert set(body) == {"task_id", "status", "workflow", "current_step", "nodes", "edges"}
        assert body["current_step"]["name"] == "Repair"
        assert [(node["name"], node["role"], node["state"], node["entries"]) for node in body["nodes"]] == [
            ("Triage", "Agent", "done", 1),
            ("Repair", "Technician", "current", 1),
            ("Verify", "Agent", "ahead", 0),
        ]
        taken = {edge["name"]: edge["taken"] for edge in body["edges"]}
        assert taken == {"Send on": 1, "Done": 0, "Rework": 0}
        ids = {node["step_id"] for node in body["nodes"]}
        assert {edge[end] for edge in body["edges"] for end in ("from_id", "to_id")} <= ids

    def test_a_drawing_for_its_requester_says_what_was_and_not_what_may_come(self, version, requester):
        task = make_ticket(requester=requester).task
        body = Api(requester).get(f"/tasks/{task.pk}/visualization/").json()
        assert [(node["name"], node["role"]) for node in body["nodes"]] == [("Triage", None)]
        assert body["edges"] == []

    @pytest.mark.security(10)
    @pytest.mark.parametrize("place", ["", "visualization/"])
    def test_a_foreign_one_is_like_a_missing_one(self, version, outsider, requester, place):
        task = make_ticket().task
        for user in (outsider, requester):
            foreign, missing = (Api(user).get(f"/tasks/{pk}/{place}") for pk in (task.pk, task.pk + 1))
            assert (foreign.status_code, foreign.content) == (404, missing.content)


@pytest.mark.parametrize("path", [MINE, ALL, OWNED, TASKS, "/tickets/"])
def test_a_list_costs_the_same_for_any_number(
    path, version, roles, coordinator, agent, django_assert_max_num_queries
):
    people.set_membership(by(None), coordinator, roles["Agent"])
    people.set_membership(by(None), agent, roles["Agent"], is_active=False)
    costs, api = [], Api(coordinator)
    for count in (10, 50):
        for _ in range(count):
            make_ticket()
        with django_assert_max_num_queries(15) as queries:
            assert len(results(api.get(path, page_size=100))) >= count
        costs.append(len(queries))
    assert costs[0] == costs[1]
