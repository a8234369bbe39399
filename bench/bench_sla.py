"""What scanning SLA clocks costs: in proportion to what is due, not to what is open."""

import time
from datetime import timedelta

from django.db import connection, transaction

from bench import open_clocks, scene
from bench.harness import Goal, Result, interleaved, per_second
from tests.races.scanners import cross_three_each, recorded_twice, scan_among_killings
from tickets_app.models import Task, ThresholdCrossing
from tickets_app.sla import due, scan

FEW, MANY, DUE = 10_000, 1_000_000, 1_000
LOOKS = 300
CROSSING = 100_000


def benchmarks():
    """One look where nothing is due, with few and with many open clocks; 1,000 due among a million, beside
    the bare UPDATE of as many; scanners killed at random."""
    # What other benchmarks left open would fall due among ours.
    Task.objects.update(sla_check=None)
    clocks = open_clocks.Clocks(scene.version())
    clocks.fill(FEW)
    yield Result("sla_nothing_due_statements", statements(clocks), "statements", Goal("value", "==", 1))
    few = open_clocks.Copied("bench_few")
    began = time.perf_counter()
    clocks.fill(MANY)
    print(f"(filled in {time.perf_counter() - began:.0f} s)", flush=True)
    yield nothing_due(clocks, few)
    for name, work, most in (("mark", mark, 3), ("everything", record, 8)):
        ours, bare = interleaved(lambda work=work: timed(work, clocks), lambda: timed(update, clocks))
        yield Result(f"sla_{name}_1000_due", ours, "ms", Goal("ratio", "<=", most), bare)
    yield Result("sla_rows_after_kills", after_kills(clocks), "rows", Goal("value", "==", 3 * CROSSING))


def statements(clocks):
    """How many statements a scan sends when nothing is due."""
    return len(scene.statements(lambda: scan.scan(clocks.before)))


def nothing_due(clocks, few):
    """Milliseconds of a scan when nothing is due, beside the same among few open clocks."""

    def look():
        return 1000 / per_second(lambda: scan.scan(clocks.before), LOOKS)

    def look_at_few():
        with few:
            return look()

    ours, theirs = interleaved(look, look_at_few)
    return Result("sla_nothing_due", ours, "ms", Goal("ratio", "<=", 1.5), theirs)


def after_kills(clocks):
    """Rows of clocks that cross three thresholds each, recorded by four scanners that are killed at random;
    none where one is there twice."""
    cross_three_each(CROSSING, clocks.before)
    killed = scan_among_killings(clocks.before + timedelta(minutes=5), scanners=4, batch=500, pause=1)
    print(f"({killed} scanners killed)", flush=True)
    crossed = Task.objects.order_by("pk").values("pk")[:CROSSING]
    return 0 if recorded_twice() else ThresholdCrossing.objects.filter(kind="step", task__in=crossed).count()


def timed(work, clocks):
    """Milliseconds of `work` on the next 1,000 clocks that are due."""
    at = clocks.next_due(DUE)
    began = time.perf_counter()
    count = work(at)
    passed = time.perf_counter() - began
    assert count == DUE, f"{count} instead of {DUE}"
    return passed * 1000


def update(at):
    """The yardstick: find and move what is due by one UPDATE, and commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tickets_app_task SET sla_check = sla_check + interval '1 year' "
            "WHERE sla_check <= %s RETURNING id",
            [at],
        )
        return len(cursor.fetchall())


def mark(at):
    """Find what is due and say when it is due next, in batches that scanners share."""
    count = 0
    batch = scan.BATCH
    while batch == scan.BATCH:
        batch = mark_batch(at)
        count += batch
    return count


@transaction.atomic
def mark_batch(at):
    """The part of a batch that finds and marks."""
    tasks = due.claim(at, scan.BATCH)
    due.advance(tasks)
    return len(tasks)


def record(at):
    """All that a scan does: rows, marks, audit events, notifications, the job that mails."""
    return scan.scan(at).recorded
