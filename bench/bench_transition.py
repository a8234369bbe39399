"""What a transition costs: the step left, the next one entered and assigned, recorded and its mail queued."""

import itertools

from bench import scene
from bench.harness import Goal, Result, interleaved, per_second
from bench.yardstick import bare_inserts
from tests.factories import by, edge_id, make_ticket
from tickets_app.actions import move
from tickets_app.actions.change import open_item
from tickets_app.models import TaskItem

TICKETS = 200
REPETITIONS = 21


def benchmarks():
    """Transitions a second by one process beside the bare inserts; statements of one transition.

    The first move is the dearest: it also begins the task, and tells the system the ticket came from.
    """
    version = scene.version()
    first, later = edge_id(version, "Send on"), edge_id(version, "Done")
    yield rate("first", lambda: waiting_at_start(first))
    yield rate("later", lambda: waiting_at_repair(first, later))
    for name, prepare in (("first", waiting_at_start(first)), ("later", waiting_at_repair(first, later))):
        ready = next(prepare)
        count = len(scene.statements(lambda ready=ready: act(ready)))
        yield Result(f"transition_{name}_statements", count, "statements", Goal("value", "<=", 12))


def rate(name, prepare):
    """The rate of the transitions that `prepare()` yields."""
    with bare_inserts() as insert_ticket:
        ours, bare = interleaved(
            lambda: transitions(prepare), lambda: per_second(insert_ticket, TICKETS), REPETITIONS
        )
    return Result(f"transition_{name}", ours, "transitions/s", Goal("ratio", ">=", 1 / 6), bare)


def transitions(prepare):
    """Transitions a second over tickets that are made ready beforehand."""
    ready = iter(list(itertools.islice(prepare(), TICKETS)))
    return per_second(lambda: act(next(ready)), TICKETS)


def act(ready):
    """Take one transition: `ready` is (holder, task id, transition id)."""
    holder, task_id, transition_id = ready
    move.transition(by(holder), task_id, transition_id, notes="looked at it")


def waiting_at_start(transition_id):
    """Yield tickets from outside that nobody has begun, each with the transition to take."""
    while True:
        task = make_ticket(source_service="hdts").task
        yield open_item(task).user, task.pk, transition_id


def waiting_at_repair(first, transition_id):
    """Yield tickets that have made their first move."""
    for ready in waiting_at_start(first):
        act(ready)
        task_id = ready[1]
        yield TaskItem.objects.get(task=task_id, closed_at=None).user, task_id, transition_id
