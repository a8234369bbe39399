"""Scanners of SLA clocks that are killed at random, until nothing is due any more."""

import random
import time

from django.db import connection, connections

from tests.races.crowd import FORK
from tickets_app.models import ThresholdCrossing
from tickets_app.sla import due, scan


def cross_three_each(count: int, at) -> None:
    """Let the first step's clock of the `count` oldest tasks cross three thresholds before `at`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE tickets_app_task SET sla_check = %(first)s, sla_plan =
                %(micros)s || ' step 1 0.8 60.0' || chr(10) || %(micros)s + 60000000 || ' step 1 0.9 60.0'
                || chr(10) || %(micros)s + 120000000 || ' step 1 1.0 60.0'
            WHERE id IN (SELECT id FROM tickets_app_task ORDER BY id LIMIT %(count)s)
            """,
            {"first": at, "micros": int(at.timestamp() * 1_000_000), "count": count},
        )


def scan_among_killings(at, scanners: int, batch: int, pause: float, seed: int = 1) -> int:
    """Run `scanners` processes that scan as of `at`; kill -9 one after about `pause` seconds, and start
    another in its place, until nothing is due. Answers how many were killed."""
    chance = random.Random(seed)
    connections.close_all()
    running = [_start(at, batch) for _ in range(scanners)]
    killed = 0
    while _is_due(at):
        time.sleep(chance.uniform(0, 2 * pause))
        place = chance.randrange(scanners)
        killed += running[place].is_alive()
        running[place].kill()
        running[place].join()
        running[place] = _start(at, batch)
    for process in running:
        process.join(60)
        assert process.exitcode == 0, "a scanner failed"
    return killed


def _start(at, batch):
    connections.close_all()
    process = FORK.Process(target=_scan, args=(at, batch), daemon=True)
    process.start()
    return process


def _scan(at, batch):
    scan.scan(at, batch)
    connections.close_all()


def _is_due(at) -> bool:
    check, _escalations = due.first()
    return check is not None and check <= at


def recorded_twice() -> int:
    """How many thresholds have more than one row; a unique constraint should see to it that none has."""
    keys = ThresholdCrossing.objects.values_list("task", "kind", "number", "share")
    return keys.count() - keys.distinct().count()
