"""What each tab of the reports costs with many tickets, beside the same with ten thousand; how many queries.

The goal is meant for a million (REPORTS_MANY=1000000); a hundred thousand shows what grows in less time.
"""

import os

from bench import many_tickets
from bench.bench_lists import FEW, asking, in_turn, queries
from bench.harness import Goal, Result
from reports_app.tabs.known import KNOWN
from tests.factories import make_role, make_user

MANY = int(os.environ.get("REPORTS_MANY", "100000"))
MOST_TIMES, MOST_QUERIES, ROUNDS = 3, 20, 3
ANALYST = "lot-analyst"


def benchmarks():
    """Each tab for an analyst, over the usual thirty days."""
    version = many_tickets.people_and_workflow()
    make_user(ANALYST, make_role("Lot analyst", kind="analyst"))
    few = many_tickets.Lot("bench_few_reports", FEW, version)
    many = many_tickets.Lot("bench_many_reports", MANY, version)
    for name in KNOWN:
        ask = asking(ANALYST, f"/reports/{name}/")
        ours, theirs = in_turn(ask, many, few, ROUNDS)
        yield Result(f"reports_{name}", ours, "ms", Goal("ratio", "<=", MOST_TIMES), theirs)
        yield Result(
            f"reports_{name}_queries", queries(ask, many), "queries", Goal("value", "<=", MOST_QUERIES)
        )
    few.drop(), many.drop()
