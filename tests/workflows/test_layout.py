"""The read-only map: nothing lies on anything else, whatever the graph."""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
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
    with_step,
)
from workflows_app.graph import Edge, Graph, Step
from workflows_app.layout import LABEL_SIZE, LINE_HEIGHT, build
from workflows_app.layout.text import clip, text_width, wrap

ROLE_NAMES = {1: "Agent", 2: "Manager"}
SOUND = sound_graph()


def corners(path: str) -> list[tuple[float, float]]:
    """The right-angled line of a path, its rounded corners made sharp again."""
    number = r"(-?[0-9.]+),(-?[0-9.]+)"
    start = re.match("M" + number, path)
    bends = re.findall("Q" + number, path)
    end = re.search(f"L{number}$", path)
    return [tuple(map(float, point)) for point in (start.groups(), *bends, end.groups())]


def segments(path: str) -> list[tuple[float, float, float, float]]:
    """(left, top, right, bottom) of each straight piece."""
    return [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(corners(path))]


def node_box(node) -> tuple[float, float, float, float]:
    return node.x, node.y, node.x + node.width, node.y + node.height


def label_box(edge) -> tuple[float, float, float, float]:
    half = edge.label_width / 2
    return edge.label_x - half, edge.label_y - LABEL_SIZE, edge.label_x + half, edge.label_y + 3


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def run_along(one, other) -> bool:
    """Whether two straight pieces lie on each other for more than a point."""
    for axis in (0, 1):
        is_same_line = one[axis] == one[axis + 2] == other[axis] == other[axis + 2]
        if is_same_line and min(one[3 - axis], other[3 - axis]) > max(one[1 - axis], other[1 - axis]):
            return True
    return False


SIZE = 7
words = st.text(st.sampled_from("abc WMil漢"), max_size=40)
some_edges = st.lists(
    st.tuples(st.integers(0, SIZE), st.integers(0, SIZE - 1), words, st.integers(0, 2)), max_size=14
).map(lambda rows: tuple(Edge(i, row[2], row[0], row[1], order=row[3]) for i, row in enumerate(rows)))
places = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 6)), min_size=SIZE, max_size=SIZE, unique=True)
some_graphs = st.builds(
    lambda edges, places, is_drawn, names: Graph(
        tuple(
            Step(
                i,
                name,
                1 + i % 2,
                is_start=i == 0,
                x=place[0] * 45 if is_drawn else None,
                y=place[1] * 35 if is_drawn else None,
            )
            for i, (place, name) in enumerate(zip(places, names, strict=True))
        ),
        edges,
    ),
    some_edges,
    places,
    st.booleans(),
    st.lists(words, min_size=SIZE, max_size=SIZE),
)


@settings(max_examples=300, deadline=None)
@given(graph=some_graphs)
def test_nothing_lies_on_anything_else(graph):
    view = build(graph, ROLE_NAMES)
    boxes = [node_box(node) for node in view.nodes]
    labels = [label_box(edge) for edge in view.edges if edge.label]
    pieces = {edge.id: segments(edge.path) for edge in view.edges}
    assert not any(overlap(*pair) for pair in combinations([*boxes, *labels], 2))
    for box in (*boxes, *labels, *(piece for each in pieces.values() for piece in each)):
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= view.width
        assert box[3] <= view.height
    for piece in (piece for each in pieces.values() for piece in each):
        assert piece[0] == piece[2] or piece[1] == piece[3]
        assert not any(overlap(piece, box) for box in (*boxes, *labels))
    for one, other in combinations(pieces.values(), 2):
        assert not any(run_along(a, b) for a in one for b in other)


@settings(max_examples=100, deadline=None)
@given(graph=some_graphs)
def test_every_edge_leaves_its_source_on_the_right_and_enters_its_target_on_the_left(graph):
    view = build(graph, ROLE_NAMES)
    node = {node.id: node for node in view.nodes}
    drawn = {edge.id for edge in view.edges}
    assert drawn == {edge.id for edge in graph.edges if edge.from_id < SIZE}
    for edge in view.edges:
        source, target = node[graph.edge(edge.id).from_id], node[graph.edge(edge.id).to_id]
        (start_x, start_y), *_, (end_x, end_y) = corners(edge.path)
        assert start_x == source.x + source.width
        assert source.y < start_y < source.y + source.height
        assert end_x == target.x
        assert target.y < end_y < target.y + target.height


def chain(*names: str) -> Graph:
    steps = tuple(Step(i, name, 1, is_start=i == 0) for i, name in enumerate(names))
    return Graph(steps, tuple(Edge(i, "On", i, i + 1) for i in range(len(names) - 1)))


def test_a_chain_is_one_straight_row_from_left_to_right():
    view = build(chain("A", "B", "C"), ROLE_NAMES)
    assert [node.x for node in view.nodes] == sorted({node.x for node in view.nodes})
    assert len({node.y for node in view.nodes}) == 1
    assert all(len(corners(edge.path)) == 2 for edge in view.edges)


def test_a_step_stands_right_of_all_that_lead_to_it():
    graph = adding(chain("A", "B", "C"), Edge(9, "Skip", 0, 2))
    a, b, c = build(graph, ROLE_NAMES).nodes
    assert a.x < b.x < c.x


def test_an_edge_that_goes_back_passes_below_both_its_steps():
    view = build(SOUND, ROLE_NAMES)
    back = {edge.id for edge in view.edges if edge.is_back}
    assert back == {REJECT}
    [reject] = [edge for edge in view.edges if edge.id == REJECT]
    lowest = max(y for _, y in corners(reject.path))
    assert all(lowest > node.y + node.height for node in view.nodes)


def test_steps_stand_as_the_designer_drew_them():
    drawn = {TRIAGE: (300, 200), REPAIR: (0, 0), CLOSE: (305, 0)}
    graph = SOUND
    for step_id, (x, y) in drawn.items():
        graph = with_step(graph, step_id, x=x, y=y)
    node = {node.id: node for node in build(graph, ROLE_NAMES).nodes}
    assert node[TRIAGE].x == node[CLOSE].x > node[REPAIR].x
    assert node[TRIAGE].y > node[REPAIR].y + node[REPAIR].height
    assert abs(node[REPAIR].text_x - node[CLOSE].text_x) >= node[CLOSE].width


@pytest.mark.parametrize("place", [{"x": None, "y": 5}, {"x": 0, "y": 0}, {"x": float("nan"), "y": 1}])
def test_places_that_are_missing_or_shared_are_not_used(place):
    graph = with_step(SOUND, TRIAGE, x=0, y=0)
    graph = with_step(graph, CLOSE, x=-900, y=900)
    graph = with_step(graph, REPAIR, **place)
    assert build(graph, ROLE_NAMES) == build(SOUND, ROLE_NAMES)


def test_where_the_ticket_is_and_was_is_marked():
    view = build(SOUND, ROLE_NAMES, current=REPAIR, visited={TRIAGE, REPAIR}, taken_edges={ACCEPT})
    assert [node.id for node in view.nodes if node.is_current] == [REPAIR]
    assert [node.id for node in view.nodes if node.is_visited] == [TRIAGE, REPAIR]
    assert [edge.id for edge in view.edges if edge.is_taken] == [ACCEPT]


def test_nodes_and_edges_say_what_they_are():
    graph = adding(SOUND, Edge(50, "Hurry", TRIAGE, CLOSE, condition={"not": {}}, automatic=True))
    view = build(graph, ROLE_NAMES)
    triage = view.nodes[0]
    assert (triage.name, triage.role, triage.is_start, triage.is_end) == ("Triage", "Agent", True, False)
    hurry = view.edges[-1]
    assert (hurry.from_name, hurry.to_name) == ("Triage", "Close")
    assert hurry.is_automatic
    assert hurry.is_conditional
    assert not any(
        edge.is_automatic or edge.is_conditional for edge in view.edges if edge.id in (ACCEPT, FINISH)
    )


def test_text_stays_within_its_box():
    graph = with_step(SOUND, REPAIR, name="Repair what can be repaired " * 9)
    node = build(graph, {1: "A role with a name that no box can hold " * 3}).nodes[1]
    assert len(node.lines) == 3
    assert node.lines[-1].endswith("…")
    assert node.role.endswith("…")
    assert node.y < node.text_y < node.text_y + LINE_HEIGHT * 2 < node.role_y < node.y + node.height


def test_a_map_of_nothing_is_empty():
    view = build(Graph(), ROLE_NAMES)
    assert (view.nodes, view.edges) == ((), ())


def test_the_largest_graph_is_drawn():
    graph = adding(
        chain(*(f"Step {i}" for i in range(500))), *(Edge(600 + i, "Back", 499 - i, i) for i in range(240))
    )
    view = build(graph, ROLE_NAMES)
    assert (len(view.nodes), len(view.edges)) == (500, 739)


@given(text=st.text(max_size=80), width=st.integers(30, 200))
def test_wrapped_and_clipped_text_fits(text, width):
    assert all(text_width(line, 14) <= width for line in wrap(text, width, 14, 3))
    assert text_width(clip(text, width, 14), 14) <= width


def test_text_that_fits_is_kept_whole():
    assert wrap("Verify the repair", 100, 14, 3) == ("Verify the", "repair")
    assert clip("Approve", 120, 12) == "Approve"
