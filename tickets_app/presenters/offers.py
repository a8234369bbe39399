"""What a person is offered to do with a ticket. The actions decide; this only keeps buttons honest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets_app.access import directs, is_requester
from tickets_app.actions.move import allowed_edges
from tickets_app.models import Rating, Task, TaskItem, TaskStatus, Ticket, TicketStatus
from tickets_app.selectors import task_of
from tts.accounts.models import User
from tts.core.actor import Actor
from workflows_app import engine
from workflows_app.graph import Edge

HOUR = timedelta(hours=1)
# What is offered from a row of a list, in the order of its buttons.
FROM_A_ROW = ("transition", "begin", "resume", "hold", "escalate", "transfer")


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
    own = _own_verbs(ticket, rules, now, is_own=is_requester(Actor(user), ticket))
    if task is None:
        return Offers(own | {"workflow"} if rules and not ticket.is_finished else own)
    if not task.is_active:
        return Offers(own)
    is_holder = item is not None and item.user_id == user.pk
    verbs = set(_verbs(task, item, rules, is_holder, task.owner_id == user.pk))
    acts = "transition" in verbs
    return Offers(
        verbs=own | verbs,
        edges=tuple(allowed_edges(task, ticket)) if acts else (),
        completes=acts and engine.can_complete(task.version.graph, task.step_id),
        is_holder=is_holder,
        acts_for=item.user_id if acts and not is_holder else None,
    )


def row_offers(user: User, ticket: Ticket, item: TaskItem | None) -> tuple[str, ...]:
    """What `user` may try from the row of `ticket`, whose open item is `item`. Asks the database nothing."""
    task, rules = task_of(ticket), directs(user, ticket)
    if task is None:
        return ("workflow",) if rules and not ticket.is_finished else ()
    if not task.is_active:
        return ()
    is_holder = item is not None and item.user_id == user.pk
    offered = set(_verbs(task, item, rules, is_holder, task.owner_id == user.pk))
    return tuple(verb for verb in FROM_A_ROW if verb in offered)


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


def guest_offers(ticket: Ticket, now: datetime) -> Offers:
    """What the requester may try who came by the ticket's signed link."""
    return Offers(_own_verbs(ticket, False, now, is_own=True))


def _own_verbs(ticket, rules: bool, now, *, is_own: bool) -> frozenset[str]:
    """What a requester (`is_own`) may try, and of that what a coordinator (`rules`) may too."""
    task = task_of(ticket)
    if not ticket.is_finished:
        return frozenset({"withdraw"} if is_own else ())
    reopens = (is_own or rules) and task is not None and _can_reopen(task, now)
    return frozenset({"reopen"} if reopens else ()) | ({"rate"} if is_own and _can_rate(ticket) else set())


def _can_reopen(task, now) -> bool:
    limit = task.version.reopen_hours
    if task.status != TaskStatus.COMPLETED:
        return False
    return limit is None or now <= task.completed_at + limit * HOUR


def _can_rate(ticket) -> bool:
    if ticket.status == TicketStatus.RESOLVED:
        return True
    return ticket.status == TicketStatus.CLOSED and not Rating.objects.filter(ticket=ticket).exists()
