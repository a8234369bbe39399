"""Take tickets, roles and memberships from the message queues until stopped."""

import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets_app.ingest.consumer import Consumer


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
        consumer.run()
