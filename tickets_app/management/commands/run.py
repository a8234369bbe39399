"""The whole product in one terminal: see docs/operations.md."""

import os
import sys

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from tickets_app import demo
from tickets_app.schedules import ensure_schedules
from tts import processes
from tts.accounts.models import User
from tts.accounts.seeds import PEOPLE, demo_password

HOST = "127.0.0.1"
MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
WITH_BROKER = {"consumer": "consume_queues", "publisher": "publish_outbox"}


class Command(BaseCommand):
    help = (
        "Run everything in this terminal: makes or updates the database, seeds a demonstration into an "
        "empty one, and runs web and worker until Ctrl+C."
    )

    def handle(self, *args, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("This is for one machine of your own; see docs/operations.md for production.")
        try:
            processes.check_port(HOST, settings.PORT)
        except processes.PortInUse as error:
            raise CommandError(f"{error}. Name another port: PORT={settings.PORT + 1} make run") from error
        self.prepare()
        sys.exit(
            processes.supervise(
                programs(), ready=lambda: processes.answers(HOST, settings.PORT), on_ready=self.greet
            )
        )

    def prepare(self):
        """Database, seeds and schedules."""
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
        call_command("migrate", verbosity=0, interactive=False)
        if demo.is_wanted():
            self.stdout.write("Seeding a demonstration. This happens once.")
            for line in demo.seed_demo():
                self.stdout.write(f"  {line}")
        ensure_schedules()

    def greet(self):
        """Where to go and who can sign in."""
        lines = [f"TTS runs at http://{HOST}:{settings.PORT}", *_sign_ins()]
        if not settings.DJANGO_CELERY_BROKER_URL:
            lines.append("No broker is named (DJANGO_CELERY_BROKER_URL): other systems are not connected.")
        for line in (*lines, "Ctrl+C stops it."):
            processes.say(line)


def programs() -> list[processes.Program]:
    """What runs: web and worker, and where a broker is named, consumer and publisher."""
    listen = ("-b", HOST, "-p", str(settings.PORT))
    web = (sys.executable, "-m", "daphne", *listen, "tts.asgi:application")
    here = {"PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")])}
    found = [
        processes.Program("web", web, here),
        processes.Program("worker", (*MANAGE, "qcluster")),
    ]
    if settings.DJANGO_CELERY_BROKER_URL:
        there = {name: command for name, command in WITH_BROKER.items() if command in get_commands()}
        found += [processes.Program(name, (*MANAGE, command)) for name, command in there.items()]
    return found


def _sign_ins() -> list[str]:
    """The seeded people, by role, and their password; nothing where they were not seeded."""
    known = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    people = [(username, role or "asks for things") for username, _name, role in PEOPLE if username in known]
    if not people:
        return []
    by_role: dict[str, list[str]] = {}
    for username, role in people:
        by_role.setdefault(role, []).append(username)
    lines = [f"  {role:20} {', '.join(names)}" for role, names in by_role.items()]
    return ["Sign in as one of these:", *lines, f"with the password {demo_password()}"]
