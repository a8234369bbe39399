"""Putting a whole task on hold, and resuming it. Clocks stand meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.actions.change import Change, atomic_on, open_item
from tickets_app.actions.clockwork import retarget
from tickets_app.models import Task, TaskStatus
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden, Invalid

LONGEST_REASON = 255


def needed_reason(text: str, field: str = "reason") -> str:
    """`text` trimmed. Raises Invalid naming `field` when it is empty or too long."""
    text = text.strip()
    if not text:
        raise Invalid({field: [_("Give a reason.")]})
    if len(text) > LONGEST_REASON:
        raise Invalid({field: [_("At most %(most)s characters.") % {"most": LONGEST_REASON}]})
    return text


@transaction.atomic
def hold(actor: Actor, task_id: int, reason: str, *, at: datetime | None = None) -> Task:
    """Put the task on hold: its holder, its owner, coordinators, admins. Holding twice is a Conflict."""
    reason = needed_reason(reason)
    change = atomic_on(task_id, actor, at)
    _check_may_hold(change)
    if change.task.status == TaskStatus.ON_HOLD:
        raise Conflict(_("This ticket is on hold already."))
    if not change.task.is_active:
        raise Conflict(_("This ticket is finished already."))
    change.set_task(status=TaskStatus.ON_HOLD, hold_reason=reason, held_at=change.at)
    change.write("task.held", note=reason)
    retarget(change.task, change.at)
    return change.task


@transaction.atomic
def resume(actor: Actor, task_id: int, *, at: datetime | None = None) -> Task:
    """Take the task off hold; its clocks go on. Resuming what is not held is a Conflict."""
    change = atomic_on(task_id, actor, at)
    _check_may_hold(change)
    task = change.task
    if task.status != TaskStatus.ON_HOLD:
        raise Conflict(_("This ticket is not on hold."))
    status = TaskStatus.IN_PROGRESS if task.began_at else TaskStatus.PENDING
    change.set_task(status=status, hold_reason="", held_at=None)
    change.write("task.resumed")
    retarget(task, change.at)
    return task


def _check_may_hold(change: Change) -> None:
    user, task = change.actor.user, change.task
    if directs(user, change.ticket) or task.owner_id == user.pk:
        return
    item = open_item(task)
    if item is None or item.user_id != user.pk:
        raise Forbidden(_("Only whoever holds this, its owner or a coordinator can hold and resume it."))
