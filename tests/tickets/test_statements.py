"""How many statements the busiest actions send, whatever the machine."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import by, edge_id, make_ticket
from tickets_app.actions import move
from tts.core.errors import Conflict
from workflows_app import versions

# Not inside a test's own transaction: BEGIN and COMMIT are then there to be counted.
pytestmark = pytest.mark.django_db(transaction=True)
AROUND = ("BEGIN", "BEGIN IMMEDIATE", "COMMIT")


def sent(act):
    """(statements besides BEGIN and COMMIT, commits, what `act` answered)."""
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    statements = [query["sql"] for query in captured.captured_queries]
    return len([s for s in statements if s not in AROUND]), statements.count("COMMIT"), answer


@pytest.mark.parametrize(
    ("facts", "most"), [({}, 9), ({"source_service": "hdts", "requester_email": "ann@example.com"}, 10)]
)
def test_a_ticket_is_received_in_one_transaction(version, agent, facts, most):
    statements, commits, ticket = sent(lambda: make_ticket(**facts))
    assert ticket.task.owner is not None
    assert statements <= most <= 10
    assert commits == 1


def test_the_dearest_ordinary_transition(version, agent, technician):
    """The first move of a ticket from outside: its task begins, its source is told, both are assigned."""
    task = make_ticket(source_service="hdts").task
    statements, commits, _task = sent(
        lambda: move.transition(by(agent), task.pk, edge_id(version, "Send on"), notes="broken fuser")
    )
    assert statements <= 12
    assert commits == 1


def test_later_transitions_and_the_end(version, agent, technician):
    task = make_ticket(source_service="hdts", employee_email="ann@example.com").task
    move.transition(by(agent), task.pk, edge_id(version, "Send on"))
    later, commits, _task = sent(lambda: move.transition(by(technician), task.pk, edge_id(version, "Done")))
    assert (later <= 10, commits) == (True, 1)
    end, commits, _task = sent(lambda: move.transition(by(agent), task.pk))
    assert (end <= 10, commits) == (True, 1)


def test_a_refused_transition_writes_nothing(version, agent, technician):
    task = make_ticket().task
    move.transition(by(agent), task.pk, edge_id(version, "Send on"))
    with CaptureQueriesContext(connection) as captured, pytest.raises(Conflict):
        move.transition(by(agent), task.pk, edge_id(version, "Send on"))
    verbs = {query["sql"].split()[0] for query in captured.captured_queries}
    assert verbs <= {"BEGIN", "SELECT", "ROLLBACK"}


def test_a_large_graph_costs_no_more(version, agent):
    """The graph of a version is not read by a statement of its own, whatever this process knows of it."""
    versions._graph.cache_clear()
    assert sent(make_ticket)[0] <= 9
    task = make_ticket().task
    versions._graph.cache_clear()
    assert sent(lambda: move.transition(by(agent), task.pk, edge_id(version, "Send on")))[0] <= 12
