"""What may happen next: the choices at a step, and the automatic edges on entering one."""

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.graphs import (
    ACCEPT,
    CLOSE,
    FINISH,
    REJECT,
    REPAIR,
    TRIAGE,
    adding,
    sound_graph,
    with_edge,
)
from workflows_app.engine import allowed, can_complete, entry_chain
from workflows_app.graph import Edge, Graph, Step

SOUND = sound_graph()
URGENT = {"field": "priority", "op": "eq", "value": "Urgent"}
FIRST_TIME = {"field": "entries", "op": "lte", "value": 1}


def names(edges: list[Edge]) -> list[str]:
    return [edge.name for edge in edges]


def test_all_edges_without_condition_are_offered_in_order():
    assert names(allowed(SOUND, REPAIR, {}, {})) == ["Finish", "Reject"]
    assert names(allowed(with_edge(SOUND, FINISH, order=5), REPAIR, {}, {})) == ["Reject", "Finish"]


def test_an_edge_whose_condition_does_not_hold_is_not_offered():
    graph = with_edge(SOUND, REJECT, condition=URGENT)
    assert names(allowed(graph, REPAIR, {"priority": "Low"}, {})) == ["Finish"]
    assert names(allowed(graph, REPAIR, {"priority": "Urgent"}, {})) == ["Finish", "Reject"]


def test_an_automatic_edge_with_a_condition_is_never_offered():
    graph = with_edge(SOUND, REJECT, condition=URGENT, automatic=True)
    assert names(allowed(graph, REPAIR, {"priority": "Urgent"}, {})) == ["Finish"]


def test_an_automatic_edge_without_condition_can_be_chosen_when_the_chain_stopped_before_it():
    assert names(allowed(with_edge(SOUND, REJECT, automatic=True), REPAIR, {}, {})) == ["Finish", "Reject"]


def test_the_number_of_entries_of_this_step_limits_what_is_offered():
    graph = with_edge(SOUND, REJECT, condition=FIRST_TIME)
    assert names(allowed(graph, REPAIR, {}, {REPAIR: 1})) == ["Finish", "Reject"]
    assert names(allowed(graph, REPAIR, {}, {REPAIR: 2, TRIAGE: 1})) == ["Finish"]
    assert names(allowed(graph, REPAIR, {}, {str(REPAIR): 2})) == ["Finish"]


def test_an_end_offers_no_edge_and_can_be_completed():
    assert allowed(SOUND, CLOSE, {}, {}) == []
    assert can_complete(SOUND, CLOSE)
    assert not can_complete(SOUND, REPAIR)


def test_entering_a_step_without_automatic_edges_only_counts():
    chain = entry_chain(SOUND, TRIAGE, {}, {})
    assert (chain.final_step_id, chain.fired, chain.entries, chain.stopped) == (
        TRIAGE,
        [],
        {TRIAGE: 1},
        False,
    )


def test_counts_go_on_from_those_kept_as_json():
    kept = {str(TRIAGE): 2, str(REPAIR): 1}
    assert entry_chain(SOUND, TRIAGE, {}, kept).entries == {TRIAGE: 3, REPAIR: 1}
    assert kept == {"1": 2, "2": 1}


def test_an_automatic_edge_fires_with_what_it_saw():
    graph = with_edge(SOUND, ACCEPT, condition=URGENT, automatic=True)
    chain = entry_chain(graph, TRIAGE, {"priority": "Urgent"}, {})
    assert chain.final_step_id == REPAIR
    assert chain.entries == {TRIAGE: 1, REPAIR: 1}
    [fired] = chain.fired
    assert (fired.edge.id, fired.seen) == (ACCEPT, {"priority": "Urgent"})
    assert (fired.from_step.id, fired.to_step.id) == (TRIAGE, REPAIR)
    assert not chain.stopped


def test_an_automatic_edge_whose_condition_does_not_hold_stays():
    graph = with_edge(SOUND, ACCEPT, condition=URGENT, automatic=True)
    chain = entry_chain(graph, TRIAGE, {"priority": "Low"}, {})
    assert (chain.final_step_id, chain.fired) == (TRIAGE, [])


def test_the_first_in_order_fires():
    graph = with_edge(with_edge(SOUND, FINISH, automatic=True, order=2), REJECT, automatic=True, order=1)
    assert entry_chain(graph, REPAIR, {}, {}).fired[0].edge.id == REJECT


def test_a_chain_goes_on_through_several_steps():
    graph = with_edge(with_edge(SOUND, ACCEPT, automatic=True), FINISH, automatic=True)
    chain = entry_chain(graph, TRIAGE, {}, {})
    assert [fired.edge.id for fired in chain.fired] == [ACCEPT, FINISH]
    assert (chain.final_step_id, chain.stopped) == (CLOSE, False)


def test_a_circle_of_automatic_edges_is_stopped_when_one_would_fire_twice():
    graph = with_edge(with_edge(SOUND, ACCEPT, automatic=True), REJECT, automatic=True, order=-1)
    chain = entry_chain(graph, TRIAGE, {}, {})
    assert [fired.edge.id for fired in chain.fired] == [ACCEPT, REJECT]
    assert (chain.final_step_id, chain.stopped) == (TRIAGE, True)
    assert chain.entries == {TRIAGE: 2, REPAIR: 1}


def test_entries_counted_within_the_chain_decide_in_it():
    graph = adding(
        with_edge(SOUND, ACCEPT, automatic=True, condition=FIRST_TIME),
        Edge(20, "By hand", TRIAGE, REPAIR, order=9),
    )
    graph = with_edge(graph, REJECT, automatic=True, order=-1)
    chain = entry_chain(graph, TRIAGE, {}, {})
    assert [fired.seen for fired in chain.fired] == [{"entries": 1}, {}]
    assert (chain.final_step_id, chain.stopped) == (TRIAGE, False)


SIZE = 6
wild_edges = st.builds(
    lambda id, ends, order, condition, automatic: Edge(
        id, f"e{id}", *ends, order=order, condition=condition, automatic=automatic
    ),
    st.integers(0, 999),
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)),
    st.integers(0, 3),
    st.sampled_from((None, URGENT, FIRST_TIME)),
    st.booleans(),
)
wild_graphs = st.lists(wild_edges, max_size=20, unique_by=lambda edge: edge.id).map(
    lambda edges: Graph(tuple(Step(i, f"s{i}", 1) for i in range(SIZE)), tuple(edges))
)


@given(graph=wild_graphs, start=st.integers(0, SIZE - 1), priority=st.sampled_from(("Low", "Urgent")))
def test_any_chain_ends_fires_each_edge_once_and_counts_each_entry(graph, start, priority):
    chain = entry_chain(graph, start, {"priority": priority}, {start: 1})
    fired = [each.edge for each in chain.fired]
    assert len({edge.id for edge in fired}) == len(fired)
    assert all(edge.automatic for edge in fired)
    way = [start, *(edge.to_id for edge in fired)]
    assert [edge.from_id for edge in fired] == way[:-1]
    assert chain.final_step_id == way[-1]
    assert sum(chain.entries.values()) == 1 + len(way)
