"""REST: what requesters do with their tickets."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from tickets_app.actions import requester
from tickets_app.api import serializers as shapes
from tickets_app.api.answers import ticket_brief
from tickets_app.api.bodies import RatingBody, ReasonBody
from tickets_app.api.views.base import TicketView
from tickets_app.models import Rating
from tts.core.errors import NotFound


class Withdraw(TicketView):
    """Taking a request back."""

    @extend_schema(operation_id="tickets_withdraw", request=ReasonBody, responses=shapes.TicketBrief)
    def post(self, request, ticket_id):
        """Withdraw a ticket of yours before it is resolved, with a reason."""
        self.ticket(pk=ticket_id)
        ticket = requester.withdraw(self.actor, ticket_id, self.body(ReasonBody)["reason"])
        return Response(shapes.TicketBrief(ticket_brief(ticket)).data)


class RatingOfTicket(TicketView):
    """How content the requester is with what was done."""

    @extend_schema(operation_id="tickets_rating_read", responses=shapes.Rating)
    def get(self, request, ticket_id):
        """The rating of a ticket that you may see; 404 where it has none."""
        ticket, _level = self.ticket(pk=ticket_id)
        rating = Rating.objects.filter(ticket=ticket).first()
        if rating is None:
            raise NotFound
        return Response(shapes.Rating(rating).data)

    @extend_schema(
        operation_id="tickets_rate",
        request=RatingBody,
        responses={201: shapes.Rating, 200: shapes.Rating},
    )
    def post(self, request, ticket_id):
        """Rate a resolved ticket of yours, 1 to 5. That closes it; after that the rating is final."""
        self.ticket(pk=ticket_id)
        rating, created = requester.rate(self.actor, ticket_id, **self.body(RatingBody))
        code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return Response(shapes.Rating(rating).data, status=code)
