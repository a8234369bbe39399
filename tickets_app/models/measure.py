"""How long resolved tickets and their steps took, in business time: counted once, read by reports.

Derived from the recorded events by `tickets_app.measuring` and rebuildable from them. Seconds are whole, the
rest left out: a clock of so many whole seconds was kept exactly where fewer seconds are stored here.
"""

from django.db import models

from tickets_app.models.task import Task
from tickets_app.models.ticket import Priority
from workflows_app.models import Workflow


class Resolution(models.Model):
    """A resolved ticket: the business seconds of its clock, holds excluded, by the calendar of its end.

    A ticket that was reopened counts by its last resolution. `breached`: its clock had run out by then, by
    the targets in force on the way.
    """

    task = models.OneToOneField(Task, on_delete=models.CASCADE, primary_key=True, related_name="resolution")
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="+", db_index=False)
    priority = models.CharField(max_length=8, choices=Priority)
    resolved_at = models.DateTimeField()
    seconds = models.PositiveBigIntegerField()
    breached = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["workflow", "resolved_at"], name="resolution_workflow"),
            models.Index(fields=["resolved_at"], name="resolution_at"),
        ]

    def __str__(self):
        return f"task {self.task_id} in {self.seconds} s"


class StepEntry(models.Model):
    """One entry of a step on the way of a resolved ticket, in business seconds: until somebody began, and
    from then on."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+", db_index=False)
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.PositiveIntegerField()
    step_id = models.BigIntegerField()
    resolved_at = models.DateTimeField()
    waiting = models.PositiveBigIntegerField()
    working = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "entry"], name="step_entry_once")]
        indexes = [models.Index(fields=["workflow", "resolved_at"], name="step_entry_workflow")]

    def __str__(self):
        return f"entry {self.entry} of task {self.task_id}"
