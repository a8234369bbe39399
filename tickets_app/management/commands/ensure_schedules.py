from django.core.management.base import BaseCommand

from tickets_app.schedules import ensure_schedules


class Command(BaseCommand):
    help = "Make the schedules of the job worker. `run` does it by itself; elsewhere, call it after migrate."

    def handle(self, *args, **options):
        made = ensure_schedules()
        self.stdout.write(f"Schedules made or set right: {', '.join(made) or 'none'}")
