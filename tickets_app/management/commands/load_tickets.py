"""Load tickets from a file: see docs/operations.md."""

import gc
import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tickets_app.loading.load import SOURCE, load
from tickets_app.loading.reader import REJECTED, FileError, rows
from tickets_app.management.stopping import STOPPED, on_ctrl_c

SECONDS_BETWEEN_LINES = 5


class Command(BaseCommand):
    help = (
        "Take in the tickets of a CSV file (with a header) or of one with a JSON object a line (.ndjson), "
        "plain or gzipped, as if each had been sent. Each needs a ticket_number; one a ticket has already "
        "is skipped, so after Ctrl+C or a crash the same command goes on where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--rejects", type=Path, help="write what cannot be used there, to repair and load"
        )
        parser.add_argument("--batch", type=int, default=200, help="tickets a transaction (200)")
        parser.add_argument("--source", default=SOURCE, help=f"source of tickets that name none ({SOURCE})")
        parser.add_argument("--tell-nobody", action="store_true", help="no notifications, no mails")
        parser.add_argument("--quiet", action="store_true", help="print no progress")

    def handle(self, *args, file, rejects, batch, source, tell_nobody, quiet, **options):
        if batch < 1:
            raise CommandError("--batch must be at least 1.")
        # What is loaded by now stays; looking through it again with every batch takes time.
        gc.freeze()
        with ExitStack() as stack:
            stop = stack.enter_context(on_ctrl_c())
            out = stack.enter_context(rejects.open("w", encoding="utf-8")) if rejects else None
            watch = _Watch(None if quiet else self.stdout, stop)
            try:
                done = load(
                    rows(file), reject=lambda row: self._reject(row, out), goes_on=watch.goes_on,
                    size=batch, source=source, tells=not tell_nobody,
                )  # fmt: skip
            except FileError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(watch.line(done))
        if stop.asked:
            self.stdout.write("Stopped. Run the same command again to continue.")
            sys.exit(STOPPED)

    def _reject(self, row, out):
        why = {"line": row.line, "errors": row.errors}
        if out is None:
            self.stderr.write(f"line {row.line}: {row.errors}")
        else:
            out.write(json.dumps({**row.data, REJECTED: why}, ensure_ascii=False, default=str) + "\n")


class _Watch:
    """Prints how far it is, every few seconds, and says when to stop."""

    def __init__(self, out, stop):
        self.out, self.stop = out, stop
        self.begun = self.printed = time.monotonic()

    def line(self, progress) -> str:
        seconds = time.monotonic() - self.begun
        rate = progress.loaded / seconds if seconds else 0
        return (
            f"{progress.rows:,} rows: {progress.loaded:,} loaded, {progress.there:,} there already, "
            f"{progress.rejected:,} rejected; {seconds:.0f} s, {rate:.0f} tickets a second"
        )

    def goes_on(self, progress) -> bool:
        now = time.monotonic()
        if self.out is not None and now - self.printed >= SECONDS_BETWEEN_LINES:
            self.printed = now
            self.out.write(self.line(progress))
            self.out.flush()
        return not self.stop.asked
