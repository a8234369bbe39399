from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: Django's own command leaves nothing in the audit trail. Use create_admin --superuser."

    def handle(self, *args, **options):
        raise CommandError("Use create_admin --superuser: it is audited, and checks the password.")
