"""Replay an incident log: see docs/seeding.md."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tickets_app.management.stopping import STOPPED, on_ctrl_c
from tickets_app.replay.reader import LogError, zone_named
from tickets_app.replay.report import write_refusals
from tickets_app.replay.run import replay
from tts.core.errors import ActionError

SECONDS_BETWEEN_LINES = 5


class Command(BaseCommand):
    help = (
        "Import the log of a service desk by driving every incident through TTS at its recorded times. "
        "Ctrl+C stops between two incidents; the next run continues. A log that was imported already "
        "changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV, plain or gzipped")
        parser.add_argument("--time-zone", default="UTC", help="of the times in the log (UTC)")
        parser.add_argument("--limit", type=int, help="only so many incidents, the earliest first")
        parser.add_argument("--rejects", type=Path, help="write what was refused to this CSV file too")
        parser.add_argument("--quiet", action="store_true", help="print no progress")

    def handle(self, *args, file, time_zone, limit, rejects, quiet, **options):
        if limit is not None and limit < 0:
            raise CommandError("--limit must not be negative.")
        with on_ctrl_c() as stop:
            watch = _Watch(None if quiet else self.stdout, stop)
            try:
                report, breaches = replay(
                    file, zone=zone_named(time_zone), limit=limit, progress=watch.progress
                )
            except (LogError, ActionError) as error:
                raise CommandError(str(error)) from error
        for line in report.lines(breaches):
            self.stdout.write(line)
        if rejects is not None:
            write_refusals(report.refusals, rejects)
        if stop.asked:
            self.stdout.write("Stopped. Run the same command again to continue.")
            sys.exit(STOPPED)
        self.stdout.write(f"Took {watch.seconds:.0f} s.")


class _Watch:
    """Prints how far the replay is, every few seconds, and says when to stop."""

    def __init__(self, out, stop):
        self.out, self.stop = out, stop
        self.begun = self.printed = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def progress(self, report, total) -> bool:
        now = time.monotonic()
        if self.out is not None and now - self.printed >= SECONDS_BETWEEN_LINES:
            self.printed = now
            self.out.write(
                f"{report.incidents:,} of {total:,} incidents, {report.rows:,} events, "
                f"{len(report.refusals):,} refused, {self.seconds:.0f} s"
            )
            self.out.flush()
        return not self.stop.asked
