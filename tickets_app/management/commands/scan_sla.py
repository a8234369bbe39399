"""Record the SLA thresholds that are due: once, or again and again."""

import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from tickets_app.sla import scan


class Command(BaseCommand):
    help = (
        "Record the SLA thresholds that are due and tell people. The worker does so every SLA_SCAN_MINUTES; "
        "with --every this goes on until SIGTERM or Ctrl+C. Any number of these may run at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, metavar="SECONDS", help="scan again after so many seconds")

    def handle(self, *, every, **options):
        if every is None:
            self._say(scan.scan())
        elif every > 0:
            self._go_on(every)
        else:
            raise CommandError("--every takes a number of seconds above 0.")

    def _go_on(self, every):
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            self._scan()
            stopped.wait(every)

    def _scan(self):
        """Scan once. Without the database the next round tries again: clocks do not wait for a restart."""
        close_old_connections()
        try:
            scanned = scan.scan()
        except OperationalError as error:
            self.stderr.write(f"The database cannot be used: {error}")
            return
        if scanned.recorded or scanned.escalated:
            self._say(scanned)

    def _say(self, scanned):
        self.stdout.write(f"{scanned.recorded} thresholds recorded, {scanned.escalated} items escalated")
