"""What people say about a ticket: to its requester, or among staff."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets_app.models.ticket import Ticket


class Comment(models.Model):
    """A comment. `is_internal`: only staff ever see it; a reply has the audience of what it answers.

    `root` is the first comment of its thread, None for that one itself; `parent` is what was answered.
    In `text` a mention is `@[<user id>]`, and counts only for the ids in `mentions`. A deleted comment
    keeps its place and loses its text.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="comments")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="null: the requester, without an account, by the link of a mail",
    )
    is_internal = models.BooleanField()
    text = models.TextField(blank=True)
    mentions = models.JSONField(default=list, help_text="ids of the people mentioned")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="comment_thread", condition=Q(root__isnull=True)),
        ]

    def __str__(self):
        return f"comment {self.pk} on {self.ticket_id}"


class CommentVote(models.Model):
    """One person's thumb: 1 is up, -1 is down."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    value = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=(-1, 1)), name="vote_up_or_down"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.value:+d} {self.comment_id}"


class Draft(models.Model):
    """What a person has begun to write on a ticket. `place`: public, internal, or edit-<comment id>."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    parent = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "place"], name="draft_once")]

    def __str__(self):
        return f"draft of {self.user_id} on {self.ticket_id}: {self.place}"
