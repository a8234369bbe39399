"""A ticket arrives: it is matched, bound to a version, owned and assigned, all in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.actions import writing
from tickets_app.actions.change import Change, locked_ticket
from tickets_app.actions.clockwork import retarget
from tickets_app.actions.entering import add_item, arrive, step_clock, ticket_clocks
from tickets_app.assignment import draw_each
from tickets_app.intake import GivenTicket
from tickets_app.models import Notification, Origin, Task, Ticket, TicketStatus
from tts.accounts.models import User
from tts.core import rows
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden
from workflows_app import matching
from workflows_app.models import WorkflowVersion

NUMBER_TRIES = 5


@dataclass(frozen=True)
class Arrival:
    """A ticket about to be taken in under `number`, which its sender gave or which was made for it."""

    actor: Actor
    given: GivenTicket
    number: str
    requester: User | None = None


def receive(
    actor: Actor, given: GivenTicket, *, requester=None, at: datetime | None = None, may_update: bool = False
) -> tuple[Ticket, bool]:
    """Take in a ticket. Answers (ticket, created).

    Without a matching workflow the ticket is kept as New. A number that exists already updates that
    ticket's facts where the sender may (`may_update`, and it came from the same source); otherwise
    Conflict. There is never a second ticket of one number, and never a ticket half way.
    """
    now = at or timezone.now()
    for _attempt in range(NUMBER_TRIES):
        arrival = Arrival(actor, given, given.number or new_number(now), requester)
        try:
            with transaction.atomic():
                return take_in([arrival], now)[0], True
        except IntegrityError:
            # The insert itself is the check: of two senders of one number, one gets here.
            existing = Ticket.objects.filter(number=arrival.number).first()
            if existing is None:
                raise
            if given.number:
                # Not `now`: this waits for the ticket's lock, and its history only goes forward.
                return _repeat(actor, existing, given, at, may_update), False
    raise Conflict(_("No free ticket number was found. Try again."))


def new_number(at: datetime) -> str:
    """A number for a ticket whose sender gave none: TX, the day, six random digits."""
    return f"TX{at:%Y%m%d}{secrets.randbelow(10**6):06d}"


def take_in(arrivals: Sequence[Arrival], at: datetime) -> list[Ticket]:
    """Insert new tickets and start their tasks, in the caller's transaction.

    Ten statements or so, however many arrive. Turns are taken in order of `arrivals`. Raises
    IntegrityError where a number is taken.
    """
    changes = [Change(arrival.actor, _ticket(arrival, at), None, at) for arrival in arrivals]
    kinds = [(t.department, t.category, t.sub_category) for t in (change.ticket for change in changes)]
    versions = matching.takers(kinds)
    started = []
    for change, kind in zip(changes, kinds, strict=True):
        change.ticket.status = TicketStatus.OPEN if versions[kind] else TicketStatus.NEW
        if versions[kind]:
            started.append((change, versions[kind]))
    writing.insert_tickets(changes)
    for change in changes:
        _confirm(change)
    _start(started, at)  # late: from its draw to the commit nobody else draws
    writing.write_all(changes, "ticket.received")
    return [change.ticket for change in changes]


def _ticket(arrival, at) -> Ticket:
    given = arrival.given
    fields = {**given.fields, "submitted_at": given.fields.get("submitted_at") or at}
    return rows.new(
        Ticket,
        number=arrival.number,
        extra=given.extra,
        requester=arrival.requester,
        created_at=at,
        updated_at=at,
        **fields,
    )


def _start(pairs: Sequence[tuple[Change, WorkflowVersion]], at) -> None:
    """Begin the tasks of the changes' tickets, each on its version: owner, start step, first assignee."""
    clocks, step_clocks = (cache(partial(begin, at=at)) for begin in (ticket_clocks, step_clock))
    for change, version in pairs:
        _bind(change, version, clocks)
    wanted = [
        [role for role in (version.coordinator_role_id, change.task.step_role_id) if role]
        for change, version in pairs
    ]
    for (change, version), drawn in zip(pairs, draw_each(wanted, at), strict=True):
        change.task.owner_id = drawn.get(version.coordinator_role_id)
        user_id = drawn[change.task.step_role_id]
        clock = step_clocks(version, change.ticket.priority, change.task.step_id)
        item = add_item(change, change.task.step_role_id, user_id, Origin.SYSTEM, 1, clock)
        change.notify(Notification.Kind.TASK_ASSIGNMENT, user_id, step=item.step_name)


def _confirm(change) -> None:
    """Tell a requester without an account that it arrived: the mail bears the link to follow it."""
    ticket = change.ticket
    if ticket.requester_id is None and ticket.requester_email:
        status = ticket.status
        change.notify(Notification.Kind.TICKET_STATUS, None, ticket.requester_email, status=status)


def _bind(change, version, clocks):
    """A new task of the change's ticket on `version`, at the step where it starts."""
    change.task = rows.new(
        Task,
        ticket=change.ticket,
        workflow_id=version.workflow_id,
        version=version,
        started_at=change.at,
        tells=change.actor.tells,
    )
    arrive(change, version.graph.start.id)
    for name, value in clocks(version, change.ticket.priority, change.task.step_id).items():
        setattr(change.task, name, value)


def _repeat(actor, ticket, given, at, may_update) -> Ticket:
    if not may_update or ticket.source_service != given.fields["source_service"]:
        raise Conflict(_("A ticket with the number %(number)s exists already.") % {"number": ticket.number})
    return update_facts(actor, ticket.pk, {**given.stated, "extra": given.extra}, at=at)


@transaction.atomic
def update_facts(actor: Actor, ticket_id: int, facts: dict, *, at: datetime | None = None) -> Ticket:
    """Change facts of a ticket, never its status or workflow. A new priority moves the clocks.

    After the ticket is closed the attempt is only recorded.
    """
    ticket, task = locked_ticket(ticket_id)
    change = Change(actor, ticket, task, at)
    if ticket.status == TicketStatus.CLOSED:
        change.write("ticket.repeated_after_close")
        return ticket
    facts = {name: value for name, value in facts.items() if value not in ("", None) or name == "extra"}
    if "extra" in facts:
        facts["extra"] = {**ticket.extra, **facts["extra"]}
    moved = facts.get("priority", ticket.priority) != ticket.priority
    if change.set_ticket(**facts):
        event = change.write("ticket.updated")
        if moved and task and task.is_active:
            retarget(task, event.at)
    return ticket


@transaction.atomic
def assign_workflow(actor: Actor, ticket_id: int, workflow_id: int, *, at: datetime | None = None) -> Task:
    """Give an unmatched ticket a workflow by hand: coordinators of its department, and admins.

    Raises Conflict when the ticket has a workflow already or the workflow takes no tickets.
    """
    ticket, task = locked_ticket(ticket_id)
    if not directs(actor.user, ticket):
        raise Forbidden(_("Only coordinators of this department can assign a workflow."))
    if task is not None:
        raise Conflict(_("This ticket has a workflow already."))
    if ticket.is_finished:
        raise Conflict(_("This ticket is finished already."))
    version = matching.active_version(workflow_id)
    if version is None:
        raise Conflict(_("This workflow takes no tickets."))
    change = Change(actor, ticket, None, at)
    _start([(change, version)], change.at)
    change.set_ticket(status=TicketStatus.OPEN)
    change.write("ticket.workflow_assigned", note=version.name)
    return change.task
