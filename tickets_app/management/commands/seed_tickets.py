from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets_app.seeding import seed_tickets
from tts.accounts.seeds import demo_password, seed_users
from workflows_app.seeds import seed_workflows


class Command(BaseCommand):
    help = (
        "Make tickets for a demonstration, spread over the last months, until there are so many. Roles, "
        "people and workflows that are missing are seeded first."
    )

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=120, help="how many there shall be (120)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other tickets (1)")
        parser.add_argument(
            "--force", action="store_true", help="make that many more; tickets are never deleted"
        )

    def handle(self, *args, count, seed, force, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Demonstration tickets are not made in production.")
        if count < 0:
            raise CommandError("--count must not be negative.")
        seed_users(demo_password())
        seed_workflows()
        made = seed_tickets(count, seed=seed, more=force)
        self.stdout.write(f"Tickets: {made} made")
