from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tts.accounts.seeds import PEOPLE, demo_password, seed_users


class Command(BaseCommand):
    help = "Make people for a demonstration, two or more in every role, and print who can sign in."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="restore those that exist")

    def handle(self, *args, force, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Demonstration people are not made in production. Use create_admin.")
        password = demo_password()
        self.stdout.write(f"People: {seed_users(password, force)}")
        self.stdout.write("Sign in by user name:")
        for username, full_name, role in PEOPLE:
            self.stdout.write(f"  {username:14} {full_name:18} {role or 'no role: asks for things'}")
        self.stdout.write(f"Password of everyone above: {password}")
