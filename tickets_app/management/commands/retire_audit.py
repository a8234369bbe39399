from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from tts.core.actor import Actor
from tts.core.ledger import retention


class Command(BaseCommand):
    help = (
        "Let sealed audit events from before a day go, except the history of tickets; their hashes stay, so "
        "that check_integrity still verifies the chain."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--before", required=True, metavar="YYYY-MM-DD", help="the first day that is kept"
        )

    def handle(self, *args, before, **options):
        try:
            day = parse_date(before)
        except ValueError as error:
            raise CommandError(f"--before: {before} is no day.") from error
        if day is None:
            raise CommandError(f"--before: {before} is not of the form YYYY-MM-DD.")
        instant = timezone.make_aware(datetime.combine(day, time.min))
        retired = retention.retire(Actor(rule="retention"), instant)
        self.stdout.write(f"{retired:,} events from before {day} were let go.")
