"""When a kept report goes out and to whom, and each mail of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports_app.saved.models import SavedReport


class ReportMailing(models.Model):
    """A kept report that goes out by the calendar: at `hour` of its owner's zone, every day, every week on
    `weekday` (1 is Monday), or on the first of every month. `next_at` is when that is next.

    `recipients` are those whom the owner chose, `stopped` those of them who do not want it.
    """

    class Every(models.TextChoices):
        DAY = "day", _("Every day")
        WEEK = "week", _("Every week")
        MONTH = "month", _("On the first of every month")

    report = models.OneToOneField(
        SavedReport, on_delete=models.CASCADE, primary_key=True, related_name="mailing"
    )
    every = models.CharField(max_length=8, choices=Every)
    weekday = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=7)
    next_at = models.DateTimeField(db_index=True)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    stopped = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    def __str__(self):
        return f"{self.report}: every {self.every}"


class ReportMail(models.Model):
    """One report to one person for one due date, until it has left."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Not wanted")

    report = models.ForeignKey(SavedReport, on_delete=models.CASCADE, related_name="mails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "recipient", "due_at"], name="report_mail_once")
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], name="report_mail_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self):
        return f"{self.report} to {self.recipient}"
