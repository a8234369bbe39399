"""Rows of work lists: what is where, with whom, and how much time is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from tickets_app.board.waiting import Why, why_waiting
from tickets_app.history import budget
from tickets_app.models import Task, TaskItem, TaskStatus, Ticket
from tickets_app.offering import offered_for
from tickets_app.presenters.clock import BREACHED, NONE, PAUSED, ClockView, Pause, clock_view
from tickets_app.presenters.offers import row_offers
from tickets_app.presenters.progress import progress
from tickets_app.presenters.words import ago
from tickets_app.selectors import open_item_of, reason_of, task_of
from tts.accounts.models import User
from workflows_app.models import business_calendar


@dataclass(frozen=True)
class Row:
    """One ticket in a list. `verbs`: what the person who looks at it may do from the row.

    `overrun`: the clock of the step where it ran out before the ticket's, which `clock` shows.
    """

    ticket: Ticket
    clock: ClockView
    step: str = ""
    role: str = ""
    person: User | None = None
    reason: str = ""
    verbs: tuple[str, ...] = ()
    says: str = ""
    overrun: ClockView | None = None

    @property
    def mark(self) -> str:
        """What changes whenever the row does, but for the passing of time."""
        task = task_of(self.ticket)
        clocks = f"{self.clock.state}-late" if self.overrun else self.clock.state
        holder = self.person.pk if self.person else 0
        return f"{task.revision if task else 0}-{self.ticket.updated_at.timestamp():.6f}-{holder}-{clocks}"


def item_row(item: TaskItem, now: datetime, actor: User | None = None) -> Row:
    """A row of somebody's own work, with the clock of its step and what `actor` may do."""
    ticket, clock = item.task.ticket, step_clock_view(item, item.task, now)
    verbs = row_offers(actor, ticket, item) if actor else ()
    return Row(ticket, clock, item.step_name, item.role.name, verbs=verbs)


def step_clock_view(item: TaskItem, task: Task, now: datetime) -> ClockView:
    """What is left of the clock of an open item."""
    version = task.version
    duration = budget(version.duration(task.ticket.priority), version.graph.share(item.step_id))
    return _view(item.target_resolution, duration, task, now)


def _view(due, duration, task: Task, now, reason=None) -> ClockView:
    pause = (
        Pause(task.hold_reason if reason is None else reason) if task.status == TaskStatus.ON_HOLD else None
    )
    version = task.version
    calendar = business_calendar(version.calendar)
    return clock_view(due, duration, calendar, now, pause=pause, thresholds=version.thresholds)


def work_rows(tickets: Sequence[Ticket], now: datetime, actor: User | None = None) -> list[Row]:
    """Rows of a list of tickets, from `selectors.with_work`, with the tickets' clocks and what `actor`
    may do.

    Of one that no workflow took they say which takes it by now; of one that waits for somebody why, and what
    to do.
    """
    offered = offered_for(tickets)
    items = [item for item in map(open_item_of, tickets) if item]
    whys = why_waiting({item.role for item in items if item.user_id is None}, now)
    return [_work_row(ticket, now, offered.get(ticket.pk), whys, actor) for ticket in tickets]


def _work_row(ticket, now, offered, whys, actor) -> Row:
    task, item = task_of(ticket), open_item_of(ticket)
    clock = ticket_clock_view(ticket, now)
    return Row(
        ticket,
        clock,
        step=task.step_name if task else "",
        role=item.role.name if item else "",
        person=item.user if item else None,
        reason=_offer(offered) if offered else _reason(ticket, item, whys),
        verbs=row_offers(actor, ticket, item) if actor else (),
        overrun=_overrun(item, task, clock, now) if item else None,
    )


def _overrun(item: TaskItem, task: Task, clock: ClockView, now) -> ClockView | None:
    """The clock of an open step if it ran out while the ticket's goes on."""
    due = item.target_resolution
    if due is None or due > now or clock.state in (BREACHED, PAUSED):
        return None
    return step_clock_view(item, task, now)


def _reason(ticket, item, whys: dict[int, Why]) -> str:
    if item is None or item.user_id is not None:
        return reason_of(ticket)
    why = whys[item.role_id]
    return f"{why.reason} {why.advice}"


def _offer(version) -> str:
    return _("%(workflow)s takes such tickets by now. Assign it.") % {"workflow": version.name}


def ticket_clock_view(ticket: Ticket, now: datetime, reason: str | None = None) -> ClockView:
    """What is left of a ticket's clock. `reason`: said instead of why it is held."""
    task = task_of(ticket)
    if task is None:
        return ClockView(NONE, _("no clock yet"))
    if not task.is_active:
        return ClockView(NONE, _("ended"), at=task.completed_at)
    return _view(task.target_resolution, task.version.duration(ticket.priority), task, now, reason)


def request_row(ticket: Ticket, now: datetime) -> Row:
    """A row of somebody's own requests: the public part only."""
    item = open_item_of(ticket)
    told = progress(ticket, item, now)
    says = f"{told.headline} {told.next_words}".strip()
    return Row(ticket, _in_plain_words(ticket_clock_view(ticket, now, reason=""), now), says=says)


def _in_plain_words(clock: ClockView, now: datetime) -> ClockView:
    """A clock for the requester: late or not, without the words of those who run it."""
    if clock.state == BREACHED:
        return replace(clock, words=_("late: was due %(ago)s") % {"ago": ago(clock.at, now)})
    if clock.state == NONE and clock.at is None:
        return replace(clock, words=_("no due time"))
    return clock
