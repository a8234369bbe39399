from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class TicketsConfig(AppConfig):
    name = "tickets_app"

    def ready(self):
        from tickets_app import wiring
        from tickets_app.search import joined, schema

        connection_created.connect(joined.bring, dispatch_uid="search")
        post_migrate.connect(schema.after_migrate, dispatch_uid="search")
        wiring.connect()
