"""Many hands on one ticket: one wins, the others are told what happened."""

from collections import Counter

import pytest

from tests.factories import by, edge_id, make_ticket
from tests.races.crowd import FORK, crowd
from tickets_app import integrity
from tickets_app.actions import move
from tickets_app.models import ItemHistory, TaskItem
from tts.core.errors import Conflict, Forbidden
from tts.core.models import AuditEvent, OutboxMessage

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
RACERS = 10


def race(index, rounds, lap, choices):
    """This racer's outcomes: in each round all racers act on one task at the same moment."""
    outcomes = Counter()
    for holder, task_id in rounds:
        lap.wait(60)
        try:
            move.transition(by(holder), task_id, choices[index % len(choices)])
            outcomes["won"] += 1
        except (Conflict, Forbidden) as refusal:
            outcomes[type(refusal).__name__] += 1
            outcomes["told"] += bool(refusal.message)
    return outcomes


def run(rounds, choices):
    lap = FORK.Barrier(RACERS)
    return sum(crowd(RACERS, race, rounds, lap, choices), Counter())


def test_a_transition_happens_exactly_once(version, agent):
    tasks = [make_ticket(source_service="hdts").task for _ in range(200)]
    outcomes = run([(agent, task.pk) for task in tasks], [edge_id(version, "Send on")])
    assert outcomes == {"won": 200, "Conflict": 1800, "told": 1800}
    assert AuditEvent.objects.filter(action="task.transitioned").count() == 200
    assert ItemHistory.objects.filter(status="resolved").count() == 200
    assert TaskItem.objects.filter(closed_at=None, step_name="Repair").count() == 200
    # Each ticket told its source twice: open, in progress.
    assert OutboxMessage.objects.count() == 400
    assert list(integrity.check()) == []


def test_of_different_ways_one_is_taken(version, agent, technician):
    rounds = []
    for _ in range(40):
        task = make_ticket().task
        move.transition(by(agent), task.pk, edge_id(version, "Send on"))
        move.transition(by(technician), task.pk, edge_id(version, "Done"))
        rounds.append((agent, task.pk))
    outcomes = run(rounds, [None, edge_id(version, "Rework")])
    # Whoever would complete what has gone back to another's step is told whose it is.
    assert (outcomes["won"], outcomes["Conflict"] + outcomes["Forbidden"]) == (40, 360)
    ends = AuditEvent.objects.filter(action="task.completed").count()
    reworked = AuditEvent.objects.filter(action="task.transitioned", after__transition__name="Rework").count()
    assert ends + reworked == 40
    assert list(integrity.check()) == []
