from django.core.management.base import BaseCommand

from workflows_app.seeds import seed_workflows


class Command(BaseCommand):
    help = "Make and publish the workflows that TTS comes with. Those that exist are left as they are."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="restore and publish those that exist")

    def handle(self, *args, force, **options):
        self.stdout.write(f"Workflows: {seed_workflows(force)}")
