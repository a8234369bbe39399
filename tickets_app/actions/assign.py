"""Moving work between people: transfer, escalation, and handing out what waits."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.actions.change import Change, atomic_on, open_item
from tickets_app.actions.entering import add_item, begin_step_clock, new_clock
from tickets_app.actions.hold import needed_reason
from tickets_app.actions.move import acting_on
from tickets_app.assignment import draw
from tickets_app.models import ClockKind, ItemStatus, Notification, Origin, Task, TaskItem, ThresholdCrossing
from tickets_app.models.task import ACTIVE
from tts.accounts.models import Membership, Role
from tts.core.actor import SYSTEM, Actor
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound

Kind = Notification.Kind
WAITING_RULE = {"rule": "waiting work goes to whoever becomes available"}


@transaction.atomic
def transfer(
    actor: Actor,
    item_id: int,
    user_id: int | None,
    *,
    notes: str = "",
    role_id: int | None = None,
    at: datetime | None = None,
) -> TaskItem:
    """Give an open item to `user_id`: coordinators of the ticket and admins. Answers the new item.

    The person must be an active member of the item's role, or of `role_id` where another role is
    meant; without a person it goes to whoever's turn it is in that other role. The step clock goes on.
    An item that waited for somebody is simply assigned.
    """
    change, item = _locked_item(actor, item_id, at)
    if not directs(actor.user, change.ticket):
        raise Forbidden(_("Only coordinators can transfer work."))
    role_id = role_id or item.role_id
    user_id = _taker(item, user_id, role_id, change.at)
    if item.user_id is None:
        _hand_over(change, item, user_id, role_id)
        change.write("task.assigned", note=notes)
        return item
    new = _pass_on(change, item, role_id, user_id)
    if user_id != item.user_id:
        change.notify(Kind.TASK_TRANSFER_OUT, item.user_id, step=item.step_name, note=notes)
    change.notify(Kind.TASK_TRANSFER_IN, user_id, step=item.step_name, note=notes, **used_percent(item))
    change.write("task.transferred", note=notes)
    return new


def _locked_item(actor, item_id, at) -> tuple[Change, TaskItem]:
    """A Change on the item's task, and its open item; Conflict when `item_id` is no longer that item."""
    task_id = TaskItem.objects.filter(pk=item_id).values_list("task_id", flat=True).first()
    if task_id is None:
        raise NotFound
    change = atomic_on(task_id, actor, at)
    item = open_item(change.task)
    if item is None or item.pk != item_id:
        raise Conflict(_("This assignment is over: the ticket has moved on."))
    return change, item


def _taker(item, user_id, role_id, at) -> int | None:
    """Who gets the item: `user_id` once checked, or, for another role only, whose turn it is there."""
    if user_id is None:
        if role_id == item.role_id:
            raise Conflict(_("It is with this role already. Choose a person."))
        return draw([role_id], at)[role_id]
    _check_member(user_id, role_id)
    if (user_id, role_id) == (item.user_id, item.role_id):
        raise Conflict(_("This person holds it already."))
    return user_id


def _check_member(user_id, role_id):
    rows = Membership.objects.filter(
        user_id=user_id, role_id=role_id, is_active=True, user__is_active=True, role__retired_at__isnull=True
    )
    if not rows.exists():
        raise Invalid({"new_user_id": [_("This person is not an active member of the role.")]})


def _pass_on(change, item, role_id, user_id) -> TaskItem:
    """Close `item` as reassigned and open another for `user_id`, which runs on the same clock."""
    change.close_item(item, ItemStatus.REASSIGNED)
    clock = {name: getattr(item, name) for name in ("clock_started_at", "target_resolution", "breached_at")}
    return add_item(change, role_id, user_id, Origin.TRANSFERRED, item.entry, clock)


def _hand_over(change, item, user_id, role_id):
    assigned_on = None if user_id is None else change.at
    change.set_item(item, user_id=user_id, role_id=role_id, assigned_on=assigned_on)
    change.notify(Kind.TASK_ASSIGNMENT, user_id, step=item.step_name, **used_percent(item))


def used_percent(item: TaskItem) -> dict:
    """What a new holder is told of a clock that goes on: the last threshold it has passed, if any."""
    passed = ThresholdCrossing.objects.filter(task=item.task_id, kind=ClockKind.STEP, number=item.entry)
    share = passed.aggregate(share=Max("share"))["share"]
    return {} if share is None else {"used_percent": round(share * 100)}


@transaction.atomic
def escalate(actor: Actor, item_id: int, reason: str, *, at: datetime | None = None) -> TaskItem:
    """Escalate an open item to its step's escalation role, by turn, with a clock of its own.

    Its holder, a coordinator, or a rule of the system. Raises Conflict where the step has no escalation
    role. With nobody available there, the new item waits.
    """
    reason = needed_reason(reason)
    change, item = _locked_item(actor, item_id, at)
    acting_on(change)
    role_id = change.task.version.graph.step(item.step_id).escalation_role_id
    if role_id is None:
        raise Conflict(_("%(step)s has no role to escalate to.") % {"step": item.step_name})
    change.close_item(item, ItemStatus.ESCALATED)
    begin_step_clock(change, item.entry + 1)
    change.flush()
    user_id = draw([role_id], change.at)[role_id]
    new = add_item(change, role_id, user_id, Origin.ESCALATION, item.entry + 1, new_clock(change))
    change.notify(Kind.TASK_ESCALATION, user_id, step=item.step_name, note=reason)
    change.write("task.escalated", note=reason)
    return new


@transaction.atomic
def take_owner(task_id: int, at: datetime) -> bool | None:
    """Draw an owner for an active task that has none. False: not needed any more; None: nobody is present."""
    change = atomic_on(task_id, SYSTEM, at)
    if change.task.owner_id is not None or not change.task.is_active:
        return False
    role_id = Role.objects.values_list("pk", flat=True).get(kind=Role.Kind.COORDINATOR)
    owner_id = draw([role_id], at)[role_id]
    if owner_id is None:
        return None
    change.set_task(owner_id=owner_id)
    change.record_rule("task.owner_drawn", WAITING_RULE)
    change.write("task.owned")
    return True


def drain(role_ids: list[int], at: datetime | None = None) -> int:
    """Hand out work that waits for people of these roles, oldest first. Answers how much was handed out.

    One transaction for each piece, so that a long queue never holds a turn for long. What nobody can
    take stays where it is; repeating does no harm.
    """
    at = at or timezone.now()
    return sum(_drain_role(role_id, at) for role_id in role_ids)


def waiting_roles() -> list[int]:
    """The roles for which items wait, and the coordinators' where tasks have no owner."""
    waiting = TaskItem.objects.filter(closed_at__isnull=True, user__isnull=True)
    roles = set(waiting.values_list("role_id", flat=True).distinct())
    if Task.objects.filter(owner__isnull=True, status__in=ACTIVE).exists():
        roles.update(Role.objects.filter(kind=Role.Kind.COORDINATOR).values_list("pk", flat=True))
    return sorted(roles)


def _drain_role(role_id, at) -> int:
    handed = 0
    if Role.objects.filter(pk=role_id, kind=Role.Kind.COORDINATOR).exists():
        ownerless = Task.objects.filter(owner__isnull=True, status__in=ACTIVE).order_by("pk")
        handed += _until_nobody(take_owner, ownerless, at)
    waiting = TaskItem.objects.filter(role_id=role_id, closed_at__isnull=True, user__isnull=True)
    return handed + _until_nobody(assign_waiting, waiting.order_by("created_at", "pk"), at)


def _until_nobody(hand_out, rows, at) -> int:
    """Call `hand_out` on each row's id until it answers None: nobody is available."""
    handed = 0
    for pk in list(rows.values_list("pk", flat=True)):
        outcome = hand_out(pk, at)
        if outcome is None:
            break
        handed += outcome
    return handed


@transaction.atomic
def assign_waiting(item_id: int, at: datetime) -> bool | None:
    """Give a waiting item to whoever's turn it is. False: somebody was faster; None: nobody is available."""
    try:
        change, item = _locked_item(SYSTEM, item_id, at)
    except Conflict:
        return False
    if item.user_id is not None:
        return False
    user_id = draw([item.role_id], at)[item.role_id]
    if user_id is None:
        return None
    _hand_over(change, item, user_id, item.role_id)
    change.record_rule("task.drained", WAITING_RULE)
    change.write("task.assigned")
    return True
