"""Take tickets, roles and memberships from the message queues until stopped."""

import gc
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets_app.ingest.consumer import Consumer

GARBAGE_AFTER = 50_000  # objects


class Command(BaseCommand):
    help = (
        "Take tickets, roles and memberships from the queues of DJANGO_CELERY_BROKER_URL. SIGTERM or Ctrl+C: "
        "finish what is in hand, then stop. Any number of these may run at once."
    )

    def handle(self, **options):
        if not settings.DJANGO_CELERY_BROKER_URL:
            raise CommandError("DJANGO_CELERY_BROKER_URL names no broker; there is nothing to consume.")
        consumer = Consumer(settings.DJANGO_CELERY_BROKER_URL)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: consumer.stop())
        # What is loaded by now stays; looking through it again with every batch costs a seventh of the time.
        gc.freeze()
        gc.set_threshold(GARBAGE_AFTER)
        consumer.run()
