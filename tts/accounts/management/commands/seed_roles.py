from django.core.management.base import BaseCommand

from tts.accounts.seeds import seed_roles


class Command(BaseCommand):
    help = "Make the roles that TTS comes with. Those that exist are left as they are."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="restore those that exist")

    def handle(self, *args, force, **options):
        self.stdout.write(f"Roles: {seed_roles(force)}")
