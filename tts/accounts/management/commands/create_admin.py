import getpass
import os
from argparse import BooleanOptionalAction

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from tts.accounts.seeds import make_admin

EMAIL, PASSWORD = "DJANGO_SUPERUSER_EMAIL", "DJANGO_SUPERUSER_PASSWORD"


class Command(BaseCommand):
    help = (
        "Make an administrator, or let a known person in again as one. Asks for what is given neither as "
        f"an option nor in {EMAIL} and {PASSWORD}."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email")
        parser.add_argument("--name", default="", help="full name")
        tables = "whether they may look at the tables of the database at /admin/ (unless given, as it was)"
        parser.add_argument("--superuser", action=BooleanOptionalAction, help=tables)

    def handle(self, *args, email, name, superuser=None, **options):
        email = (email or os.environ.get(EMAIL) or input("E-mail: ")).strip().lower()
        try:
            validate_email(email)
            password = os.environ.get(PASSWORD) or ask_password()
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user = make_admin(email, password, name, superuser)
        self.stdout.write(f"{user.email} is an administrator.")


def ask_password() -> str:
    """A password typed twice."""
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Password again: "):
        raise CommandError("The two passwords differ.")
    return password
