"""What the REST API takes and answers of comments and attachments."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    Serializer,
)

from tickets_app.comments.actions import LONGEST_TEXT
from tickets_app.comments.presenters import CommentView
from tickets_app.models import Attachment
from tts.core.api_views import Filters
from tts.core.fields import StrictBoolean, StrictId, StrictInteger, StrictSerializer, StrictText

BINARY = {"type": "string", "format": "binary", "example": "the bytes of the file"}
AUDIENCE = _("true: among staff; false: its requester sees it")


class Author(Serializer):
    """Who wrote it; requesters are told first names of staff only, without ids."""

    user_id = IntegerField(allow_null=True)
    full_name = CharField()


class File(Serializer):
    """An attached file. `media_type` is what its content was found to be."""

    id = IntegerField()
    name = CharField()
    size = IntegerField(help_text="in bytes")
    media_type = CharField()
    content = CharField(help_text="path of its content")


class OneFile(File):
    """An attached file with its place."""

    comment_id = IntegerField(allow_null=True)
    internal = BooleanField(help_text=AUDIENCE)
    waiting = BooleanField(help_text="uploaded for a comment that is not sent yet; only you see it")
    created_at = DateTimeField()


class Comment(Serializer):
    """A comment. A deleted one keeps its place without text and files."""

    id = IntegerField()
    parent_id = IntegerField(allow_null=True)
    thread_id = IntegerField(help_text="the first comment of its thread")
    internal = BooleanField(help_text=AUDIENCE)
    author = Author()
    text = CharField(allow_blank=True, help_text="Markdown")
    html = CharField(allow_blank=True, help_text="the text, sanitised")
    attachments = File(many=True)
    thumbs_up = IntegerField()
    thumbs_down = IntegerField()
    my_thumb = IntegerField(help_text="1, -1 or 0")
    created_at = DateTimeField()
    edited_at = DateTimeField(allow_null=True)
    deleted_at = DateTimeField(allow_null=True)


class NewComment(StrictSerializer):
    text = StrictText(blank=True, default="", max_length=LONGEST_TEXT)
    internal = StrictBoolean(default=False, help_text=AUDIENCE)
    parent_id = StrictId(required=False, allow_null=True, default=None)
    attachment_ids = serializers.ListField(
        child=StrictId(), default=list, max_length=20, help_text="files uploaded with `waiting`"
    )


class ChangedComment(StrictSerializer):
    text = StrictText(blank=True, max_length=LONGEST_TEXT)


class ThumbBody(StrictSerializer):
    value = StrictInteger(min_value=-1, max_value=1, help_text="1, -1, or 0 to take it away")


class CommentFilters(Filters):
    internal = ChoiceField(["true", "false"], required=False)


class AttachmentFilters(Filters):
    pass


class Upload(Serializer):
    """A file as multipart form data."""

    file = extend_schema_field(BINARY)(serializers.FileField)()
    internal = BooleanField(default=False, help_text=AUDIENCE)
    waiting = BooleanField(default=False, help_text="it is to be sent with a comment, by its id")


def comment_data(view: CommentView) -> dict:
    """A comment in the shape of Comment."""
    row, full = view.comment, view.reader.part.full or view.is_mine
    return {
        "id": row.pk,
        "parent_id": row.parent_id,
        "thread_id": row.root_id or row.pk,
        "internal": row.is_internal,
        "author": {"user_id": row.author_id if full else None, "full_name": view.author},
        "text": view.text,
        "html": "" if view.is_deleted else view.html,
        "attachments": [
            {name: getattr(file, name) for name in ("id", "name", "size", "media_type")}
            | {"content": content_path(row.ticket_id, file.id)}
            for file in view.files
        ],
        "thumbs_up": view.ups,
        "thumbs_down": view.downs,
        "my_thumb": view.my_vote,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
    }


def file_data(row: Attachment) -> dict:
    """An attachment with its file, in the shape of OneFile."""
    return {
        "id": row.pk,
        "name": row.name,
        "size": row.file.size,
        "media_type": row.file.media_type,
        "content": content_path(row.ticket_id, row.pk),
        "comment_id": row.comment_id,
        "internal": row.is_internal,
        "waiting": bool(row.draft),
        "created_at": row.created_at,
    }


def content_path(ticket_id: int, attachment_id: int) -> str:
    """Where the content of an attachment is."""
    return reverse("api_attachment_content", args=[ticket_id, attachment_id])
