"""REST: files attached to a ticket."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from tickets_app.access import ticket_for_read
from tickets_app.comments import files
from tickets_app.comments.access import attachment_for_read, readable_attachments
from tickets_app.comments.api import shapes
from tickets_app.comments.serving import content_response
from tickets_app.models import Attachment
from tts.core.api_views import ApiView
from tts.core.errors import NotFound
from tts.core.paging import Paged
from tts.core.policy import SIGNED_IN
from tts.core.uploads import check_length


class BoundedMultiPart(MultiPartParser):
    """Form data that is not read at all where it cannot be within the bounds of a file."""

    def parse(self, stream, media_type=None, parser_context=None):
        check_length(parser_context["request"], settings.MAX_UPLOAD_MB)
        return super().parse(stream, media_type, parser_context)


class Attachments(Paged, ApiView):
    """The files on a ticket, and new ones."""

    policy = SIGNED_IN
    parser_classes = (BoundedMultiPart,)

    @extend_schema(
        operation_id="attachments_list",
        parameters=[shapes.AttachmentFilters],
        responses=shapes.OneFile(many=True),
    )
    def get(self, request, ticket_id):
        """The files that you may open, oldest first, those of comments too."""
        ticket = ticket_for_read(request.user, pk=ticket_id)
        self.filters(shapes.AttachmentFilters)
        rows = readable_attachments(request.user, ticket).select_related("file").order_by("pk")
        return self.paged(rows, shapes.OneFile, lambda page: map(shapes.file_data, page))

    @extend_schema(
        operation_id="attachments_create",
        request={"multipart/form-data": shapes.Upload},
        responses={201: shapes.OneFile},
    )
    def post(self, request, ticket_id):
        """Attach a file to the ticket, or with `waiting` have it ready for a comment."""
        ticket_for_read(request.user, pk=ticket_id)
        if request.FILES.getlist("file")[1:]:
            raise serializers.ValidationError({"file": [_("One file at a time.")]})
        body = self.body(shapes.Upload)
        row = files.upload(
            self.actor, ticket_id, body["file"], internal=body["internal"], is_draft=body["waiting"]
        )
        return Response(shapes.OneFile(shapes.file_data(row)).data, status=status.HTTP_201_CREATED)


class OneAttachment(ApiView):
    """One file."""

    policy = SIGNED_IN

    @extend_schema(operation_id="attachments_read", responses=shapes.OneFile)
    def get(self, request, ticket_id, attachment_id):
        """What is known of a file; its content is at `content`."""
        return Response(shapes.OneFile(shapes.file_data(_row(request, ticket_id, attachment_id))).data)

    @extend_schema(operation_id="attachments_delete", responses={204: None})
    def delete(self, request, ticket_id, attachment_id):
        """Take a file away (who uploaded it, coordinators)."""
        _row(request, ticket_id, attachment_id)
        files.remove(self.actor, attachment_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Content(ApiView):
    """The content of a file."""

    policy = SIGNED_IN

    @extend_schema(
        operation_id="attachments_content",
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    def get(self, request, ticket_id, attachment_id):
        """The content, as a download, with the type that it was found to be."""
        return content_response(_row(request, ticket_id, attachment_id), download=True)


def _row(request, ticket_id, attachment_id) -> Attachment:
    row = attachment_for_read(request.user, attachment_id)
    if row.ticket_id != ticket_id:
        raise NotFound
    return row
