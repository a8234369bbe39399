"""REST: acting on tasks. Who may do what, and when, is decided by the actions."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from tickets_app.access import item_for_read, task_for_read
from tickets_app.actions import assign, finish, hold, move
from tickets_app.actions.change import open_item
from tickets_app.api import bodies
from tickets_app.api import serializers as shapes
from tickets_app.api.answers import assignee
from tickets_app.api.views.base import TicketView, done
from tickets_app.models import Task
from tickets_app.presenters.ticket import STAFF
from tts.core.errors import Conflict


class TaskAction(TicketView):
    """An action on a task that the person may see."""

    def post_on(self, task_id: int, body_class) -> dict:
        """The body, once it is certain that the person may know of the task."""
        task_for_read(self.request.user, task_id)
        return self.body(body_class)


class Transition(TaskAction):
    @extend_schema(operation_id="transition", request=bodies.TransitionBody, responses=shapes.Done)
    def post(self, request, task_id):
        """Take a transition from the current step; at an end step, without one, complete the task."""
        body = self.post_on(task_id, bodies.TransitionBody)
        task = move.transition(self.actor, task_id, **body)
        return done(task, _where(task))


def _where(task: Task) -> str:
    if task.step_id is None:
        return _("Completed.")
    return _("It is at %(step)s now.") % {"step": task.step_name}


class Begin(TaskAction):
    @extend_schema(operation_id="task_begin", request=bodies.BeginBody, responses=shapes.Done)
    def post(self, request, task_id):
        """Say that work on the open assignment has begun."""
        self.post_on(task_id, bodies.BeginBody)
        return done(move.begin(self.actor, task_id), _("Work has begun."))


class Hold(TaskAction):
    @extend_schema(operation_id="task_hold", request=bodies.ReasonBody, responses=shapes.Done)
    def post(self, request, task_id):
        """Put the task on hold; its clocks stand."""
        body = self.post_on(task_id, bodies.ReasonBody)
        return done(hold.hold(self.actor, task_id, **body), _("It is on hold."))


class Resume(TaskAction):
    @extend_schema(operation_id="task_resume", request=bodies.NoBody, responses=shapes.Done)
    def post(self, request, task_id):
        """Take the task off hold; its clocks go on."""
        self.post_on(task_id, bodies.NoBody)
        return done(hold.resume(self.actor, task_id), _("It goes on."))


class Cancel(TaskAction):
    @extend_schema(operation_id="task_cancel", request=bodies.CancelBody, responses=shapes.Done)
    def post(self, request, task_id):
        """End the task without completing it (coordinators)."""
        body = self.post_on(task_id, bodies.CancelBody)
        return done(finish.cancel(self.actor, task_id, **body), _("It has ended."))


class Reopen(TaskAction):
    @extend_schema(operation_id="task_reopen", request=bodies.ReopenBody, responses=shapes.Done)
    def post(self, request, task_id):
        """Take up a completed task again (its requester, coordinators), within the workflow's time."""
        body = self.post_on(task_id, bodies.ReopenBody)
        task = finish.reopen(self.actor, task_id, **body)
        return done(task, _where(task))


class Assign(TaskAction):
    @extend_schema(operation_id="task_assign", request=bodies.AssignBody, responses=shapes.ItemDone)
    def post(self, request, task_id):
        """Give the task's open assignment to a person (coordinators)."""
        task = task_for_read(request.user, task_id)
        body = self.body(bodies.AssignBody)
        item = open_item(task)
        if item is None:
            raise Conflict(move.what_happened(task))
        return transferred(self.actor, item.pk, **body)


class Transfer(TicketView):
    @extend_schema(operation_id="transfer", request=bodies.TransferBody, responses=shapes.ItemDone)
    def post(self, request):
        """Give an open assignment to another member of its role, or of `role_id` (coordinators)."""
        body = self.body(bodies.TransferBody)
        item_for_read(request.user, body["task_item_id"])
        return transferred(self.actor, body.pop("task_item_id"), **body)


def transferred(actor, item_id, *, new_user_id, notes, role_id):
    """Transfer, and the answer to it."""
    item = assign.transfer(actor, item_id, new_user_id, notes=notes, role_id=role_id)
    return _item_done(item, _("It is with %(person)s now."))


class Escalate(TicketView):
    @extend_schema(operation_id="escalate", request=bodies.EscalateBody, responses=shapes.ItemDone)
    def post(self, request):
        """Escalate an open assignment to its step's escalation role (its holder, coordinators)."""
        body = self.body(bodies.EscalateBody)
        item_for_read(request.user, body["task_item_id"])
        item = assign.escalate(self.actor, body["task_item_id"], body["reason"])
        return _item_done(item, _("It was escalated to %(person)s."))


def _item_done(item, message):
    data = assignee(item, STAFF)
    person = data["full_name"] or data["role"]
    return done(item.task, message % {"person": person}, task_item=shapes.Assignee(data).data)
