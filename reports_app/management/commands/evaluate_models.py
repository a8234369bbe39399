"""How good the models are on a log that they have not seen. Touches no database."""

import json
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from reports_app import models_log
from reports_app.forecast.evaluate import evaluate as evaluate_volume
from reports_app.risk import backtest, incident_log
from tickets_app.replay import reader


class Command(BaseCommand):
    help = "Evaluate the forecast of volume and the risk of breach on an incident log, as if week by week."
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
            for line in lines(figures):
                self.stdout.write(f"  {line}")

    def evaluated(self, file) -> dict:
        """The figures of each model on the log in `file`. Raises CommandError for a file that is no log."""
        try:
            log = reader.read(file)
        except reader.LogError as error:
            raise CommandError(str(error)) from error
        if not log.incidents:
            raise CommandError(f"{file}: no incident in it can be used.")
        return {
            "volume": evaluate_volume(models_log.volume(log)),
            "risk": backtest.evaluate(incident_log.incidents_of(log.incidents)),
        }


def lines(figures: dict) -> Iterator[str]:
    """Figures as text: each on a line, those of a week or of all together on one."""
    for name, value in figures.items():
        if isinstance(value, list):
            yield from (_line(name, _pairs(each)) for each in value)
        else:
            yield _line(name, _pairs(value) if isinstance(value, dict) else _text(value))


def _line(name, text) -> str:
    return f"{name:<22} {text}"


def _pairs(figures) -> str:
    return "  ".join(f"{name} {_text(value)}" for name, value in figures.items())


def _text(value) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
