"""Working a task: beginning an item, taking a transition, completing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.actions import outgoing
from tickets_app.actions.change import Change, atomic_on, open_item
from tickets_app.actions.entering import arrive, assign_next
from tickets_app.facts import facts_of
from tickets_app.models import ClockKind, ItemStatus, Notification, Task, TaskItem, TaskStatus, Ticket
from tickets_app.watching import tell_watchers
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden, Invalid
from workflows_app import engine
from workflows_app.graph import Edge


@transaction.atomic
def begin(actor: Actor, task_id: int, *, at: datetime | None = None) -> Task:
    """Say that work on the open item has begun: its status, and the task's, become in progress.

    The holder, or a coordinator or admin on their behalf. Beginning twice is a Conflict.
    """
    change = atomic_on(task_id, actor, at)
    item = acting_on(change)
    if item.began_at is not None:
        raise Conflict(_("Work on this has begun already."))
    change.set_item(item, ItemStatus.IN_PROGRESS, began_at=change.at)
    _task_begins(change)
    change.write("task.begun")
    return change.task


def _task_begins(change):
    values = {}
    if change.task.began_at is None:
        values["began_at"] = change.at
        change.replan({ClockKind.FIRST_RESPONSE})
    change.set_task(status=TaskStatus.IN_PROGRESS, **values)


def acting_on(change: Change) -> TaskItem:
    """The open item of the task, after checking that the actor may act on it now.

    Raises Conflict where the task is held or finished, Forbidden where the item is somebody else's and
    the actor does not direct the ticket. Acting for somebody else is recorded.
    """
    task = change.task
    _refuse_unless_running(task)
    item = open_item(task)
    if item is None:
        raise Conflict(_("There is nothing open on this ticket."))
    user = change.actor.user
    if user is not None and item.user_id != user.pk:
        if not directs(user, change.ticket):
            raise Forbidden(_not_yours(item))
        change.on_behalf_of_id = item.user_id
    return item


def _refuse_unless_running(task):
    if task.status == TaskStatus.ON_HOLD:
        raise Conflict(_("This ticket is on hold. Resume it first."))
    if not task.is_active:
        raise Conflict(
            _("This ticket is finished already (%(status)s).") % {"status": task.get_status_display()}
        )


def _not_yours(item):
    if item.user_id is None:
        return _("Nobody has been assigned to %(step)s yet.") % {"step": item.step_name}
    holder = User.objects.get(pk=item.user_id)
    return _("%(step)s is assigned to %(holder)s.") % {"step": item.step_name, "holder": holder.full_name}


@transaction.atomic
def transition(
    actor: Actor,
    task_id: int,
    transition_id: int | None = None,
    *,
    notes: str = "",
    revision: int | None = None,
    at: datetime | None = None,
) -> Task:
    """Take an edge that leaves the task's current step; without one, complete the task at an end step.

    Exactly once: of two tries at the same time one wins, the other gets Conflict that says what
    happened. `revision`: the task's as the person saw it; another by now is a Conflict.
    """
    change = atomic_on(task_id, actor, at)
    _refuse_stale(change, transition_id, revision)
    item = acting_on(change)
    edge = _chosen_edge(change.task, change.ticket, transition_id)
    change.close_item(item, ItemStatus.RESOLVED)
    _task_begins(change)
    if edge is None:
        _complete(change)
        change.write("task.completed", note=notes)
        return change.task
    arrive(change, edge.to_id)
    assign_next(change, entry=item.entry + 1)
    change.record_choice(edge)
    change.write("task.transitioned", note=notes)
    return change.task


def _refuse_stale(change, transition_id, revision):
    task = change.task
    if revision is not None and revision != task.revision and task.is_active:
        raise Conflict(what_happened(task))
    edge = task.version.graph.edges_by_id.get(transition_id) if transition_id is not None else None
    if edge is not None and task.is_active and edge.from_id != task.step_id:
        raise Conflict(what_happened(task))


def what_happened(task: Task) -> str:
    """In words, for someone who acted on a stale page: where the ticket is now."""
    if not task.is_active:
        return _("This ticket is finished already (%(status)s).") % {"status": task.get_status_display()}
    return _("Somebody was faster: this ticket is at %(step)s now (%(status)s).") % {
        "step": task.step_name,
        "status": task.get_status_display(),
    }


def _chosen_edge(task, ticket, transition_id) -> Edge | None:
    graph = task.version.graph
    if transition_id is None:
        if not engine.can_complete(graph, task.step_id):
            raise Invalid(
                {"transition_id": [_("Choose where %(step)s goes next.") % {"step": task.step_name}]}
            )
        return None
    if transition_id not in graph.edges_by_id:
        raise Invalid({"transition_id": [_("This workflow has no such transition.")]})
    edge = graph.edge(transition_id)
    if edge not in allowed_edges(task, ticket):
        raise Conflict(_("%(name)s is not possible for this ticket.") % {"name": edge.name})
    return edge


def allowed_edges(task: Task, ticket: Ticket) -> list[Edge]:
    """The transitions that may be taken from the task's current step now, in order."""
    if not task.is_active or task.step_id is None:
        return []
    return engine.allowed(task.version.graph, task.step_id, facts_of(ticket), task.entries)


def _complete(change):
    task = change.task
    change.set_task(
        status=TaskStatus.COMPLETED, completed_at=change.at, step_id=None, step_name="", step_role_id=None
    )
    change.replan(ClockKind.values)
    change.set_ticket(resolved_at=change.at)
    message = outgoing.completion(task, change.at)
    if message:
        change.send(message)
    tell_requester(change)
    change.notify(Notification.Kind.TASK_COMPLETED, task.owner_id)
    tell_watchers(change)


def tell_requester(change: Change) -> None:
    """Tell the requester the ticket's new status: by their account, else by the address they gave."""
    ticket = change.ticket
    address = "" if ticket.requester_id else ticket.requester_email
    change.notify(Notification.Kind.TICKET_STATUS, ticket.requester_id, address, status=ticket.status)
