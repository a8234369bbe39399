from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets_app.demo import seed_demo


class Command(BaseCommand):
    help = "Seed roles, people, workflows and tickets, and replay a piece of a real incident log."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="restore what exists, and add tickets anew")

    def handle(self, *args, force, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Nothing is seeded for a demonstration in production. Use create_admin.")
        for line in seed_demo(force):
            self.stdout.write(line)
