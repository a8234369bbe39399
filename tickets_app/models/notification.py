"""What people are told, and whether it has left."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets_app.models.ticket import Ticket


class Notification(models.Model):
    """One message to one person by one channel, written in the transaction that causes it.

    `event_id` is the AuditEvent that caused it; one event tells a person once by each channel. Tickets are
    never deleted and nobody asks what was told of one, so the database does not look after that reference:
    it would take a fifth of what telling thousands costs. `check_integrity` does.
    """

    class Kind(models.TextChoices):
        TASK_ASSIGNMENT = "task_assignment", _("Work for you")
        TASK_TRANSFER_IN = "task_transfer_in", _("Transferred to you")
        TASK_TRANSFER_OUT = "task_transfer_out", _("Transferred from you")
        TASK_ESCALATION = "task_escalation", _("Escalated to you")
        TASK_COMPLETED = "task_completed", _("Completed")
        SLA_WARNING = "sla_warning", _("Time is running out")
        SLA_AT_RISK = "sla_at_risk", _("Little time is left")
        SLA_BREACH = "sla_breach", _("Out of time")
        COMMENT_ADDED = "comment_added", _("New comment")
        MENTION = "mention", _("You were mentioned")
        TICKET_STATUS = "ticket_status", _("Your request")

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("In TTS")
        EMAIL = "email", _("By e-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Not wanted")

    event_id = models.BigIntegerField()
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="notifications",
        db_index=False,
    )
    address = models.EmailField(blank=True, help_text="for a requester without an account")
    channel = models.CharField(max_length=8, choices=Channel)
    kind = models.CharField(max_length=24, choices=Kind)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="notifications", db_index=False, db_constraint=False
    )
    facts = models.JSONField(default=dict, help_text="step, by whom, reason: what the sentence needs")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "recipient", "address", "channel"], name="notification_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-id"], name="notification_in_app", condition=Q(channel="in_app")
            ),
            models.Index(
                fields=["recipient", "-id"],
                name="notification_unread",
                condition=Q(channel="in_app", read_at__isnull=True),
            ),
            models.Index(
                fields=["next_attempt_at", "id"],
                name="notification_mail_waiting",
                condition=Q(channel="email", state="waiting"),
            ),
            models.Index(fields=["-id"], name="notification_failed", condition=Q(state="failed")),
        ]

    def __str__(self):
        return f"{self.kind} to {self.recipient_id or self.address}"
