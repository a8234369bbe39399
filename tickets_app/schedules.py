"""What the job worker does by the clock. Schedules are made by code, never by hand.

One malformed schedule row stops every schedule of a cluster, so rows that nothing here names are
removed, and those that were changed are set right.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django_q.models import Schedule

PREFIX = "tts "


@dataclass(frozen=True)
class Job:
    """`function` of `module`, called every so many minutes."""

    function: str
    minutes: int
    module: str = "tickets_app.tasks"

    @property
    def name(self) -> str:
        return PREFIX + self.function

    @property
    def path(self) -> str:
        """The dotted name of what is called."""
        return f"{self.module}.{self.function}"


# Apps above this one add theirs when they are ready.
JOBS = [
    Job("heartbeat", 1),
    Job("scan_sla", settings.SLA_SCAN_MINUTES),
    Job("recount_unfinished", 1),
    Job("hand_out_waiting", 1),
    Job("send_waiting_mail", 1),
    Job("close_resolved", 5),
    Job("seal_ledger", 1),
    Job("measure_resolved", 1),
    Job("purge_idempotency_keys", 60),
    Job("purge_files", 60),
    Job("purge_inbox", 60),
]


@transaction.atomic
def ensure_schedules() -> list[str]:
    """Make the stored schedules those of JOBS. Answers the names of those that were made or set right."""
    Schedule.objects.filter(name__startswith=PREFIX).exclude(name__in=[job.name for job in JOBS]).delete()
    return [job.name for job in JOBS if _ensure(job)]


def _ensure(job) -> bool:
    wanted = {
        "func": job.path,
        "schedule_type": Schedule.MINUTES,
        "minutes": job.minutes,
        "args": None,
        "kwargs": None,
        "hook": None,
        "cluster": None,
    }
    rows = list(Schedule.objects.filter(name=job.name))
    # `repeats` counts down; below zero it never ends.
    if len(rows) == 1 and rows[0].repeats < 0 and _agrees(rows[0], wanted):
        return False
    Schedule.objects.filter(name=job.name).delete()
    Schedule.objects.create(name=job.name, repeats=-1, **wanted)
    return True


def _agrees(row, wanted) -> bool:
    return all(getattr(row, name) == value for name, value in wanted.items())
