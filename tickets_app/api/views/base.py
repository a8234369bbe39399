"""What the views of tickets and tasks share."""

from rest_framework.response import Response

from tickets_app.access import seen_of
from tickets_app.api.answers import audiences, step_data
from tickets_app.models import Task, Ticket
from tickets_app.selectors import with_work
from tts.core.api_views import ApiView
from tts.core.policy import SIGNED_IN


class TicketView(ApiView):
    """A view of tickets: everybody signed in may ask; what they find is what they may see."""

    policy = SIGNED_IN

    def ticket(self, *rules, **lookup) -> tuple[Ticket, str]:
        """The ticket with its work, and the person's audience. NotFound where they may not see it."""
        ticket = seen_of(self.request.user, with_work(Ticket.objects.filter(*rules, **lookup)))
        return ticket, audiences(self.request.user, [ticket])[ticket.pk]


def done(task: Task, message: str, **more) -> Response:
    """The answer to an action on `task`."""
    state = {"task_id": task.pk, "status": task.status, "current_step": step_data(task)}
    return Response({"success": True, "task": state, "message": message, **more})
