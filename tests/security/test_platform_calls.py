"""The three calls of the platform, by plain HTTP to a web process, with a token made elsewhere (SPEC 9)."""

import base64
import hashlib
import hmac
import http.client
import json
import time

import jwt
import pytest

from tests.live_site import Web
from tickets_app.models import Ticket
from tts.accounts import actions as people
from tts.core.actor import SYSTEM
from workflows_app.models import Transition

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "shared with the identity provider, and 64 bytes long or longer"
BODY = {
    "subject": "Printer on fire", "description": "It burns.", "category": "Support", "subcategory": "",
    "department": "IT", "priority": "High", "asset_name": "LP-1",
    "employee": {"id": 71, "name": "Nina Bo", "email": "nina@example.com"},
}  # fmt: skip


def token(key=KEY, algorithm="HS256", **claims) -> str:
    """A JWT as another program makes it: nothing of this product or of its libraries is used."""
    said = {"user_id": 9, "username": "", "full_name": "", "exp": int(time.time()) + 60, **claims}
    parts = [_packed({"alg": algorithm, "typ": "JWT"}), _packed(said)]
    digest = hmac.new(key.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _coded(digest) if algorithm == "HS256" else ""])


def _packed(data) -> str:
    return _coded(json.dumps(data).encode())


def _coded(raw) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def call(version, agent):
    """Send a request to the web process: (status, answer)."""
    web = Web(DJANGO_JWT_SIGNING_KEY=KEY, RATE_LIMITS="off")
    web.start()

    def send(bearer, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        return found

    yield send
    web.kill()


@pytest.mark.security(4, 5, 38)
def test_a_ticket_is_sent_found_and_moved_on_and_a_bad_token_does_none_of_it(call, agent, manager):
    sender = token(user_id=70, email="desk@example.com", roles=["tts:Manager"])
    status, ticket = call(sender, "POST", "/tickets/", BODY)
    assert status == 201
    assert set(ticket) == {"id", "ticket_number", "ticket_id", "subject", "status", "priority", "created_at"}
    assert (ticket["subject"], ticket["status"], ticket["priority"]) == ("Printer on fire", "Open", "High")
    assert ticket["ticket_number"] == ticket["ticket_id"]

    # One that a library made, as the identity provider uses one.
    said = {"user_id": 72, "email": agent.email, "roles": [{"system": "tts", "role": "Agent"}]}
    ours = jwt.encode({**said, "exp": int(time.time()) + 600}, KEY, "HS256")
    status, found = call(ours, "GET", "/tasks/my-tasks/")
    assert (status, set(found)) == (200, {"count", "next", "previous", "results"})
    (row,) = found["results"]
    assert set(row) == {
        "task_item_id", "task", "role", "status", "origin", "assigned_on", "target_resolution",
    }  # fmt: skip
    task = row["task"]
    assert set(task) == {"task_id", "ticket", "workflow", "current_step"}
    assert task["ticket"] == {
        "ticket_number": ticket["ticket_number"], "subject": "Printer on fire", "priority": "High",
        "status": "Open",
    }  # fmt: skip
    assert (set(task["workflow"]), task["workflow"]["name"]) == ({"workflow_id", "name"}, "IT Support")
    assert set(task["current_step"]) == {"step_id", "name"}
    assert (row["role"], row["status"], row["origin"]) == ("Agent", "new", "System")

    edge = _edge_from(task["current_step"]["step_id"])
    path, body = (
        f"/transitions/{task['task_id']}/transition/",
        {"transition_id": edge, "notes": "Fuser replaced"},
    )
    gone = _inactive(manager)
    for bad in (
        token(KEY + "!", email=agent.email),
        token(email=agent.email, exp=int(time.time()) - 60),
        token(email=agent.email, algorithm="none"),
        token(user_id=73, email=gone.email),
        "no.token.at-all",
    ):
        for method, where, given in (
            ("POST", "/tickets/", BODY),
            ("GET", "/tasks/my-tasks/", None),
            ("POST", path, body),
        ):
            status, answer = call(bad, method, where, given)
            assert (status, set(answer)) == (401, {"error", "details"}), (bad, where)
    assert Ticket.objects.count() == 1

    status, moved = call(ours, "POST", path, body)
    assert (status, set(moved)) == (200, {"success", "task", "message"})
    assert moved["success"] is True
    assert set(moved["task"]) == {"task_id", "status", "current_step"}
    assert moved["task"]["status"] == "in progress"
    assert moved["task"]["current_step"]["name"] == "Repair"
    status, refusal = call(ours, "POST", path, body)
    assert (status, set(refusal)) == (409, {"error", "details"})

    status, refusal = call(ours, "POST", "/tickets/", {**BODY, "description": "x" * 50 * 1024 * 1024})
    assert (status, set(refusal)) == (413, {"error", "details"})
    assert Ticket.objects.count() == 1


def _edge_from(step_id) -> int:
    return Transition.objects.get(from_step=step_id).pk


def _inactive(person):
    people.set_active(SYSTEM, person, is_active=False)
    return person
