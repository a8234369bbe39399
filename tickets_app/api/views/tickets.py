"""REST: tickets."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from tickets_app import intake
from tickets_app.access import visible_tickets
from tickets_app.actions import facts, receive
from tickets_app.api import serializers as shapes
from tickets_app.api.answers import ticket_brief, ticket_detail, ticket_row
from tickets_app.api.bodies import NEW_TICKET, TICKET_FACTS, TicketFilters, WorkflowBody
from tickets_app.api.views.base import TicketView, done
from tickets_app.models import Ticket
from tickets_app.requesting import in_name_of
from tickets_app.selectors import searched
from tts.core.errors import Conflict, Invalid
from tts.core.paging import Paged

EDITABLE = ("subject", "description", "department", "category", "sub_category", "priority")


class Tickets(Paged, TicketView):
    """The tickets that you may see, and new ones."""

    @extend_schema(
        operation_id="tickets_list", parameters=[TicketFilters], responses=shapes.TicketRow(many=True)
    )
    def get(self, request):
        """The tickets that you may see, newest first."""
        found = _narrowed(request.user, **self.filters(TicketFilters))
        rows = found.select_related("task").order_by("-pk")
        return self.paged(rows, shapes.TicketRow, lambda tickets: map(ticket_row, tickets))

    @extend_schema(operation_id="tickets_create", request=NEW_TICKET, responses={201: shapes.TicketBrief})
    def post(self, request):
        """Submit a ticket. What has no field of its own is kept with it, unchanged."""
        return self.take_in(takes_number=False, may_update=False)

    def take_in(self, *, takes_number: bool, may_update: bool) -> Response:
        """The answer to a ticket in the request's body."""
        given = intake.read_ticket(_object(self.request.data), takes_number=takes_number)
        given, requester = in_name_of(self.actor, given)
        ticket, created = receive.receive(self.actor, given, requester=requester, may_update=may_update)
        answer = shapes.TicketBrief(ticket_brief(ticket)).data
        return Response(answer, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class Send(Tickets):
    """Tickets from other systems."""

    http_method_names = ("post", "options")

    @extend_schema(
        operation_id="send",
        request=NEW_TICKET,
        responses={201: shapes.TicketBrief, 200: shapes.TicketBrief},
    )
    def post(self, request):
        """Submit a ticket under a number of the sender's. The same number again updates its facts, where
        the credential is that of the system which sent it first; otherwise it is refused."""
        return self.take_in(takes_number=True, may_update=bool(self.actor.machine))


class OneTicket(TicketView):
    """One ticket."""

    @extend_schema(operation_id="tickets_read", responses=shapes.TicketDetail)
    def get(self, request, ticket_id):
        """A ticket that you may see."""
        return Response(shapes.TicketDetail(ticket_detail(*self.ticket(pk=ticket_id))).data)

    @extend_schema(operation_id="tickets_update", request=TICKET_FACTS, responses=shapes.TicketDetail)
    def put(self, request, ticket_id):
        """Correct facts of a ticket (its coordinators): those named change, the others stay."""
        ticket, _level = self.ticket(pk=ticket_id)
        facts.edit(self.actor, ticket_id, _facts(ticket, _object(request.data)))
        return self.get(request, ticket_id)

    @extend_schema(operation_id="tickets_delete", responses={409: None})
    def delete(self, request, ticket_id):
        """Tickets are never deleted: always refused."""
        self.ticket(pk=ticket_id)
        raise Conflict(_("Tickets are never deleted. Cancel it instead."))


class AssignWorkflow(TicketView):
    """A workflow for a ticket that none took."""

    @extend_schema(operation_id="tickets_assign_workflow", request=WorkflowBody, responses=shapes.Done)
    def post(self, request, ticket_id):
        """Give the ticket a workflow by hand (coordinators of its department)."""
        self.ticket(pk=ticket_id)
        task = receive.assign_workflow(self.actor, ticket_id, self.body(WorkflowBody)["workflow_id"])
        return done(task, _("It runs on %(workflow)s now.") % {"workflow": task.version.name})


def _narrowed(user, search="", ticket_number=None, **exact):
    """The tickets that `user` may see, narrowed by filters; names of departments and
    categories in whatever case."""
    rules = {name if name in ("status", "priority") else f"{name}__iexact": exact[name] for name in exact}
    if ticket_number is not None:
        rules["number"] = ticket_number
    return searched(visible_tickets(user).filter(**rules), search, user)


def _object(data) -> Mapping:
    if not isinstance(data, Mapping):
        raise Invalid({"body": [_("This must be an object.")]})
    return data


def _facts(ticket: Ticket, body: Mapping) -> dict:
    """The facts that `body` names, read like those of a new ticket."""
    body = {intake.ALIASES.get(name, name): value for name, value in body.items()}
    known = {name: getattr(ticket, name) for name in EDITABLE}
    given = intake.read_ticket({**known, **body})
    named = {name: given.fields[name] for name in EDITABLE if name in body}
    return {**named, "extra": given.extra} if given.extra else named
