"""Workflows from outside: graphs, conditions, details, calendars, durations."""

import io
import json
from types import SimpleNamespace

from hypothesis import strategies as st
from rest_framework.exceptions import APIException
from rest_framework.views import APIView

from tests.fuzz.making import anything, as_json, mutated, objects, pieced, text
from tests.fuzz.target import target
from tickets_app.ingest.forms import RepairForm
from tts.core import strict_json
from tts.core.business_calendar import BusinessCalendar, CalendarError
from tts.core.errors import Invalid
from workflows_app import calendar_form, durations, graph_input, interchange, layout
from workflows_app.conditions import ConditionError, evaluate, explain, parse
from workflows_app.details import DetailsSerializer
from workflows_app.editor.bodies import body_of
from workflows_app.graph import Graph, GraphError, RoleFacts, check

CONDITIONS = (
    {"field": "priority", "op": "in", "value": ["High", "Urgent"]},
    {"all": [{"field": "extra.cost", "op": "gte", "value": "12.50"}, {"not": {"field": "entries",
    "op": "lt", "value": 3}}]},
    {"any": [{"field": "department", "op": "contains", "value": "İT"}, {"field": "category", "op": "empty"}]},
)  # fmt: skip
FACTS = {
    "priority": "High", "department": "IT", "category": None, "entries": 2, "extra.cost": "13",
    "extra.requested_budget": 10.5,
}  # fmt: skip
NODE = {
    "temp_id": "a",
    "name": "Triage",
    "role_id": 1,
    "weight": 0.5,
    "is_start": True,
    "design": {"x": 1, "y": 2},
}
END = {"temp_id": "b", "name": "Close", "role_id": 2, "escalate_to": 1, "weight": 1, "is_end": True}
EDGE = {"from_temp_id": "a", "to_temp_id": "b", "name": "Done", "condition": CONDITIONS[0], "automatic": True}
GRAPH = {"nodes": [NODE, END], "edges": [EDGE, {"from_temp_id": "b", "to_temp_id": "a", "name": "Again"}]}
CHAIN = {
    "nodes": [{"temp_id": n, "name": f"Step {n}", "role_id": 1} for n in range(30)],
    "edges": [{"from_temp_id": n, "to_temp_id": (n * 7 + 1) % 30, "name": f"Way {n}"} for n in range(60)],
}
ROLES = {1: RoleFacts("Agent", True, True), 2: RoleFacts("Boss", False, False)}
DETAILS = {
    "name": "Repair", "department": "IT", "category": "Support", "low_sla": "72:00:00",
    "urgent_sla": "04:00:00",
    "sla_thresholds": [{"percent": 80, "tell": ["owner"]}, {"percent": 100, "tell": [], "escalate": True}],
    "calendar_id": None, "reopen_hours": 72, "end_logic": "asset",
}  # fmt: skip
FILE = {"workflow": DETAILS, "calendar": "Office", "roles": {"1": "Agent"}, "graph": GRAPH}


@target("condition", st.tuples(mutated(*CONDITIONS, FACTS), mutated(FACTS)), ConditionError)
def read_condition(case):
    data, facts = case
    evaluate(parse(data), facts)
    explain(data)


@target("graph", mutated(GRAPH, GRAPH, GRAPH, CHAIN), Invalid)
def read_graph(data):
    found = strict_json.problem(data)  # as the door before it does
    if found:
        return
    graph = graph_input.read(data, Graph(), ROLES).graph
    check(graph, ROLES)
    layout.build(graph, {1: "Agent"})
    Graph.from_data(json.loads(json.dumps(graph.to_data())))


STORED = {
    "steps": [
        {"id": 1, "name": "A", "role_id": 1, "is_start": True},
        {"id": 2, "name": "B", "role_id": None},
    ],
    "edges": [{"id": 1, "name": "E", "from_id": 1, "to_id": 2, "condition": CONDITIONS[0]}],
}


@target("graph of a version", mutated(STORED), GraphError)
def read_stored_graph(data):
    Graph.from_data(data)


@target("workflow file", as_json(mutated(FILE)).map(lambda made: made.encode()), Invalid)
def read_file(content):
    data = interchange._read(content)
    DetailsSerializer(data=data["workflow"]).is_valid()
    graph_input.read(data.get("graph") or {}, Graph(), ROLES)


@target("workflow details", st.one_of(mutated(DETAILS), objects))
def read_details(data):
    DetailsSerializer(data=data).is_valid()


CALENDAR = {
    "time_zone": "Europe/Berlin", "weekly": {"0": [["09:00", "17:00"]], "1": [["09:00", "12:00"], ["13:00",
    "24:00"]]},
    "country": "DE", "subdivision": "BY", "closed": ["2026-12-24"],
}  # fmt: skip


@target("calendar", st.one_of(mutated(CALENDAR), mutated(CALENDAR), anything), CalendarError)
def read_calendar(data):
    BusinessCalendar.from_data(data)


hours = pieced("09:00", "-", "17:00", ",", " ", "–", "24:00", "9:5", "٣", ";", most=8, longest=600)


@target("hours of a day, as typed", hours, CalendarError)
def read_hours(typed):
    BusinessCalendar.from_data({"weekly": {"0": list(calendar_form._spans(typed))}})


times = pieced("72", ":", "00", "59", "60", " ", "-", "٣", most=8)


@target("duration", st.one_of(times, st.from_regex(durations.SHAPE), text), ValueError)
def read_duration(words):
    durations.text(durations.parse(words))


bodies = as_json(st.one_of(mutated(GRAPH, DETAILS), anything)).map(
    lambda made: made.encode("utf-8", "surrogatepass")
)


@target("JSON body (REST)", st.one_of(bodies, bodies, st.binary()), APIException)
def read_body(content):
    json.dumps(APIView.parser_classes[0]().parse(io.BytesIO(content)), allow_nan=False).encode()


@target("JSON body (pages)", st.one_of(bodies, st.binary()), Invalid)
def read_page_body(content):
    body_of(SimpleNamespace(body=content))


@target("repair of a dead letter", as_json(mutated(FILE, DETAILS)))
def read_repair(typed):
    form = RepairForm({"payload": typed})
    if form.is_valid():
        strict_json.problem(form.cleaned_data["payload"])
