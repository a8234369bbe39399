"""What lists and searches cost with a million tickets, beside the same with ten thousand: the server's time
of whole requests, asked in turn."""

import statistics
import time
from itertools import pairwise

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import many_tickets
from bench.harness import Goal, Result
from bench.many_tickets import COMMON, EVERYWHERE, HUNDREDTH, RARE
from tickets_app import selectors
from tts.accounts.models import User

FEW, MANY = 10_000, 1_000_000
ROUNDS = 11
AGENT, COORDINATOR, FINANCE = "lot-agent-0", "lot-coordinator-0", "lot-finance"
# name: who, what they ask for, at most so many times the time of few tickets
PAGES = {
    "my_work": (AGENT, "/inbox/", 1.5),
    "all_work": (COORDINATOR, "/desk/", 1.5),
    "all_work_of_department": (FINANCE, "/desk/", 1.5),
    "all_work_by_breach": (COORDINATOR, "/desk/?sort=due", 1.5),
    "all_work_of_department_by_breach": (FINANCE, "/desk/?sort=due", 1.5),
    "all_work_by_priority": (COORDINATOR, "/desk/?sort=priority", 1.5),
    "unassigned": (COORDINATOR, "/desk/?tab=unassigned", 1.5),
    "owned": (COORDINATOR, "/owned/", 1.5),
    "archive": (AGENT, "/archive/", 1.5),
    "home_cards": (COORDINATOR, "/", 1.5),
    "search_rare": (COORDINATOR, f"/desk/?q={RARE}", 1.5),
    "search_common": (COORDINATOR, f"/desk/?q={COMMON}", 1.5),
    "search_everywhere": (COORDINATOR, f"/desk/?q={EVERYWHERE}", 1.5),
    "search_hundredth": (COORDINATOR, f"/desk/?q={HUNDREDTH}", 6),
    "search_rare_by_agent": (AGENT, f"/search/?q={RARE}", 1.5),
    "search_common_by_agent": (AGENT, f"/search/?q={COMMON}", 1.5),
    "search_hundredth_by_agent": (AGENT, f"/search/?q={HUNDREDTH}", 6),
}


def benchmarks():
    """Each page, the counts of tabs alone, and how many more queries a page takes with a million tickets."""
    version = many_tickets.people_and_workflow()
    began = time.perf_counter()
    few = many_tickets.Lot("bench_few_tickets", FEW, version)
    many = many_tickets.Lot("bench_many_tickets", MANY, version)
    print(f"(filled in {time.perf_counter() - began:.0f} s)", flush=True)
    for name, (who, address, most) in PAGES.items():
        ours, theirs = in_turn(asking(who, address), many, few)
        yield Result(f"lists_{name}", ours, "ms", Goal("ratio", "<=", most), theirs)
    ours, theirs = in_turn(_counting(), many, few)
    yield Result("lists_tab_counts", ours, "ms", Goal("ratio", "<=", 1.5), theirs)
    yield Result("lists_more_queries", _more_queries(many, few), "queries", Goal("value", "==", 0))
    few.drop(), many.drop()


def in_turn(work, many, few, rounds=ROUNDS) -> tuple[float, float]:
    """The medians in milliseconds of `work()` with many and with few tickets, one call of each in turn."""
    times = {many: [], few: []}
    for lot in (many, few) * (rounds + 2):
        with lot:
            began = time.perf_counter()
            work()
            times[lot].append(1000 * (time.perf_counter() - began))
    # The first two of each warm up caches.
    return statistics.median(times[many][2:]), statistics.median(times[few][2:])


def asking(who, address):
    """What asks for the page at `address` as the person called `who`."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=who))

    def ask():
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    return ask


def _counting():
    user = User.objects.get(username=COORDINATOR)

    return lambda: selectors.counts_in_tabs(selectors.all_work(user), selectors.TABS)


def _more_queries(many, few) -> int:
    """How many more queries a page takes with many than with few, at worst."""
    return max(
        more - less
        for ask in (asking(who, address) for who, address, _most in PAGES.values())
        for more, less in pairwise([queries(ask, many), queries(ask, few)])
    )


def queries(ask, lot) -> int:
    """How many queries `ask()` takes in a lot."""
    with lot, CaptureQueriesContext(connection) as captured:
        ask()
        return len(captured)
