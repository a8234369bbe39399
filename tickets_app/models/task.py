"""A ticket's run through its workflow, and the assignments on the way."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets_app.models.ticket import Ticket
from tts.accounts.models import Role
from workflows_app.models import Workflow, WorkflowVersion


class TaskStatus(models.TextChoices):
    """The values are those of the wire (SPEC 5)."""

    PENDING = "pending", _("Pending")
    IN_PROGRESS = "in progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    REJECTED = "rejected", _("Rejected")


ACTIVE = (TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.ON_HOLD)


class ItemStatus(models.TextChoices):
    """`breached` is still open: it can be acted on and counts as load."""

    NEW = "new", _("New")
    IN_PROGRESS = "in progress", _("In progress")
    BREACHED = "breached", _("Breached")
    RESOLVED = "resolved", _("Resolved")
    REASSIGNED = "reassigned", _("Reassigned")
    ESCALATED = "escalated", _("Escalated")


class Origin(models.TextChoices):
    SYSTEM = "System", _("System")
    TRANSFERRED = "Transferred", _("Transferred")
    ESCALATION = "Escalation", _("Escalation")


# Resolved, and not measured as it was resolved last. An index holds just these tasks.
UNMEASURED = Q(status="completed", measured_at__isnull=True) | Q(
    status="completed", measured_at__lt=F("completed_at")
)


class Task(models.Model):
    """One run of a ticket through one workflow version. Whoever changes it locks its row first.

    `step_id` names a step of `version`'s graph; `step_name` and `step_role` repeat it for lists.
    `entries` counts how often each step was entered, by step id as text. `revision` counts changes,
    so that a stale page can be told from a fresh one.

    `sla_plan` lists when the task's clocks will reach their thresholds if nothing changes
    (`tickets_app.sla.plan`); `sla_check` is the first of these instants that is not recorded yet.
    `tells` is False while all that is known of the task is replayed history. `measured_at` is the
    `completed_at` for which it was measured (`tickets_app.measuring`).
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="task")
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="tasks")
    version = models.ForeignKey(WorkflowVersion, on_delete=models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="owned_tasks"
    )
    status = models.CharField(max_length=16, choices=TaskStatus, default=TaskStatus.PENDING)
    step_id = models.BigIntegerField(null=True)
    step_name = models.CharField(max_length=64, blank=True)
    step_role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    entries = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, help_text="when the first item began: the first response")
    hold_reason = models.CharField(max_length=255, blank=True)
    held_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    target_resolution = models.DateTimeField(null=True, help_text="when the ticket clock runs out")
    breached_at = models.DateTimeField(null=True, help_text="when the ticket clock first ran out")
    sla_plan = models.TextField(blank=True)
    sla_check = models.DateTimeField(null=True)
    tells = models.BooleanField(default=True)
    measured_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-id"], name="task_owner"),
            models.Index(fields=["status", "-id"], name="task_status"),
            models.Index(
                fields=["target_resolution", "id"],
                name="task_active_due",
                condition=Q(status__in=["pending", "in progress", "on_hold"]),
            ),
            models.Index(
                fields=["sla_check", "id"], name="task_sla_check", condition=Q(sla_check__isnull=False)
            ),
            models.Index(fields=["id"], name="task_unmeasured", condition=UNMEASURED),
        ]

    def __str__(self):
        return f"task {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE


class TaskItem(models.Model):
    """One person's assignment at one step; without `user` it waits for someone of its role.

    Open until `closed_at`; a task has at most one open item. `entry` numbers the step entry whose
    clock it runs on: a transfer keeps it, an escalation begins another.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="items")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="task_items"
    )
    step_id = models.BigIntegerField()
    step_name = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=ItemStatus, default=ItemStatus.NEW)
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.SYSTEM)
    entry = models.PositiveIntegerField(default=1)
    clock_started_at = models.DateTimeField()
    created_at = models.DateTimeField()
    assigned_on = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    target_resolution = models.DateTimeField(null=True, help_text="when the step clock runs out")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], name="one_open_item", condition=Q(closed_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(
                fields=["user", "target_resolution", "id"],
                name="item_my_work",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["role", "id"],
                name="item_waiting",
                condition=Q(closed_at__isnull=True, user__isnull=True),
            ),
        ]

    def __str__(self):
        return f"item {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ItemHistory(models.Model):
    """One change of an item's status. Append-only: the database refuses UPDATE and DELETE."""

    item = models.ForeignKey(TaskItem, on_delete=models.PROTECT, related_name="history")
    status = models.CharField(max_length=16, choices=ItemStatus)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.item_id} {self.status}"
