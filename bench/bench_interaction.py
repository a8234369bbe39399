"""What the server takes to open a ticket, act on it and list work, beside an empty page of the same stack."""

import itertools
import statistics
import time

from django.test import Client

from bench import scene
from bench.harness import Goal, Result
from tests.factories import make_ticket
from tickets_app.actions.change import open_item

ROUNDS = 31
EMPTY = "/search/"
HTMX = {"HX-Request": "true"}


def benchmarks():
    """Opening, holding and resuming by htmx, and one's own work, each in turn with the empty page."""
    scene.version()
    tickets = [make_ticket(subject=f"Interaction {number}") for number in range(25)]
    ticket = tickets[0]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(open_item(ticket.task).user)
    page = f"/ticket/{ticket.number}/"
    turns = {
        "open_ticket": lambda: client.get(page),
        "act": _acts(client, page),
        "my_work": lambda: client.get("/inbox/"),
    }
    for name, work in turns.items():
        ours, empty = _in_turn(work, lambda: client.get(EMPTY))
        yield Result(f"interaction_{name}", ours, "ms", Goal("ratio", "<=", 5), empty)


def _acts(client, page):
    """A function that holds the ticket, or resumes it after that; the ticket as it is then comes back."""
    verbs = itertools.cycle([("hold", {"reason": "waits for a part"}), ("resume", {})])

    def act():
        verb, given = next(verbs)
        return client.post(f"{page}{verb}/", given, headers=HTMX)

    return act


def _in_turn(work, empty) -> tuple[float, float]:
    """The medians in milliseconds of both, one call of each in turn; the first two warm up."""
    times = {work: [], empty: []}
    for ask in (work, empty) * (ROUNDS + 2):
        began = time.perf_counter()
        answer = ask()
        times[ask].append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.status_code
    return statistics.median(times[work][2:]), statistics.median(times[empty][2:])
