"""REST: comments on a ticket."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from tickets_app.access import ticket_for_read
from tickets_app.comments import actions
from tickets_app.comments.access import comment_for_read, readable_comments
from tickets_app.comments.api import shapes
from tickets_app.comments.presenters import comment_view, comment_views
from tts.core.api_views import ApiView
from tts.core.paging import Paged
from tts.core.policy import SIGNED_IN


class Comments(Paged, ApiView):
    """What is said on a ticket, and new comments."""

    policy = SIGNED_IN

    @extend_schema(
        operation_id="comments_list",
        parameters=[shapes.CommentFilters],
        responses=shapes.Comment(many=True),
    )
    def get(self, request, ticket_id):
        """The comments that you may read, oldest first; requesters and analysts read the public ones."""
        ticket = ticket_for_read(request.user, pk=ticket_id)
        rows = readable_comments(request.user, ticket).order_by("pk")
        asked = self.filters(shapes.CommentFilters).get("internal")
        if asked is not None:
            rows = rows.filter(is_internal=asked == "true")
        return self.paged(
            rows,
            shapes.Comment,
            lambda page: map(shapes.comment_data, comment_views(request.user, ticket, page)),
        )

    @extend_schema(operation_id="comments_create", request=shapes.NewComment, responses={201: shapes.Comment})
    def post(self, request, ticket_id):
        """Comment: to the requester, or (`internal`) among staff. A reply goes to whom its parent went."""
        body = self.body(shapes.NewComment)
        ids = tuple(body.pop("attachment_ids"))
        comment = actions.create(self.actor, ticket_id, attachment_ids=ids, **body)
        return _answer(request.user, comment, status.HTTP_201_CREATED)


class OneComment(ApiView):
    """One comment."""

    policy = SIGNED_IN

    @extend_schema(operation_id="comments_read", responses=shapes.Comment)
    def get(self, request, ticket_id, comment_id):
        """A comment that you may read."""
        return _answer(request.user, comment_for_read(request.user, pk=comment_id, ticket_id=ticket_id))

    @extend_schema(operation_id="comments_update", request=shapes.ChangedComment, responses=shapes.Comment)
    def patch(self, request, ticket_id, comment_id):
        """Change the text of your own comment."""
        text = self.body(shapes.ChangedComment)["text"]
        comment_for_read(request.user, pk=comment_id, ticket_id=ticket_id)
        return _answer(request.user, actions.edit(self.actor, comment_id, text))

    @extend_schema(operation_id="comments_delete", responses={200: shapes.Comment})
    def delete(self, request, ticket_id, comment_id):
        """Take a comment back (its author, coordinators). Its place stays, marked as deleted."""
        comment_for_read(request.user, pk=comment_id, ticket_id=ticket_id)
        return _answer(request.user, actions.delete(self.actor, comment_id))


class Thumb(ApiView):
    """Your thumb on a comment."""

    policy = SIGNED_IN

    @extend_schema(operation_id="comments_thumb", request=shapes.ThumbBody, responses=shapes.Comment)
    def post(self, request, ticket_id, comment_id):
        """Put your thumb up or down, or take it away; everybody has one."""
        value = self.body(shapes.ThumbBody)["value"]
        comment_for_read(request.user, pk=comment_id, ticket_id=ticket_id)
        return _answer(request.user, actions.vote(self.actor, comment_id, value))


def _answer(user, comment, code: int = status.HTTP_200_OK) -> Response:
    return Response(shapes.Comment(shapes.comment_data(comment_view(user, comment))).data, status=code)
