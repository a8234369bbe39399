from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports_app"

    def ready(self):
        from reports_app.risk.ticket_note import outlook
        from reports_app.schedules import JOBS
        from tickets_app import schedules
        from tickets_app.presenters import outlook as outlooks

        schedules.JOBS.extend(JOBS)
        outlooks.SOURCES.append(outlook)
