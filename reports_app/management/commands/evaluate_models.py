"""How good the models are on a log that they have not seen. Touches no database."""

import json

from django.core.management.base import BaseCommand, CommandError

from reports_app import models_log
from reports_app.forecast.evaluate import evaluate as evaluate_volume
from tickets_app.replay import reader


class Command(BaseCommand):
    help = "Evaluate the forecast of volume on an incident log, by rolling origin. No database is touched."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="the log: CSV, plain or gzipped")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *, file, **options):
        found = self.evaluated(file)
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for part, figures in found.items():
            self.stdout.write(part)
            for name, value in figures.items():
                self.stdout.write(f"  {name:<22} {value if value is not None else '-'}")

    def evaluated(self, file) -> dict:
        """The figures of each model on the log in `file`. Raises CommandError for a file that is no log."""
        try:
            log = reader.read(file)
        except reader.LogError as error:
            raise CommandError(str(error)) from error
        if not log.incidents:
            raise CommandError(f"{file}: no incident in it can be used.")
        return {"volume": evaluate_volume(models_log.volume(log))}
