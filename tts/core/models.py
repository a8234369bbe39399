"""Ledger, outbox and keys: what every app writes and none owns."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One action that changed something. Append-only: the database refuses UPDATE and DELETE.

    Objects and people are named by type and id, without foreign keys, so that a row outlives what
    it speaks of. For tickets these rows are the history: `before` and `after` hold the changed
    facts, and folding `after` in order of id gives the present state.
    """

    at = models.DateTimeField(help_text="when it happened (the recorded time for replayed logs)")
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    on_behalf_of_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=64)
    target_type = models.CharField(max_length=32)
    target_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True, help_text="what the person wrote: notes, a reason")
    rule = models.JSONField(default=dict, help_text="for an automatic action: the rule and the values it saw")
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id", "id"], name="audit_target"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
            models.Index(fields=["action", "id"], name="audit_action"),
        ]

    def __str__(self):
        return f"{self.action} {self.target_type} {self.target_id}"


class OutboxMessage(models.Model):
    """A message for another system, written in the transaction that causes it (SPEC 10).

    Of the waiting rows of one `order_key` the oldest leaves first; the others wait for it. A dead row
    waits for nobody any more; when a person retries it, a new row takes its place at the end.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        REPLACED = "replaced", _("Sent anew")

    queue = models.CharField(max_length=128)
    task_name = models.CharField(max_length=128)
    args = models.JSONField()
    order_key = models.CharField(max_length=64, help_text="messages of one key leave in order of id")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(state="waiting")),
            models.Index(
                fields=["order_key", "id"], name="outbox_waiting_key", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["id"], name="outbox_dead", condition=models.Q(state="dead")),
            models.Index(fields=["queue", "published_at"], name="outbox_published"),
        ]

    def __str__(self):
        return f"{self.queue} {self.order_key}"


class IdempotencyKey(models.Model):
    """The reply to a POST that carried an Idempotency-Key, stored in the causing transaction."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    reply = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "method", "path", "key"], name="idempotency_once")
        ]

    def __str__(self):
        return self.key


class Heartbeat(models.Model):
    """When a background process last said that it is alive."""

    name = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class LedgerSeal(models.Model):
    """A batch of audit events, closed: their number and hash, chained to the seal before. Append-only."""

    number = models.PositiveBigIntegerField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    events = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="over the hashes of the events")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"seal {self.number}"


class LedgerHorizon(models.Model):
    """How far sealing may go next: one row (see `tts.core.ledger.sealing`)."""

    event_id = models.BigIntegerField(default=0)
    under_way = models.JSONField(default=list, help_text="transactions that had begun by then")
    noted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"up to {self.event_id}"


class LedgerSalt(models.Model):
    """What hides the personal values of one subject, such as "user:7", in the hashes of its events."""

    subject = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(max_length=16)

    def __str__(self):
        return self.subject


class RetiredEvent(models.Model):
    """The hash of an audit event that was let go, so that its seal can still be checked."""

    event_id = models.BigIntegerField(primary_key=True)
    leaf = models.CharField(max_length=64)

    def __str__(self):
        return f"event {self.event_id}"
