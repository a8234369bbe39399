"""REST: links to other tickets, following, and canned replies."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from tickets_app import canned, watching
from tickets_app.actions import links
from tickets_app.api import serializers as shapes
from tickets_app.api.answers import ticket_brief
from tickets_app.api.bodies import LinkBody, NoBody
from tickets_app.api.views.base import TicketView
from tickets_app.linking import Related, related_to
from tickets_app.presenters.ticket import PUBLIC
from tts.core.errors import Forbidden


class Links(TicketView):
    """What a ticket has to do with others."""

    @extend_schema(operation_id="tickets_links", responses=shapes.Link(many=True))
    def get(self, request, ticket_id):
        """The links of a ticket whose other end you see too; a requester sees none."""
        ticket, level = self.ticket(pk=ticket_id)
        related = [] if level == PUBLIC else related_to(ticket, request.user)
        return Response([shapes.Link(_link(link)).data for link in related])

    @extend_schema(operation_id="tickets_link", request=LinkBody, responses={201: shapes.Link})
    def post(self, request, ticket_id):
        """Link a ticket that you work on to another that you see. A duplicate ends by it."""
        self.ticket(pk=ticket_id)
        body = self.body(LinkBody)
        row = links.link(self.actor, ticket_id, body["ticket_number"], body["kind"])
        related = related_to(row.ticket, request.user)
        made = next(link for link in related if link.link_id == row.pk)
        return Response(shapes.Link(_link(made)).data, status=status.HTTP_201_CREATED)


def _link(link: Related) -> dict:
    return {"id": link.link_id, "kind": link.kind, "text": link.words, "ticket": ticket_brief(link.ticket)}


class OneLink(TicketView):
    """One link."""

    @extend_schema(operation_id="tickets_unlink", responses={204: None})
    def delete(self, request, ticket_id, link_id):
        """Take a link of a ticket that you work on away."""
        self.ticket(pk=ticket_id)
        links.unlink(self.actor, ticket_id, link_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Watch(TicketView):
    """Following a ticket."""

    @extend_schema(operation_id="tickets_watch", request=NoBody, responses=shapes.Watching)
    def post(self, request, ticket_id):
        """Follow a ticket: be told of its comments and status, as long as you may see it."""
        self.body(NoBody)
        watching.watch(self.actor, ticket_id)
        return Response({"watching": True})

    @extend_schema(operation_id="tickets_unwatch", responses={200: shapes.Watching})
    def delete(self, request, ticket_id):
        """Follow a ticket no longer."""
        watching.watch(self.actor, ticket_id, wanted=False)
        return Response({"watching": False})


class Replies(TicketView):
    """Canned replies for a comment."""

    @extend_schema(operation_id="tickets_canned_replies", responses=shapes.FilledReply(many=True))
    def get(self, request, ticket_id):
        """Your canned replies and those of your roles, filled in for a ticket that you work on."""
        ticket, level = self.ticket(pk=ticket_id)
        if level == PUBLIC:
            raise Forbidden
        return Response(
            [
                {"id": reply.pk, "name": reply.name, "text": canned.filled(reply, ticket, request.user)}
                for reply in canned.replies_of(request.user)
            ]
        )
