"""Files of tickets and comments. The content is stored once, however often it is attached."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets_app.models.comment import Comment
from tickets_app.models.ticket import Ticket


class StoredFile(models.Model):
    """Content, named by its SHA-256 (hex). `media_type` is what the content was found to be.

    `path` is where it lies below MEDIA_ROOT; it says nothing of the name that it was sent with.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=100, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    def __str__(self):
        return self.sha256


class Attachment(models.Model):
    """A file on a ticket: of a comment, of the ticket itself, or still with its draft.

    `draft` names the composer that it waits in ("public", "internal"): until the comment is sent only its
    uploader sees it. A removed attachment keeps its row, without content.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="files")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="attachments")
    name = models.CharField(max_length=255)
    is_internal = models.BooleanField()
    draft = models.CharField(max_length=32, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="attachment_ticket"),
            models.Index(fields=["created_at"], name="attachment_draft", condition=~Q(draft="")),
        ]

    def __str__(self):
        return self.name


class WaitingFile(models.Model):
    """A file for a ticket that its requester is still writing: seen by them alone, until it is sent."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="waiting")
    name = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="waiting_file_age")]

    def __str__(self):
        return self.name
