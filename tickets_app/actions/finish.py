"""Ending a task before its end, taking it up again, and closing what is resolved."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.access import directs, is_requester
from tickets_app.actions.change import Change, atomic_on, open_item
from tickets_app.actions.clockwork import retarget
from tickets_app.actions.entering import assign_next
from tickets_app.actions.hold import needed_reason
from tickets_app.actions.move import tell_requester
from tickets_app.models import (
    ClockKind,
    ItemStatus,
    Notification,
    Task,
    TaskItem,
    TaskStatus,
    TicketStatus,
)
from tickets_app.watching import tell_watchers
from tts.accounts.models import Membership
from tts.core.actor import SYSTEM, Actor
from tts.core.errors import Conflict, Forbidden, Invalid
from workflows_app.models import WorkflowVersion

OUTCOMES = {"cancelled": TaskStatus.CANCELLED, "rejected": TaskStatus.REJECTED}
HOUR = timedelta(hours=1)


@transaction.atomic
def cancel(
    actor: Actor, task_id: int, reason: str, outcome: str = "cancelled", *, at: datetime | None = None
) -> Task:
    """End a task without completing it: coordinators and admins, with a reason.

    `outcome` "cancelled" withdraws the ticket, "rejected" rejects it.
    """
    reason = needed_reason(reason)
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": [_("Use cancelled or rejected.")]})
    change = atomic_on(task_id, actor, at)
    if actor.guest or not directs(actor.user, change.ticket):
        raise Forbidden(_("Only coordinators can cancel a ticket."))
    end_task(change, OUTCOMES[outcome])
    tell_requester(change)
    tell_watchers(change)
    change.write(f"task.{outcome}", note=reason)
    return change.task


def tell_workers(change: Change, item: TaskItem | None, note: str = "") -> None:
    """Tell the holder of `item`, which was open, and the owner that the ticket needs no more work."""
    told = {item.user_id if item else None, change.task.owner_id} - {None}
    for user_id in sorted(told):
        status = change.ticket.status
        change.notify(Notification.Kind.TICKET_STATUS, user_id, status=status, about="work", note=note)


def end_task(change: Change, status: TaskStatus) -> TaskItem | None:
    """State that the task ends without being completed; answers the item that was open.

    Raises Conflict where it has ended already.
    """
    if not change.task.is_active:
        raise Conflict(_("This ticket is finished already."))
    item = open_item(change.task)
    if item is not None:
        change.set_item(item, ItemStatus.RESOLVED, closed_at=change.at)
    change.set_task(
        status=status,
        completed_at=change.at,
        hold_reason="",
        held_at=None,
        step_id=None,
        step_name="",
        step_role_id=None,
    )
    change.replan(ClockKind.values)
    return item


@transaction.atomic
def reopen(actor: Actor, task_id: int, reason: str = "", *, at: datetime | None = None) -> Task:
    """Take up a completed task again: its requester or a coordinator, within `reopen_hours`.

    Same version, its last step, its last holder where present, else by turn.
    """
    change = atomic_on(task_id, actor, at)
    task = change.task
    _check_may_reopen(change)
    if task.status != TaskStatus.COMPLETED:
        raise Conflict(_("Only a resolved ticket can be reopened."))
    limit = task.version.reopen_hours
    if limit is not None and change.at > task.completed_at + limit * HOUR:
        raise Conflict(_("It can be reopened within %(hours)s hours only.") % {"hours": limit})
    last = TaskItem.objects.filter(task=task).select_related("user").order_by("-pk").first()
    step = task.version.graph.step(last.step_id)
    entries = {**task.entries, str(step.id): task.entries.get(str(step.id), 0) + 1}
    change.set_task(
        status=TaskStatus.IN_PROGRESS,
        completed_at=None,
        step_id=step.id,
        step_name=step.name,
        step_role_id=step.role_id,
        entries=entries,
    )
    change.set_ticket(resolved_at=None, closed_at=None)
    assign_next(change, entry=last.entry + 1, user_id=_last_holder(last, step.role_id, change.at))
    tell_watchers(change)
    change.write("task.reopened", note=reason)
    retarget(task, change.at)
    return task


def _check_may_reopen(change: Change) -> None:
    actor, ticket = change.actor, change.ticket
    if is_requester(actor, ticket) or (not actor.guest and directs(actor.user, ticket)):
        return
    raise Forbidden(_("Only the requester or a coordinator can reopen a ticket."))


def _last_holder(item, role_id, at) -> int | None:
    user = item.user
    if user is None or not user.is_active or user.is_away(at):
        return None
    member = Membership.objects.filter(user=user, role_id=role_id, is_active=True).exists()
    return user.pk if member else None


@transaction.atomic
def close(actor: Actor, task_id: int, *, at: datetime | None = None) -> bool:
    """Close a resolved ticket. False where it is not resolved (any more)."""
    change = atomic_on(task_id, actor, at)
    if change.ticket.status != TicketStatus.RESOLVED:
        return False
    change.set_ticket(status=TicketStatus.CLOSED, closed_at=change.at)
    change.write("ticket.closed")
    return True


def close_due(at: datetime | None = None) -> int:
    """Close what has been resolved for as long as its version's `auto_close_hours`. Answers how many."""
    at = at or timezone.now()
    actor = SYSTEM.by_rule("closed some time after being resolved")
    return sum(close(actor, task_id, at=at) for task_id in _resolved_long_ago(at))


def _resolved_long_ago(at) -> list[int]:
    limits = WorkflowVersion.objects.filter(auto_close_hours__isnull=False)
    due = Q(pk__in=[])
    # A condition for each limit in use: SQLite cannot multiply a column by a duration.
    for hours in limits.values_list("auto_close_hours", flat=True).distinct().order_by():
        due |= Q(version__auto_close_hours=hours, completed_at__lte=at - hours * HOUR)
    resolved = Task.objects.filter(due, status=TaskStatus.COMPLETED, ticket__status=TicketStatus.RESOLVED)
    return list(resolved.order_by("pk").values_list("pk", flat=True)[:500])
