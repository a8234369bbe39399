"""The graph of a definition: its JSON, its look-ups, and every rule it must keep."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.graphs import (
    ACCEPT,
    AGENT,
    CLOSE,
    EMPTY,
    FINISH,
    REJECT,
    REPAIR,
    RETIRED,
    ROLES,
    TRIAGE,
    adding,
    sound_graph,
    with_edge,
    with_step,
)
from workflows_app.graph import Edge, Graph, GraphError, Step, check, sla_problems

URGENT_ONLY = {"field": "priority", "op": "eq", "value": "Urgent"}
SOUND = sound_graph()

finite = st.floats(allow_nan=False, allow_infinity=False)
steps = st.builds(
    Step,
    id=st.integers(),
    name=st.text(),
    role_id=st.none() | st.integers(),
    escalation_role_id=st.none() | st.integers(),
    escalate_on_breach=st.booleans(),
    weight=finite | st.integers(),
    instruction=st.text(),
    description=st.text(),
    is_start=st.booleans(),
    is_end=st.booleans(),
    x=st.none() | finite,
    y=st.none() | st.integers(),
)
edges = st.builds(
    Edge,
    id=st.integers(),
    name=st.text(),
    from_id=st.integers(),
    to_id=st.integers(),
    description=st.text(),
    order=st.integers(),
    condition=st.none() | st.just(URGENT_ONLY) | st.just({}),
    automatic=st.booleans(),
)
graphs = st.builds(Graph, st.lists(steps).map(tuple), st.lists(edges).map(tuple))


@given(graph=graphs)
def test_json_keeps_a_graph_whole(graph):
    data = json.loads(json.dumps(graph.to_data()))
    assert Graph.from_data(data) == graph
    assert Graph.from_data(data).to_data() == data


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], ""),
        ({"nodes": []}, "nodes"),
        ({"steps": {}}, "steps"),
        ({"steps": [7]}, "steps[0]"),
        ({"steps": [{"id": 1, "name": "A"}]}, "steps[0].role_id"),
        ({"steps": [{"id": "1", "name": "A", "role_id": None}]}, "steps[0].id"),
        ({"steps": [{"id": True, "name": "A", "role_id": None}]}, "steps[0].id"),
        ({"steps": [{"id": 1, "name": "A", "role_id": None, "is_end": 1}]}, "steps[0].is_end"),
        ({"edges": [{"id": 1, "name": "A", "from_id": 1, "to_id": 2, "colour": "red"}]}, "edges[0].colour"),
        (
            {"edges": [{"id": 1, "name": "A", "from_id": 1, "to_id": 2, "condition": []}]},
            "edges[0].condition",
        ),
    ],
)
def test_data_that_is_no_graph_is_refused_naming_the_place(data, path):
    with pytest.raises(GraphError) as caught:
        Graph.from_data(data)
    assert caught.value.path == path


def test_steps_and_edges_are_found_by_id():
    assert SOUND.step(REPAIR).name == "Repair"
    assert SOUND.edge(FINISH).name == "Finish"
    assert SOUND.start.id == TRIAGE
    with pytest.raises(KeyError):
        SOUND.step(99)
    with pytest.raises(KeyError):
        SOUND.edge(99)
    assert Graph().start is None


def test_edges_leave_a_step_in_their_order_then_by_id():
    graph = adding(SOUND, Edge(7, "Ask", REPAIR, TRIAGE, order=1), Edge(99, "Park", REPAIR, TRIAGE, order=-1))
    assert [edge.id for edge in graph.edges_from(REPAIR)] == [99, FINISH, 7, REJECT]
    assert graph.edges_from(CLOSE) == []


def test_a_share_is_the_weight_over_the_sum_of_all():
    graph = with_step(SOUND, TRIAGE, weight=3)
    assert graph.share(TRIAGE) == pytest.approx(3 / 3.8)
    assert sum(graph.share(step.id) for step in graph.steps) == pytest.approx(1)


def test_a_sound_graph_has_no_problems():
    assert check(SOUND, ROLES) == []


def test_one_step_may_be_start_and_end():
    assert check(Graph((Step(1, "All of it", AGENT, is_start=True, is_end=True),)), ROLES) == []


ERRORS = [
    ("no_start", with_step(SOUND, TRIAGE, is_start=False), None, None, "start"),
    ("many_starts", with_step(SOUND, REPAIR, is_start=True), REPAIR, None, "Repair"),
    ("no_end", with_step(SOUND, CLOSE, is_end=False), None, None, "end"),
    ("unreachable", adding(SOUND, Step(9, "Island", AGENT), Edge(90, "Sail", 9, CLOSE)), 9, None, "Island"),
    ("no_way_to_end", adding(SOUND, Step(9, "Pit", AGENT), Edge(90, "Fall", REPAIR, 9)), 9, None, "Pit"),
    ("self_loop", adding(SOUND, Edge(90, "Again", REPAIR, REPAIR)), None, 90, "Again"),
    ("dangling_edge", adding(SOUND, Edge(90, "Away", REPAIR, 77)), None, 90, "Away"),
    ("dangling_edge", adding(SOUND, Edge(90, "From afar", 77, REPAIR)), None, 90, "From afar"),
    ("duplicate_edge_name", with_edge(SOUND, REJECT, name=" FINISH "), None, REJECT, "FINISH"),
    ("unnamed_edge", with_edge(SOUND, REJECT, name=" "), None, REJECT, "Repair"),
    ("unnamed_step", with_step(SOUND, REPAIR, name=""), REPAIR, None, "#2"),
    ("duplicate_step_id", adding(SOUND, Step(REPAIR, "Twin", AGENT)), REPAIR, None, "Twin"),
    ("duplicate_edge_id", adding(SOUND, Edge(REJECT, "Twin", REPAIR, CLOSE)), None, REJECT, "Twin"),
    ("no_role", with_step(SOUND, REPAIR, role_id=None), REPAIR, None, "Repair"),
    ("unknown_role", with_step(SOUND, REPAIR, role_id=99), REPAIR, None, "Repair"),
    ("inactive_role", with_step(SOUND, REPAIR, role_id=RETIRED), REPAIR, None, "Fax Operator"),
    ("unknown_escalation_role", with_step(SOUND, REPAIR, escalation_role_id=99), REPAIR, None, "Repair"),
    (
        "inactive_escalation_role",
        with_step(SOUND, REPAIR, escalation_role_id=RETIRED),
        REPAIR,
        None,
        "Repair",
    ),
    ("weight_not_positive", with_step(SOUND, REPAIR, weight=0), REPAIR, None, "Repair"),
    ("weight_not_positive", with_step(SOUND, REPAIR, weight=-0.5), REPAIR, None, "Repair"),
    ("weight_not_positive", with_step(SOUND, REPAIR, weight=float("nan")), REPAIR, None, "Repair"),
    ("weight_not_positive", with_step(SOUND, REPAIR, weight=10**400), REPAIR, None, "Repair"),
    ("end_with_outgoing", adding(SOUND, Edge(90, "Reopen", CLOSE, TRIAGE)), None, 90, "Close"),
    ("bad_condition", with_edge(SOUND, REJECT, condition={"field": "colour"}), None, REJECT, "Reject"),
    ("all_conditional", with_edge(SOUND, ACCEPT, condition=URGENT_ONLY), TRIAGE, None, "Triage"),
]


@pytest.mark.parametrize(("kind", "graph", "step_id", "edge_id", "named"), ERRORS)
def test_each_rule_is_an_error_that_names_its_place(kind, graph, step_id, edge_id, named):
    found = [problem for problem in check(graph, ROLES) if problem.level == "error"]
    assert [(problem.kind, problem.step_id, problem.edge_id) for problem in found] == [
        (kind, step_id, edge_id)
    ]
    assert named in found[0].message


@pytest.mark.parametrize(
    ("kind", "level", "graph"),
    [
        ("role_without_members", "warning", with_step(SOUND, REPAIR, role_id=EMPTY)),
        ("escalation_role_without_members", "warning", with_step(SOUND, REPAIR, escalation_role_id=EMPTY)),
        ("no_escalation_role", "warning", with_step(SOUND, TRIAGE, escalate_on_breach=True)),
        ("weight_sum", "hint", with_step(SOUND, REPAIR, weight=0.4)),
    ],
)
def test_what_does_not_forbid_deploying_is_a_warning_or_a_hint(kind, level, graph):
    assert [(problem.kind, problem.level) for problem in check(graph, ROLES)] == [(kind, level)]


def test_weights_that_sum_to_one_but_for_rounding_are_no_hint():
    graph = with_step(with_step(SOUND, TRIAGE, weight=0.1), REPAIR, weight=0.6000000001)
    assert check(graph, ROLES) == []


def test_a_condition_beside_an_edge_without_one_is_sound():
    assert check(with_edge(SOUND, REJECT, condition=URGENT_ONLY), ROLES) == []
    assert check(with_edge(SOUND, ACCEPT, condition={}), ROLES) == []


def test_a_bad_condition_says_where_it_is_bad():
    graph = with_edge(SOUND, REJECT, condition={"all": [URGENT_ONLY, {"field": "__class__", "op": "eq"}]})
    assert "all[1].field" in check(graph, ROLES)[0].message


def test_conditions_may_name_the_fields_given_and_no_others():
    graph = with_edge(SOUND, REJECT, condition={"field": "weather", "op": "eq", "value": "fine"})
    assert check(graph, ROLES, fields={"weather": "text"}) == []
    assert [problem.kind for problem in check(graph, ROLES)] == ["bad_condition"]


def chain(length: int) -> Graph:
    made = [Step(i, f"Step {i}", AGENT, weight=1 / length) for i in range(length)]
    made[0] = Step(0, "First", AGENT, weight=1 / length, is_start=True)
    made[-1] = Step(length - 1, "Last", AGENT, weight=1 / length, is_end=True)
    return Graph(tuple(made), tuple(Edge(i, "On", i, i + 1) for i in range(length - 1)))


def test_the_largest_graph_is_checked_and_a_larger_one_only_refused():
    assert check(chain(500), ROLES) == []
    assert [problem.kind for problem in check(chain(501), ROLES)] == ["too_large"]
    assert [problem.kind for problem in check(chain(10_000), ROLES)] == ["too_large"]
    many_edges = adding(SOUND, *(Edge(100 + i, f"Way {i}", TRIAGE, REPAIR) for i in range(1998)))
    assert [problem.kind for problem in check(many_edges, ROLES)] == ["too_large"]


@given(graph=graphs)
def test_any_graph_can_be_checked(graph):
    assert all(problem.message for problem in check(graph, ROLES))


def hours(*values: int | None) -> list[timedelta | None]:
    return [None if value is None else timedelta(hours=value) for value in values]


@pytest.mark.parametrize(
    "given_hours", [(72, 48, 24, 4), (72, None, None, 4), (None,) * 4, (5, None, None, None)]
)
def test_slas_in_order_have_no_problem(given_hours):
    assert sla_problems(*hours(*given_hours)) == []


@pytest.mark.parametrize(
    ("given_hours", "fields"),
    [
        ((72, 48, 24, 24), {"urgent_sla", "high_sla"}),
        ((72, 72, 24, 4), {"medium_sla", "low_sla"}),
        ((10, None, None, 12), {"urgent_sla", "low_sla"}),
        ((1, 2, 3, 4), {"urgent_sla", "high_sla", "medium_sla", "low_sla"}),
        ((72, 48, 24, 0), {"urgent_sla"}),
        ((-1, None, None, None), {"low_sla"}),
    ],
)
def test_slas_out_of_order_are_said_at_each_field(given_hours, fields):
    problems = sla_problems(*hours(*given_hours))
    assert {problem.field for problem in problems} == fields
    assert all(problem.message for problem in problems)
