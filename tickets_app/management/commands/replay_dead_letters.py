"""Take dead letters again, as they are or as they were set right."""

from django.core.management.base import BaseCommand

from tickets_app.actions.messages import replay_waiting
from tickets_app.ingest.handlers import HANDLERS
from tickets_app.models import DeadLetter
from tts.core.actor import SYSTEM


class Command(BaseCommand):
    help = "Take dead letters again: those of the given ids, or all that wait."

    def add_arguments(self, parser):
        parser.add_argument("ids", nargs="*", type=int, help="ids of letters; without any, all that wait")
        parser.add_argument("--queue", choices=sorted(HANDLERS), help="only letters of this queue")

    def handle(self, ids, queue, **options):
        waiting = DeadLetter.objects.filter(state=DeadLetter.State.WAITING)
        if ids:
            waiting = waiting.filter(pk__in=ids)
        if queue:
            waiting = waiting.filter(queue=queue)
        actor = SYSTEM.by_rule("replay_dead_letters")
        used, left = replay_waiting(actor, list(waiting.values_list("pk", flat=True)))
        self.stdout.write(f"{used} used, {left} still cannot be.")
