from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets_app"

    def ready(self):
        from tickets_app import wiring

        wiring.connect()
