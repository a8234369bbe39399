from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports_app"

    def ready(self):
        from reports_app.schedules import JOBS
        from tickets_app import schedules

        schedules.JOBS.extend(JOBS)
