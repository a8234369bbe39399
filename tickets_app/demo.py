"""Everything for a demonstration: roles, people, workflows, tickets, and a piece of a real incident log."""

from collections.abc import Iterator
from pathlib import Path

from tickets_app.replay.run import replay
from tickets_app.seeding import seed_tickets
from tts.accounts.models import Role
from tts.accounts.seeds import SEED, demo_password, seed_roles, seed_users
from tts.core.audit import record
from tts.core.models import AuditEvent
from workflows_app.seeds import seed_workflows

EXCERPT = Path(__file__).resolve().parent / "data" / "incidents_excerpt.csv.gz"
TICKETS = 120
BEGUN, DONE = "demo.seeding", "demo.seeded"


def is_wanted() -> bool:
    """Whether a first start should seed: nothing is there yet, or an earlier seeding was interrupted."""
    if not Role.objects.exists():
        return True
    last = AuditEvent.objects.filter(action__in=(BEGUN, DONE)).order_by("pk").last()
    return last is not None and last.action == BEGUN


def seed_demo(force: bool = False) -> Iterator[str]:
    """Seed all, saying after each part what it did. Repeating changes nothing; `force` restores what
    exists and adds tickets anew."""
    first = is_wanted()
    if first:
        record(SEED, BEGUN, "installation", 0)
    yield f"Roles: {seed_roles(force)}"
    yield f"People: {seed_users(demo_password(), force)}"
    yield f"Workflows: {seed_workflows(force)}"
    yield f"Tickets: {seed_tickets(TICKETS, more=force)} made"
    report, _breaches = replay(EXCERPT)
    yield f"Incidents of a real log: {report.counts['tickets']} replayed"
    if first:
        record(SEED, DONE, "installation", 0)
