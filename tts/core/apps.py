from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from tts.core import append_only, instruments, logs


class CoreConfig(AppConfig):
    name = "tts.core"
    label = "core"

    def ready(self):
        from django_q.signals import pre_execute  # needs models

        # On SQLite altering a table silently drops its triggers, so they are made after every migrate.
        post_migrate.connect(append_only.after_migrate, dispatch_uid="append_only")
        connection_created.connect(instruments.watch, dispatch_uid="instruments")
        pre_execute.connect(logs.begin_job, dispatch_uid="logs")
