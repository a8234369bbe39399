"""A replay from beginning to end: read, plan, make the crew, drive."""

import gc
from collections.abc import Callable
from datetime import UTC, timedelta, tzinfo
from pathlib import Path

from tickets_app.replay import crew, plan, reader, report
from tickets_app.replay.driver import Driver, Incident
from tickets_app.replay.report import Report

Progress = Callable[[Report, int], bool]


def replay(
    path: Path | str, *, zone: tzinfo = UTC, limit: int | None = None, progress: Progress | None = None
) -> tuple[Report, int]:
    """Replay the log in `path`. Answers the report and how many of its tickets breached their target.

    `limit`: the first so many incidents only. `progress(report, total)` is called after each incident is
    committed; when it answers False the replay stops there, and the next one continues. Raises LogError for a
    file that is no log, Conflict where the workflow takes no tickets.
    """
    log = reader.read(path, zone)
    places = plan.Places(log.incidents)
    incidents = [
        Incident(rows[0].number, len(rows), plan.plan(rows, places)) for rows in log.incidents[:limit]
    ]
    done = Report()
    done.reject(log.rejected)
    if incidents:
        first = incidents[0].intentions[0].at - timedelta(minutes=1)
        hands = crew.ensure([incident.intentions for incident in incidents], first)
        _drive(Driver(hands, done), incidents, progress)
    return done, report.breaches([incident.number for incident in incidents])


def _drive(driver, incidents, progress):
    # The plans stay until the end; walking them in every garbage collection takes a fifth of the time.
    gc.freeze()
    try:
        for _incident in driver.drive_all(incidents):
            if progress is not None and not progress(driver.report, len(incidents)):
                break
    finally:
        gc.unfreeze()
