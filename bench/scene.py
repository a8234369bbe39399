"""People and a workflow for benchmarks to work with, made once in the empty database."""

from functools import cache

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_role, make_user, publish

STEPS = (("Triage", "Agent", 0.2), ("Repair", "Technician", 0.5), ("Verify", "Agent", 0.3))
EDGES = (("Send on", "Triage", "Repair"), ("Done", "Repair", "Verify"), ("Rework", "Verify", "Repair"))
MEMBERS = 5
AROUND = ("BEGIN", "COMMIT")


@cache
def version():
    """A live workflow of three steps for IT / Support, each role with five members."""
    kinds = {"Ticket Coordinator": "coordinator", "Agent": "step", "Technician": "step"}
    roles = {name: make_role(name, kind=kind) for name, kind in kinds.items()}
    for name, role in roles.items():
        for number in range(MEMBERS):
            make_user(f"{name.lower().replace(' ', '-')}-{number}", role)
    return publish("Bench", STEPS, EDGES, roles)


@cache
def admin():
    """Somebody who may see every ticket."""
    return make_user("admin-0", make_role("Admin", kind="admin"))


def statements(work) -> list[str]:
    """The SQL statements that `work()` sends, without the BEGIN and COMMIT around them."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured.captured_queries if query["sql"] not in AROUND]
