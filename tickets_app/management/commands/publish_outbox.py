"""Publish the outbox until stopped."""

import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets_app.ingest.publisher import Publisher, sole_on_sqlite


class Command(BaseCommand):
    help = (
        "Publish messages for other systems to DJANGO_CELERY_BROKER_URL. SIGTERM or Ctrl+C: finish the "
        "round, then stop. Any number of these may run at once on PostgreSQL, one on SQLite."
    )

    def handle(self, **options):
        if not settings.DJANGO_CELERY_BROKER_URL:
            raise CommandError("DJANGO_CELERY_BROKER_URL names no broker; the outbox stays as it is.")
        publisher = Publisher(settings.DJANGO_CELERY_BROKER_URL)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: publisher.stop())
        try:
            with sole_on_sqlite():
                publisher.run()
        except BlockingIOError as error:
            raise CommandError("A publisher runs already; on SQLite there can be one.") from error
