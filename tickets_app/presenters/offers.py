"""What a person is offered to do with a ticket. The actions decide; this only keeps buttons honest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets_app.access import directs, requested_by
from tickets_app.actions.move import allowed_edges
from tickets_app.models import Task, TaskItem, TaskStatus, Ticket
from tickets_app.selectors import task_of
from tts.accounts.models import User
from workflows_app import engine
from workflows_app.graph import Edge

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Offers:
    """`verbs`: names of what may be tried. `edges`: the transitions to choose from; `completes`: acting
    here ends the task. `acts_for`: the holder's id while the person would act for somebody else."""

    verbs: frozenset[str] = frozenset()
    edges: tuple[Edge, ...] = ()
    completes: bool = False
    is_holder: bool = False
    acts_for: int | None = None

    def __contains__(self, verb: str) -> bool:
        return verb in self.verbs


def offers(user: User, ticket: Ticket, item: TaskItem | None, now: datetime) -> Offers:
    """What `user` may try now; `item` is the ticket's open item."""
    task, rules = task_of(ticket), directs(user, ticket)
    if task is None:
        return Offers(frozenset({"workflow"} if rules else ()))
    if not task.is_active:
        return Offers(frozenset({"reopen"} if _may_reopen(user, ticket, task, rules, now) else ()))
    is_holder = item is not None and item.user_id == user.pk
    verbs = set(_verbs(task, item, rules, is_holder, task.owner_id == user.pk))
    acts = "transition" in verbs
    return Offers(
        verbs=frozenset(verbs),
        edges=tuple(allowed_edges(task, ticket)) if acts else (),
        completes=acts and engine.can_complete(task.version.graph, task.step_id),
        is_holder=is_holder,
        acts_for=item.user_id if acts and not is_holder else None,
    )


def _verbs(task: Task, item, rules: bool, is_holder: bool, is_owner: bool):
    held = task.status == TaskStatus.ON_HOLD
    if rules or is_holder or is_owner:
        yield "resume" if held else "hold"
    if rules:
        yield "cancel"
        if item is not None:
            yield "transfer"
    if held or item is None or not (rules or is_holder):
        return
    yield "transition"
    if item.began_at is None:
        yield "begin"
    if task.version.graph.step(item.step_id).escalation_role_id is not None:
        yield "escalate"


def _may_reopen(user, ticket, task, rules, now) -> bool:
    limit = task.version.reopen_hours
    if task.status != TaskStatus.COMPLETED:
        return False
    if limit is not None and now > task.completed_at + limit * HOUR:
        return False
    return rules or Ticket.objects.filter(requested_by(user), pk=ticket.pk).exists()
