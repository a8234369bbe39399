"""What the worker's models found, stored so that pages only show it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports_app.mailing.models import ReportMail, ReportMailing
from reports_app.risk.models import RiskModel, TicketRisk
from reports_app.saved.models import SavedReport

__all__ = [
    "Anomaly",
    "Forecast",
    "ForecastRun",
    "ReportMail",
    "ReportMailing",
    "RiskModel",
    "SavedReport",
    "TicketRisk",
]


class ForecastRun(models.Model):
    """One training of all forecasts, in parts. Without `finished_at` it is under way, or was given up."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"forecasts of {self.started_at:%Y-%m-%d %H:%M}"


class Forecast(models.Model):
    """What one model says of one subject, with what it was made from and how good it was.

    `department` is in lower case, "" for all; `error` is that of `winner` and `baseline_error` that of
    `baseline` in the back-test, in the same unit; None where the record is too short for a test. `content`
    holds the days or weeks: their shape is that of `reports_app.forecasting.parts`.
    """

    class Kind(models.TextChoices):
        VOLUME = "volume", _("Ticket volume")
        RESOLUTION = "resolution", _("Resolution time")
        CATEGORY = "category", _("Category mix")
        WORKLOAD = "workload", _("Workload")
        SLA_RISK = "sla-risk", _("Share late")

    run = models.ForeignKey(ForecastRun, on_delete=models.CASCADE, related_name="forecasts")
    kind = models.CharField(max_length=16, choices=Kind)
    department = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    first_day = models.DateField(null=True, help_text="of the days it was made from")
    last_day = models.DateField(null=True)
    winner = models.CharField(max_length=32, blank=True)
    baseline = models.CharField(max_length=32, blank=True)
    error = models.FloatField(null=True)
    baseline_error = models.FloatField(null=True)
    coverage80 = models.FloatField(null=True)
    origins = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "department"], name="one_forecast_of_each")
        ]

    def __str__(self):
        return f"{self.kind} {self.department}"


class Anomaly(models.Model):
    """Something that was out of the ordinary on some days in one segment.

    `department` narrows who sees it, "" where it concerns all of them. `segment` is the value of the filter
    `dimension`, "" for everything. `expected` and `observed` are in the unit of the measure: a count, seconds
    or percent.
    """

    class Measure(models.TextChoices):
        VOLUME = "volume", _("Ticket volume")
        RESOLUTION = "resolution", _("Resolution time")
        BREACH = "breach", _("Breach rate")
        REOPEN = "reopen", _("Reopen rate")
        LOAD = "load", _("Load of an agent")

    measure = models.CharField(max_length=16, choices=Measure)
    dimension = models.CharField(max_length=16, blank=True)
    segment = models.CharField(max_length=128, blank=True)
    label = models.CharField(max_length=255, blank=True)
    department = models.CharField(max_length=64, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    expected = models.FloatField()
    observed = models.FloatField()
    score = models.FloatField(help_text="how many standard deviations away")
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["-last_day", "-pk"]
        indexes = [
            models.Index(
                fields=["-last_day", "-id"], name="anomaly_open", condition=Q(dismissed_at__isnull=True)
            )
        ]

    def __str__(self):
        return f"{self.measure} {self.label} {self.first_day}"
