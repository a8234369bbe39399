from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: Django's own command leaves nothing in the audit trail."

    def add_arguments(self, parser):
        parser.add_argument("username", nargs="?")

    def handle(self, *args, **options):
        raise CommandError(
            "People set their password by the link that the sign-in page mails them; an administrator who "
            "cannot get in is let in again by create_admin."
        )
