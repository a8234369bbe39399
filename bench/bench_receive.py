"""What it costs to receive one ticket: matched, owned, assigned, recorded and its mail queued."""

from bench import scene
from bench.harness import Goal, Result, interleaved, per_second
from bench.yardstick import bare_inserts
from tests.factories import make_ticket

TICKETS = 200
# A commit takes as long as the disk likes: many repetitions tell more than long ones.
REPETITIONS = 21
DESCRIPTION = "It worked yesterday. " * 10


def benchmarks():
    """Tickets a second by one process beside the bare inserts; statements of one ticket."""
    scene.version()
    for name, more in (("own", {}), ("outside", {"source_service": "hdts", "location": "2nd floor"})):
        yield rate(name, more)
        count = len(scene.statements(lambda more=more: receive(more)))
        yield Result(f"receive_{name}_statements", count, "statements", Goal("value", "<=", 10))


def rate(name, more):
    """The rate of receiving tickets with `more` facts."""
    with bare_inserts() as insert_ticket:
        ours, bare = interleaved(
            lambda: per_second(lambda: receive(more), TICKETS),
            lambda: per_second(insert_ticket, TICKETS),
            REPETITIONS,
        )
    return Result(f"receive_{name}", ours, "tickets/s", Goal("ratio", ">=", 1 / 5), bare)


def receive(more):
    """Receive one ticket."""
    return make_ticket(description=DESCRIPTION, requester_email="ann@example.com", **more)
