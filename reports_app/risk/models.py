"""What the nightly training of the risk model leaves behind; pages only show it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets_app.models import Ticket


class RiskModel(models.Model):
    """One training: what it learned from, how well it did on tickets it had not seen, which method serves.

    Without `finished_at` it is under way, or was given up. `error` is the mean squared error of the
    probabilities. `curve` is the calibration: `[{"count", "predicted", "observed"}]` in bins of a tenth.
    """

    class Method(models.TextChoices):
        REGRESSION = "regression", _("Regression")
        TABLE = "table", _("Table of rates")
        NONE = "none", _("Too little to learn from")

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=16, choices=Method, default=Method.NONE)
    learned_from = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True, help_text="begin of the first ticket it learned from")
    last_at = models.DateTimeField(null=True)
    tested = models.PositiveIntegerField(default=0)
    auc = models.FloatField(null=True)
    ece = models.FloatField(null=True)
    error = models.FloatField(null=True)
    table_auc = models.FloatField(null=True)
    table_error = models.FloatField(null=True)
    curve = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"risk model of {self.started_at:%Y-%m-%d %H:%M}"


class TicketRisk(models.Model):
    """How likely an open ticket misses its target, as of `at`, and why (shapes: `risk.reasons`)."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="risk")
    model = models.ForeignKey(RiskModel, on_delete=models.CASCADE, related_name="risks")
    probability = models.FloatField()
    share = models.FloatField(help_text="of its time, used at `at`")
    reasons = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-probability", "ticket"], name="risk_highest")]

    def __str__(self):
        return f"{self.ticket_id}: {self.probability:.0%}"
