"""Every operation of the REST API, called once in a story: its status and the exact shape of its answer.

On the way each POST is sent again with its Idempotency-Key, each edit also as one of something stale.
"""

import json
import re
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.api import Api
from tests.core import call_shapes as shapes
from tests.core.test_api_conventions import rest_views
from tests.factories import HOUR, edge_id, make_ticket
from tests.workflows.drafting import details, sound_graph
from tickets_app.models import DeadLetter, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMED = re.compile(r"\{(\w+)\}")
METHODS = ("get", "post", "put", "patch", "delete")
REPORTS = (
    "ticket-trends", "task-item-trends", "ticket-categories", "tickets/dashboard", "tickets/status",
    "tickets/priority", "tickets/age", "workflows/metrics", "workflows/departments", "workflows/steps",
    "tasks/status", "tasks/origin", "tasks/performance", "tasks/users", "tasks/transfers", "operational",
    "workload", "sla-risk", "anomalies", "service-health", "forecast/volume", "forecast/resolution",
    "forecast/category", "forecast/sla-risk", "forecast/workload", "forecast/comprehensive",
)  # fmt: skip


class Story:
    """Calls by people of the cast; `{name}` in a path is what `known` has of that name."""

    def __init__(self, people, known):
        self.apis = {name: Api(person) for name, person in people.items()}
        self.known, self.called, self.calls = known, set(), 0

    def call(self, who, said, body=None, *, status=200, shape=None, **keeps):
        """Call `said` ("GET /tickets/{ticket}/"). `keeps`: names of the answer to know by other names."""
        method, path = said.split(" ")
        place = NAMED.sub(lambda found: str(self.known[found.group(1)]), path)
        self.called.add((method.lower(), path.partition("?")[0]))
        self.calls += 1
        ask = partial(self._ask, self.apis[who].client, method.lower(), place, body)
        if method in ("PUT", "PATCH"):
            assert ask({"If-Match": '"not what it is"'}).status_code == 412, said
        answer = ask({"Idempotency-Key": f"call-{self.calls}"} if method == "POST" else {})
        text = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == status, (said, answer.status_code, text[:500])
        assert answer["X-Request-ID"]
        data = json.loads(text) if shape is not None else None
        assert shapes.differences(data, shape) == [], said
        if method == "POST" and status < 300 and not isinstance(body, Upload):
            self._is_done_once(ask, answer, said)
        if "ETag" in answer:
            assert ask({"If-None-Match": answer["ETag"]}).status_code == (304 if method == "GET" else 200)
        self.known |= {name: data[key] for name, key in keeps.items()}
        return data

    def _ask(self, client, method, place, body, headers, **more):
        kind = {} if isinstance(body, Upload) else {"content_type": "application/json"}
        given = [] if body is None else [{**body, **more}]
        return getattr(client, method)(place, *given, headers=headers, **kind)

    def _is_done_once(self, ask, answer, said):
        """Whether the same key brings the same answer, and refuses another body."""
        key = {"Idempotency-Key": f"call-{self.calls}"}
        again = ask(key)
        replayed = (again.status_code, again.content, again["Idempotency-Replayed"])
        assert replayed == (answer.status_code, answer.content, "true"), said
        assert ask(key, one_more="field").status_code == 422, said


class Upload(dict):
    """A body that is sent as a form with a file."""


@pytest.fixture
def story(version, roles, admin, agent, technician, coordinator, requester, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people = {
        "admin": admin, "agent": agent, "technician": technician, "coordinator": coordinator,
        "requester": requester,
    }  # fmt: skip
    known = {
        "edge": edge_id(version, "Send on"), "done": edge_id(version, "Done"),
        "agent": agent.pk, "technician": technician.pk, "agents": roles["Agent"].pk,
        "technicians": roles["Technician"].pk, "version_workflow": version.workflow_id,
    }  # fmt: skip
    return Story(people, known)


def send(story):
    body = {"subject": "Printer on fire", "department": "IT", "category": "Support", "priority": "High"}
    call = story.call
    call(
        "requester",
        "POST /tickets/",
        body,
        status=201,
        shape=shapes.BRIEF,
        ticket="id",
        number="ticket_number",
    )
    call("admin", "POST /send/", {**body, "id": "HD-7"}, status=201, shape=shapes.BRIEF, other="id")
    call("admin", "GET /tickets/", shape=shapes.page(shapes.LISTED))
    call("admin", "GET /tickets/{ticket}/", shape=shapes.TICKET, task="task_id")
    call("coordinator", "PUT /tickets/{ticket}/", {"priority": "Urgent"}, shape=shapes.TICKET)
    call("coordinator", "DELETE /tickets/{ticket}/", status=409, shape=shapes.REFUSAL)


def talk(story):
    call, comments = story.call, "/tickets/{ticket}/comments/"
    call("requester", f"POST {comments}", {"text": "It smokes.", "internal": False}, status=201,
         shape=shapes.COMMENT, comment="id")  # fmt: skip
    call("agent", f"GET {comments}", shape=shapes.page(shapes.COMMENT))
    call("agent", f"GET {comments}{{comment}}/", shape=shapes.COMMENT)
    call("requester", f"PATCH {comments}{{comment}}/", {"text": "It burns."}, shape=shapes.COMMENT)
    call("agent", f"POST {comments}{{comment}}/thumb/", {"value": 1}, shape=shapes.COMMENT)
    call("requester", f"DELETE {comments}{{comment}}/", shape=shapes.COMMENT)
    files, paper = "/tickets/{ticket}/attachments/", SimpleUploadedFile("note.txt", b"Serial number 4711")
    call("agent", f"POST {files}", Upload(file=paper), status=201, shape=shapes.FILE, file="id")
    call("agent", f"GET {files}", shape=shapes.page(shapes.FILE))
    call("agent", f"GET {files}{{file}}/", shape=shapes.FILE)
    call("agent", f"GET {files}{{file}}/content/")
    call("agent", f"DELETE {files}{{file}}/", status=204)


def relate(story):
    call, links = story.call, "/tickets/{ticket}/links/"
    body = {"ticket_number": "HD-7", "kind": "relates"}
    call("admin", f"POST {links}", body, status=201, shape=shapes.LINK, link="id")
    call("admin", f"GET {links}", shape=[shapes.LINK])
    call("admin", f"DELETE {links}{{link}}/", status=204)
    call("agent", "POST /tickets/{ticket}/watch/", {}, shape=shapes.keys("watching"))
    call("agent", "DELETE /tickets/{ticket}/watch/", shape=shapes.keys("watching"))
    call("agent", "GET /tickets/{ticket}/canned-replies/")


def look(story):
    call = story.call
    mine = call("agent", "GET /tasks/my-tasks/?ordering=assigned_on", shape=shapes.page(shapes.MINE))
    items = {row["task"]["task_id"]: row["task_item_id"] for row in mine["results"]}
    story.known["item"] = items[story.known["task"]]
    for who, path in (("admin", "all-tasks/"), ("coordinator", "owned-tickets/"), ("agent", "")):
        call(who, f"GET /tasks/{path}", shape=shapes.page(shapes.WORK))
    call("agent", "GET /tasks/{task}/", shape=shapes.TASK)
    call("agent", "GET /tasks/{task}/visualization/", shape=shapes.SEEN)
    call("agent", "GET /tasks/{task}/action-logs/", shape=shapes.page(shapes.LOGGED))
    call("agent", "GET /tasks/logs/?ticket_id={number}", shape=shapes.page(shapes.LOGGED))


def work(story):
    call = story.call
    call("agent", "POST /tasks/{task}/update-user-status/", {"status": "in progress"}, shape=shapes.ACTED)
    call("agent", "POST /tasks/{task}/hold/", {"reason": "Waits for a part."}, shape=shapes.ACTED)
    call("agent", "POST /tasks/{task}/resume/", {}, shape=shapes.ACTED)
    known = story.known
    body = {
        "task_item_id": known["item"],
        "new_user_id": known["technician"],
        "role_id": known["technicians"],
    }
    call("coordinator", "POST /tasks/transfer/", body, shape=shapes.ACTED_ON)
    body = {"new_user_id": known["agent"], "role_id": known["agents"]}
    given = call("coordinator", "POST /tasks/{task}/assign/", body, shape=shapes.ACTED_ON)
    body = {"task_item_id": given["task_item"]["task_item_id"], "reason": "Hot"}
    call("agent", "POST /tasks/escalate/", body, shape=shapes.ACTED_ON)
    move = "POST /transitions/{task}/transition/"
    call("coordinator", move, {"transition_id": known["edge"], "notes": "Out"}, shape=shapes.ACTED)
    call("technician", move, {"transition_id": known["done"]}, shape=shapes.ACTED)
    call("agent", move, {}, shape=shapes.ACTED)
    path = "/tickets/{ticket}/rating/"
    call("requester", f"GET {path}", status=404, shape=shapes.REFUSAL)
    call("requester", "POST /tasks/{task}/reopen/", {"reason": "Again"}, shape=shapes.ACTED)
    call("coordinator", "POST /tasks/{task}/cancel/", {"reason": "Enough"}, shape=shapes.ACTED)


def finish(story):
    call = story.call
    call("requester", "POST /tickets/", {"subject": "Again", "department": "IT", "category": "Support"},
         status=201, shape=shapes.BRIEF, second="id")  # fmt: skip
    call("requester", "POST /tickets/{second}/withdraw/", {"reason": "It works."}, shape=shapes.BRIEF)
    call("requester", "POST /tickets/", {"subject": "Odd", "department": "IT", "category": "Garden"},
         status=201, shape=shapes.BRIEF, stray="id")  # fmt: skip
    call("admin", "GET /tasks/all-tasks/?tab=unassigned", shape=shapes.page(shapes.STRAY_WORK))
    body = {"workflow_id": story.known["version_workflow"]}
    taken = call("admin", "POST /tickets/{stray}/assign-workflow/", body, shape=shapes.ACTED)
    story.known["stray_task"] = taken["task"]["task_id"]
    for edge in ("edge", "done", None):
        body = {"transition_id": story.known[edge]} if edge else {}
        call("admin", "POST /transitions/{stray_task}/transition/", body, shape=shapes.ACTED)
    path, verdict = "/tickets/{stray}/rating/", {"score": 5, "comment": "Quick"}
    call("requester", f"POST {path}", verdict, status=201, shape=shapes.RATING)
    call("requester", f"GET {path}", shape=shapes.RATING)


def draw(story, roles):
    call, one = story.call, "/workflows/{workflow}/"
    graph = sound_graph(roles)
    made = call("coordinator", "POST /workflows/", {"workflow": details(), "graph": graph}, status=201,
                shape=shapes.SAVED, workflow="workflow_id")  # fmt: skip
    assert set(made["temp_id_mapping"]) == {"look", "mend"}
    call("coordinator", "GET /workflows/", shape=shapes.page(shapes.MADE))
    call("coordinator", f"GET {one}", shape=shapes.MADE)
    call("coordinator", f"PUT {one}update-details/", {"description": "Laptops"}, shape=shapes.MADE)
    kept = call("coordinator", f"GET {one}graph/", shape=shapes.GRAPH)
    body = {name: kept[name] for name in ("nodes", "edges")}
    call("coordinator", f"PUT {one}update-graph/", body, shape=shapes.RESAVED)
    call("coordinator", f"GET {one}detail/", shape=shapes.MADE | shapes.keys("graph versions problems"))
    story.known |= {"look": kept["nodes"][0]["id"]}
    parts(story)
    for verb in ("deploy", "initialize", "pause", "resume"):
        call("coordinator", f"POST {one}{verb}/", {}, shape=shapes.MADE)
    call("coordinator", f"GET {one}versions/", shape=shapes.page(shapes.VERSION))
    call("coordinator", "POST /workflows/", {"workflow": details("Other", category="Other")}, status=201,
         shape=shapes.EMPTY, empty="workflow_id")  # fmt: skip
    call("coordinator", "DELETE /workflows/{empty}/", status=204)


def parts(story):
    call, own = story.call, {"workflow_id": story.known["workflow"]}
    body = {**own, "name": "Test", "role_id": story.known["agents"], "weight": 0.5}
    call("coordinator", "POST /steps/", body, status=201, shape=shapes.STEP_ROW, step="step_id")
    call("coordinator", "GET /steps/?workflow_id={workflow}", shape=shapes.page(shapes.STEP_ROW))
    call("coordinator", "GET /steps/{step}/", shape=shapes.STEP_ROW)
    call(
        "coordinator",
        "PUT /steps/{step}/",
        {"name": "Try", "role_id": body["role_id"]},
        shape=shapes.STEP_ROW,
    )
    call("coordinator", "PATCH /steps/{step}/", {"name": "Test"}, shape=shapes.STEP_ROW)
    body = {**own, "from_id": story.known["look"], "to_id": story.known["step"], "name": "Aside"}
    call("coordinator", "POST /transitions/", body, status=201, shape=shapes.EDGE_ROW, aside="transition_id")
    call("coordinator", "GET /transitions/?workflow_id={workflow}", shape=shapes.page(shapes.EDGE_ROW))
    call("coordinator", "GET /transitions/{aside}/", shape=shapes.EDGE_ROW)
    call("coordinator", "DELETE /transitions/{aside}/", status=204)
    call("coordinator", "DELETE /steps/{step}/", status=204)


def administer(story):
    call = story.call
    call("admin", "POST /roles/", {"name": "Night shift"}, status=201, shape=shapes.ROLE, role="role_id")
    call("admin", "GET /roles/", shape=shapes.page(shapes.ROLE))
    call("admin", "GET /roles/{role}/", shape=shapes.ROLE | shapes.keys("people"))
    found = call("admin", "GET /audit/events/", shape=shapes.page(shapes.EVENT))
    story.known["event"] = found["results"][0]["id"]
    call("admin", "GET /audit/events/{event}/", shape=shapes.EVENT)
    call("admin", "GET /audit/events/by-target/?target_type=ticket&target_id={ticket}",
         shape=shapes.page(shapes.EVENT))  # fmt: skip
    call("admin", "GET /audit/events/export/")
    letters, one = "/dead-letters/", "/dead-letters/{letter}/"
    call("admin", f"GET {letters}", shape=shapes.page(shapes.LETTER))
    whole = call("admin", f"GET {one}", shape=shapes.LETTER_WHOLE)
    payload = {"subject": "Mended", "department": "IT", "ticket_number": "DL-1"}
    call("admin", f"PUT {one}", {"payload": payload}, shape=shapes.LETTER_WHOLE)
    call("admin", f"POST {one}replay/", {}, shape=shapes.LETTER)
    call("admin", "POST /dead-letters/{second_letter}/discard/", {"reason": "Junk"}, shape=shapes.LETTER)
    assert whole["state"] == "waiting"
    call("admin", "GET /tasks/failed-notifications/", shape=shapes.page(shapes.MAIL))
    call("admin", "POST /tasks/failed-notifications/{notice}/retry/", {}, shape=shapes.MAIL)


def report(story):
    call = story.call
    for place in REPORTS:
        call("admin", f"GET /analytics/{place}/")
    call("admin", "GET /analytics/tickets/sla/", shape=shapes.SLA)
    tickets = shapes.page(shapes.ANY_WORK)
    for place in ("tickets/status", "tickets/priority", "tickets/age", "workflow/{version_workflow}"):
        call("admin", f"GET /analytics/drilldown/{place}/", shape=tickets)
    call("admin", "GET /analytics/drilldown/tickets/sla/", shape=shapes.page(None))
    for place in ("tasks/status", "tasks/origin", "user/{agent}"):
        call("admin", f"GET /analytics/drilldown/{place}/", shape=shapes.page(shapes.ITEM))
    call("admin", "GET /analytics/drilldown/transfers/", shape=shapes.page(shapes.ITEM))
    call("admin", "GET /schema/")


def troubles(story):
    """Two messages that could not be used, and a mail that failed."""
    for name in ("letter", "second_letter"):
        story.known[name] = DeadLetter.objects.create(
            message_id=name, queue="TICKET_TASKS_PRODUCTION", body=json.dumps([[{}], {}, {}]).encode(),
            received_at=timezone.now(), reason="No subject.", payload={},
        ).pk  # fmt: skip
    story.known["notice"] = Notification.objects.create(
        event_id=1, ticket_id=story.known["ticket"], address="ada@example.com", channel="email",
        kind="ticket_status", state="failed", error="refused", created_at=timezone.now(),
    ).pk  # fmt: skip


def test_every_operation_answers_with_its_shape(story, roles):
    make_ticket(at=timezone.now() - 5 * HOUR, priority="Urgent")  # breached by now
    send(story), talk(story), relate(story), look(story), work(story), finish(story)
    draw(story, roles), troubles(story), administer(story), report(story)
    there = {
        (method, "/" + re.sub(r"<int:\w+>", "{}", path))
        for path, view in rest_views()
        for method in METHODS
        if hasattr(view, method) and method in view.http_method_names and path != "docs/"
    }
    called = {(method, NAMED.sub("{}", path)) for method, path in story.called}
    assert called == there
