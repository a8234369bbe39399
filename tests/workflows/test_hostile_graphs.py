"""Graphs meant to do harm: refused whole, naming the place, through every door; nothing is stored."""

import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.workflows.drafting import details, draft, edge, node, sound_graph
from tts.core.models import AuditEvent
from workflows_app import drafts
from workflows_app.models import Workflow

pytestmark = pytest.mark.django_db

SCRIPT = "</script><script>alert(1)</script>"


def many(graph):
    graph["nodes"] = [{"temp_id": str(index), "name": "Step"} for index in range(10_000)]


def many_edges(graph):
    graph["edges"] = [edge("look", "mend", f"Way {index}") for index in range(10_000)]


def deep_condition(graph):
    condition = {"field": "priority", "op": "eq", "value": "High"}
    for _each in range(30):
        condition = {"not": condition}
    graph["edges"][0]["condition"] = condition


def deep_list(graph):
    graph["nodes"][0]["design"] = json.loads("[" * 200 + "]" * 200)


def dangling(graph):
    graph["edges"][0]["to_temp_id"] = "nowhere"


def foreign_id(graph):
    graph["nodes"][1]["id"] = 987_654


def twice(graph):
    graph["nodes"].append(deepcopy(graph["nodes"][0]))


def nul(graph):
    graph["nodes"][0]["name"] = "Lo\0ok"


def half_a_character(graph):
    graph["edges"][0]["description"] = "\ud800"


def no_number(graph):
    graph["nodes"][0]["weight"] = float("inf")


CASES = [
    (many, "graph.nodes"),
    (many_edges, "graph.edges"),
    (deep_condition, "graph.edges[0].condition"),
    (deep_list, "graph.nodes[0].design"),
    (dangling, "graph.edges[0].to_temp_id"),
    (foreign_id, "graph.nodes[1].id"),
    (twice, "graph.nodes[2].temp_id"),
    (nul, "graph.nodes[0].name"),
    (half_a_character, "graph.edges[0].description"),
    (no_number, "graph.nodes[0].weight"),
]
SCRIPTS = [
    (lambda graph: graph["nodes"][1].update(name=SCRIPT), "graph.nodes[1].name"),
    (lambda graph: graph["edges"][0].update(name="<SCRIPT src=x>"), "graph.edges[0].name"),
]


def imported(client, graph, workflow):
    """(status, places) of the page that imports a file."""
    file = json.dumps({"workflow": details("Other"), "graph": graph}).encode()
    answer = client.post(reverse("workflow_import"), {"file": SimpleUploadedFile("w.json", file)})
    return answer.status_code, answer.content.decode()


def created(client, graph, workflow):
    return sent(client.post, "/workflows/", {"workflow": details("Other"), "graph": graph})


def updated(client, graph, workflow):
    return sent(client.put, f"/workflows/{workflow.pk}/update-graph/", graph)


def sent(method, url, body):
    answer = method(url, json.dumps(body), content_type="application/json")
    return answer.status_code, "".join(f"<code>{place}</code>" for place in answer.json()["details"])


def everything():
    rows = Workflow.objects.order_by("pk").values()
    return list(rows), [drafts.load(each) for each in Workflow.objects.all()], AuditEvent.objects.count()


@pytest.mark.security(32)
@pytest.mark.parametrize(
    ("door", "spoil", "place"),
    [(door, *case) for door in (imported, created, updated) for case in CASES]
    + [(door, *case) for door in (imported, created) for case in SCRIPTS],
)
def test_a_hostile_graph_is_refused_with_its_place(door, spoil, place, client, coordinator, roles):
    workflow = draft(coordinator, roles)
    client.force_login(coordinator)
    graph = sound_graph(roles)
    spoil(graph)
    before = everything()
    status, places = door(client, graph, workflow)
    assert status == 400
    # What JSON itself cannot carry is found before the body is known to be a graph.
    own_place = place.removeprefix("graph.") if door is updated else place
    assert f"<code>{place}" in places or f"<code>{own_place}" in places
    assert everything() == before


@pytest.mark.parametrize("door", [imported, created])
def test_a_script_in_the_name_of_the_workflow_is_refused(door, client, coordinator, roles, monkeypatch):
    monkeypatch.setitem(globals(), "details", lambda _name: details_with_script())
    client.force_login(coordinator)
    status, places = door(client, sound_graph(roles), None)
    assert (status, "<code>name</code>" in places) == (400, True)
    assert not Workflow.objects.exists()


def details_with_script():
    return {"name": SCRIPT, "department": "IT", "category": "Repair"}


def test_names_of_roles_in_a_file_are_text(client, coordinator, roles):
    client.force_login(coordinator)
    graph = {"nodes": [node("look", roles["Agent"])], "edges": []}
    file = {"workflow": details("Other"), "graph": graph, "roles": {str(roles["Agent"].pk): ["Agent"]}}
    upload = SimpleUploadedFile("w.json", json.dumps(file).encode())
    answer = client.post(reverse("workflow_import"), {"file": upload})
    assert answer.status_code == 400
    assert f"<code>roles.{roles['Agent'].pk}</code>" in answer.content.decode()
    assert not Workflow.objects.exists()


@pytest.mark.parametrize("body", ["[]", '{"details": [1]}', '{"details": {"name": "\\u0000"}}', "{" * 5000])
def test_a_copy_of_nonsense_is_refused(body, client, coordinator):
    client.force_login(coordinator)
    answer = client.post(reverse("workflow_copy"), body, content_type="application/json")
    assert answer.status_code == 400
    assert not Workflow.objects.exists()
