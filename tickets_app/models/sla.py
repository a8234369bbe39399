"""What SLA clocks have crossed, and the work of counting them anew."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets_app.models.task import Task, TaskItem
from workflows_app.models import Calendar

UNCHECKED = {"db_index": False, "db_constraint": False}


class ClockKind(models.TextChoices):
    TICKET = "ticket", _("Ticket")
    STEP = "step", _("Step")
    FIRST_RESPONSE = "first_response", _("First response")


class ThresholdCrossing(models.Model):
    """A clock reached a share of its duration. Once for each clock and share, whoever finds it out.

    `number` names the clock among its task's of that kind: the reopenings before it for the ticket clock,
    the entry for a step's, 0 for the first response. `at` is when it was due, `recorded_at` when it was
    found; `duration` is what the share is of. `item` is who had the step then. Tasks and items are never
    deleted, so the database does not look after the two references: it would take a fifth of a scan.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="crossings", **UNCHECKED)
    kind = models.CharField(max_length=16, choices=ClockKind)
    number = models.PositiveIntegerField()
    share = models.FloatField()
    item = models.ForeignKey(TaskItem, on_delete=models.PROTECT, null=True, related_name="+", **UNCHECKED)
    duration = models.DurationField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    to_escalate = models.BooleanField(default=False, help_text="the step wants it, and it is not done yet")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "kind", "number", "share"], name="crossing_once")
        ]
        indexes = [models.Index(fields=["id"], name="crossing_to_escalate", condition=Q(to_escalate=True))]

    def __str__(self):
        return f"{self.kind} {self.number} of task {self.task_id} at {self.share}"


class Recount(models.Model):
    """Counting anew the open clocks of a calendar that has changed: how far it has come.

    `last_task_id` is the last one done; tasks are taken in order of id. `began_at` is by the clock of the
    database. `again`: transactions that may have read the old calendar were running when it began, such as a
    ticket that was just being received, so all is done once more when they have ended.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="recounts")
    requested_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    again = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    last_task_id = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["calendar", "-id"], name="recount_latest")]

    def __str__(self):
        return f"recount {self.pk}: {self.done} of {self.total}"
