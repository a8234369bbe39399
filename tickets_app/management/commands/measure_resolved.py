from django.core.management.base import BaseCommand

from tickets_app import measuring


class Command(BaseCommand):
    help = (
        "Count how long resolved tickets and their steps took, for reports. The job worker does it every "
        "minute; --all throws away what is kept and counts everything anew."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", dest="everything", help="count everything anew")

    def handle(self, everything, **options):
        if everything:
            measuring.forget()
        done = 0
        while count := measuring.measure_batch():
            done += count
        self.stdout.write(f"{done:,} resolved tickets measured")
