from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tts.core import append_only


class CoreConfig(AppConfig):
    name = "tts.core"
    label = "core"

    def ready(self):
        # On SQLite altering a table silently drops its triggers, so they are made after every migrate.
        post_migrate.connect(append_only.after_migrate, dispatch_uid="append_only")
