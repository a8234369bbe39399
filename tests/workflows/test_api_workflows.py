"""REST: workflows."""

import pytest
from rest_framework.test import APIClient

from tests.factories import by
from tests.workflows.drafting import details, draft, edge, live, node, sound_graph
from workflows_app import actions
from workflows_app.access import Right
from workflows_app.models import Workflow

pytestmark = pytest.mark.django_db


def client_of(user=None):
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


@pytest.fixture
def api(coordinator):
    """The coordinator's client."""
    return client_of(coordinator)


def post(api, path, body=None):
    return api.post(path, body or {}, format="json")


# ---------------------------------------------------------------------------- creating


def test_a_workflow_is_created_with_its_graph(api, roles):
    answer = post(api, "/workflows/", {"workflow": details(), "graph": sound_graph(roles)})
    assert answer.status_code == 201, answer.data
    body = answer.json()
    assert (body["status"], body["low_sla"], body["revision"]) == ("draft", "72:00:00", 1)
    assert body["workflow_id"] == Workflow.objects.get().pk
    ids = {item["name"]: item["id"] for item in body["graph"]["nodes"]}
    assert body["temp_id_mapping"] == {"look": ids["Look"], "mend": ids["Mend"]}
    (only,) = body["graph"]["edges"]
    assert (only["from_id"], only["to_id"], only["name"]) == (ids["Look"], ids["Mend"], "Done")


def test_temp_ids_may_be_numbers(api, roles):
    graph = {"nodes": [{"temp_id": 1, "name": "A", "role_id": roles["Agent"].pk}], "edges": []}
    body = post(api, "/workflows/", {"workflow": details(), "graph": graph}).json()
    assert body["temp_id_mapping"] == {"1": body["graph"]["nodes"][0]["id"]}


def test_graph_errors_are_listed_in_the_answer(api, roles):
    graph = {"nodes": [node("alone", roles["Agent"])], "edges": []}
    answer = post(api, "/workflows/", {"workflow": details(), "graph": graph})
    assert answer.status_code == 201
    problems = answer.json()["problems"]
    assert {"no_start", "no_end"} <= {problem["kind"] for problem in problems if problem["level"] == "error"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({}, "workflow"),
        ({"workflow": "x"}, "workflow"),
        ({"workflow": details(urgent_sla="99:00:00")}, "urgent_sla"),
        ({"workflow": details(name=7)}, "name"),
        ({"workflow": details(colour="red")}, "colour"),
        ({"workflow": details(), "graph": []}, "graph"),
        (
            {"workflow": details(), "graph": {"nodes": [{"name": "A", "role_id": "1"}]}},
            "graph.nodes[0].role_id",
        ),
        (
            {"workflow": details(), "graph": {"nodes": [{"name": "A", "role_id": 99}]}},
            "graph.nodes[0].role_id",
        ),
        ({"workflow": details(), "graph": {"edges": [edge("a", "b")]}}, "graph.edges[0].from_temp_id"),
        ({"workflow": details(), "grap": {}}, "grap"),
    ],
)
def test_bad_bodies_name_the_field_and_store_nothing(body, field, api):
    answer = api.post("/workflows/", body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["details"]
    assert not Workflow.objects.exists()


def test_only_json_is_taken(api):
    assert api.post("/workflows/", "<workflow/>", content_type="application/xml").status_code == 415
    answer = api.post("/workflows/", '{"workflow": ', content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.security(31)
@pytest.mark.parametrize("name", ["agent", "designer", "analyst", "outsider", "requester"])
def test_others_create_nothing(name, request, roles):
    answer = post(client_of(request.getfixturevalue(name)), "/workflows/", {"workflow": details()})
    assert answer.status_code == 403
    assert answer.json()["error"]
    assert not Workflow.objects.exists()


# ---------------------------------------------------------------------------- reading


def test_the_list_shows_what_may_be_opened(api, coordinator, agent, roles):
    draft(None, roles, "Secret")
    mine, public = draft(coordinator, roles, "Mine"), live(None, roles, "Public")
    names = [row["name"] for row in api.get("/workflows/").json()["results"]]
    assert names == [mine.name, public.name]
    body = client_of(agent).get("/workflows/").json()
    assert (body["count"], body["results"][0]["active_version"]) == (1, 1)


def test_the_list_is_narrowed(api, coordinator, roles):
    draft(coordinator, roles, "Laptop repair")
    live(coordinator, roles, "Phone repair", department="Telephony")

    def names(**filters):
        return [row["name"] for row in api.get("/workflows/", filters).json()["results"]]

    assert names(status="draft") == ["Laptop repair"]
    assert names(department="telephony") == ["Phone repair"]
    assert names(search="repair phone") == ["Phone repair"]
    assert names(search="nothing") == []
    assert len(names(search="", status="", department="", category="")) == 2
    assert api.get("/workflows/", {"status": "wrong"}).status_code == 400


def test_pages(api, coordinator, roles):
    for number in range(3):
        draft(coordinator, roles, f"Workflow {number}")
    body = api.get("/workflows/", {"page_size": 2}).json()
    assert (body["count"], len(body["results"])) == (3, 2)
    assert body["next"]


def test_the_number_of_queries_does_not_grow(api, coordinator, roles, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(12) as found:
            api.get("/workflows/", {"page_size": 100})
        return len(found)

    draft(coordinator, roles, "First")
    few = queries()
    for number in range(10):
        live(None, roles, f"Workflow {number}")
    assert queries() <= few + 1


PARTS = ["", "graph/", "detail/", "versions/"]


@pytest.mark.security(31)
@pytest.mark.parametrize("part", PARTS)
def test_who_reads_a_draft(part, coordinator, admin, agent, requester, roles):
    path = f"/workflows/{draft(coordinator, roles).pk}/{part}"
    answers = [client_of(user).get(path).status_code for user in (coordinator, admin, agent, requester, None)]
    assert answers == [200, 200, 403, 403, 401]


@pytest.mark.parametrize("part", PARTS)
def test_who_reads_a_published_workflow(part, coordinator, analyst, requester, roles):
    path = f"/workflows/{live(coordinator, roles).pk}/{part}"
    assert [client_of(user).get(path).status_code for user in (analyst, requester)] == [200, 403]


@pytest.mark.parametrize("part", PARTS)
def test_a_workflow_that_is_not_there(part, api):
    assert api.get(f"/workflows/999/{part}").status_code == 404


def test_readers_see_the_published_version_and_designers_the_draft(api, coordinator, agent, roles):
    workflow = live(coordinator, roles)
    actions.update_details(by(coordinator), workflow, {"name": "Next name", "low_sla": None})
    actions.save_graph(by(coordinator), workflow, {"nodes": [], "edges": []})
    reader = client_of(agent)
    published = reader.get(f"/workflows/{workflow.pk}/").json()
    assert (published["name"], published["low_sla"]) == ("Laptop repair", "72:00:00")
    assert reader.get("/workflows/").json()["results"][0]["name"] == "Laptop repair"
    graph = reader.get(f"/workflows/{workflow.pk}/graph/").json()
    assert (len(graph["nodes"]), graph["version"]) == (2, 1)
    assert len(reader.get(f"/workflows/{workflow.pk}/detail/").json()["graph"]["nodes"]) == 2
    assert api.get(f"/workflows/{workflow.pk}/").json()["name"] == "Next name"
    graph = api.get(f"/workflows/{workflow.pk}/graph/").json()
    assert (graph["nodes"], graph["version"]) == ([], None)


def test_versions(api, coordinator, roles):
    workflow = live(coordinator, roles)
    actions.update_details(by(coordinator), workflow, {"low_sla": None})
    actions.initialize(by(coordinator), workflow, note="No low SLA")
    first, second = reversed(api.get(f"/workflows/{workflow.pk}/versions/").json()["results"])
    assert (first["number"], first["is_active"], first["low_sla"]) == (1, False, "72:00:00")
    assert (second["number"], second["is_active"], second["low_sla"]) == (2, True, None)
    assert (second["note"], second["published_by"]) == ("No low SLA", coordinator.full_name)


# ---------------------------------------------------------------------------- changing


def test_the_way_of_a_workflow(api, coordinator, roles):
    path = f"/workflows/{draft(coordinator, roles).pk}/"
    for verb, status in (
        ("deploy", "deployed"),
        ("initialize", "initialized"),
        ("pause", "paused"),
        ("resume", "initialized"),
    ):
        answer = post(api, f"{path}{verb}/")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert api.get(path).json()["active_version"] == 1


def test_publishing_an_unsound_graph_names_every_culprit(api, coordinator, roles):
    graph = sound_graph(roles)
    graph["nodes"][1]["is_end"] = False
    graph["edges"].append(edge("look", "look", "Again"))
    path = f"/workflows/{draft(coordinator, roles, graph=graph).pk}/"
    for verb in ("deploy", "initialize"):
        answer = post(api, f"{path}{verb}/")
        assert answer.status_code == 400
        assert {"graph", "graph.edges[1]"} == set(answer.json()["details"])


def test_what_does_not_fit_the_status_is_a_conflict(api, coordinator, roles):
    path = f"/workflows/{draft(coordinator, roles).pk}/"
    for verb in ("pause", "resume"):
        assert post(api, f"{path}{verb}/").status_code == 409


def test_details_are_updated(api, coordinator, roles):
    path = f"/workflows/{draft(coordinator, roles).pk}/update-details/"
    answer = api.put(path, {"description": "New", "low_sla": None, "revision": 1}, format="json")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["description"], body["low_sla"], body["revision"]) == ("New", None, 2)
    assert body["medium_sla"] == "48:00:00"


def test_what_the_graph_answers_can_be_sent_back(api, coordinator, roles):
    workflow = draft(coordinator, roles)
    path = f"/workflows/{workflow.pk}/"
    graph = api.get(f"{path}graph/").json()
    body = {"nodes": graph["nodes"], "edges": graph["edges"], "revision": graph["revision"]}
    assert api.put(f"{path}update-graph/", body, format="json").json()["revision"] == 1
    body["nodes"] = [*graph["nodes"], {"temp_id": "new", "name": "New", "role_id": roles["Agent"].pk}]
    answer = api.put(f"{path}update-graph/", body, format="json").json()
    assert answer["revision"] == 2
    assert [item["id"] for item in answer["graph"]["nodes"]] == [
        *(item["id"] for item in graph["nodes"]),
        answer["temp_id_mapping"]["new"],
    ]


@pytest.mark.security(35)
@pytest.mark.parametrize(
    ("path", "body"), [("update-details", {"name": "B"}), ("update-graph", {"nodes": [], "edges": []})]
)
def test_a_stale_revision_is_a_conflict_that_says_who(path, body, api, coordinator, admin, roles):
    workflow = draft(coordinator, roles)
    actions.update_details(by(admin), workflow, {"description": "Changed"})
    answer = api.put(f"/workflows/{workflow.pk}/{path}/", {**body, "revision": 1}, format="json")
    assert answer.status_code == 409
    assert admin.full_name in answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("update-details", {"revision": "1"}, "revision"),
        ("update-details", [], "body"),
        ("update-details", {"low_sla": "1"}, "low_sla"),
        ("update-graph", {}, "nodes"),
        ("update-graph", {"nodes": []}, "edges"),
        ("update-graph", {"nodes": {}, "edges": []}, "nodes"),
        ("update-graph", {"nodes": [1], "edges": []}, "graph.nodes[0]"),
    ],
)
def test_bad_updates_name_the_field(path, body, field, api, coordinator, roles):
    workflow = draft(coordinator, roles)
    answer = api.put(f"/workflows/{workflow.pk}/{path}/", body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["details"]
    assert workflow.steps.count() == 2


@pytest.mark.security(31)
def test_who_only_views_changes_nothing(coordinator, designer, roles):
    workflow = draft(coordinator, roles)
    actions.share(by(coordinator), workflow, designer, Right.VIEW)
    api, path = client_of(designer), f"/workflows/{workflow.pk}/"
    assert api.get(f"{path}graph/").status_code == 200
    assert api.put(f"{path}update-details/", {"name": "B"}, format="json").status_code == 403
    assert api.put(f"{path}update-graph/", {"nodes": [], "edges": []}, format="json").status_code == 403
    assert [post(api, f"{path}{verb}/").status_code for verb in ("deploy", "initialize")] == [403, 403]
    assert api.delete(path).status_code == 403


def test_drafts_are_deleted_and_nothing_else(api, coordinator, roles):
    assert api.delete(f"/workflows/{draft(coordinator, roles, 'Draft').pk}/").status_code == 204
    assert api.delete(f"/workflows/{live(coordinator, roles, 'Live').pk}/").status_code == 409
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Live"]


def test_a_method_that_is_not_there(api, coordinator, roles):
    assert api.patch(f"/workflows/{draft(coordinator, roles).pk}/", {}, format="json").status_code == 405
