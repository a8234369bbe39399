"""What came by queue: each message once, what could not be used, and what is to be taken later."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InboxMessage(models.Model):
    """A message that arrived, named by its id; a second one of the same id is not taken again.

    `attempts` counts how often work on it began that left no outcome: only a process that died leaves
    one like that behind.
    """

    class Outcome(models.TextChoices):
        BEGUN = "begun", _("Begun")
        CREATED = "created", _("New ticket")
        UPDATED = "updated", _("Ticket known already")
        APPLIED = "applied", _("Applied")
        IGNORED = "ignored", _("Not for this system")
        HELD = "held", _("Held until its time")
        DEAD = "dead", _("Could not be used")

    message_id = models.CharField(max_length=128, unique=True)
    queue = models.CharField(max_length=128)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.BEGUN)
    attempts = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["queue", "received_at"], name="inbox_queue")]

    def __str__(self):
        return self.message_id


class KeptMessage(models.Model):
    """A message kept whole: headers and properties as JSON, the body byte for byte."""

    message_id = models.CharField(max_length=128)
    queue = models.CharField(max_length=128)
    headers = models.JSONField(default=dict)
    properties = models.JSONField(default=dict)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        abstract = True


class HeldMessage(KeptMessage):
    """A message whose sender wants it to be taken at `due_at` and not before."""

    due_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.message_id} at {self.due_at}"


class DeadLetter(KeptMessage):
    """A message that could not be used, with the reason in words.

    `payload` is what it says, where that could be read, or what a person made of it since; None where
    it could not be read. Replaying uses the payload.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        REPLAYED = "replayed", _("Replayed")
        DISCARDED = "discarded", _("Discarded")

    reason = models.TextField()
    payload = models.JSONField(null=True)
    edited = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    note = models.TextField(blank=True, help_text="why it was discarded, or what became of it")

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="dead_letter_waiting", condition=Q(state="waiting")),
            models.Index(fields=["state", "-id"], name="dead_letter_state"),
        ]

    def __str__(self):
        return f"dead letter {self.pk}"


class QueueDepth(models.Model):
    """How many messages stood in a queue of the broker when the consumer last looked."""

    queue = models.CharField(max_length=128, primary_key=True)
    waiting = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.queue}: {self.waiting}"
