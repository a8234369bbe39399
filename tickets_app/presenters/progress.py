"""Where a request stands, in plain words for the person who made it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets_app.models import Task, TaskItem, TaskStatus, Ticket, TicketStatus
from tickets_app.presenters import words
from tickets_app.presenters.people import first_name
from tickets_app.selectors import task_of


@dataclass(frozen=True)
class Progress:
    """`headline`: where it stands; `next_words`: who acts next; `due_words`: by when."""

    headline: str
    next_words: str = ""
    due_words: str = ""
    due: datetime | None = None


def progress(ticket: Ticket, item: TaskItem | None, now: datetime) -> Progress:
    """The progress of a request; `item` is its open item, with its role and holder."""
    task = task_of(ticket)
    if task is None and not ticket.is_finished:
        return Progress(
            _("Your request has arrived."),
            _("Next: a coordinator of %(department)s decides who handles it.")
            % {"department": ticket.department},
        )
    if task is None or not task.is_active:
        return _finished(ticket, now)
    return Progress(_headline(task), _next(item), *_due(task, now))


def _finished(ticket, now) -> Progress:
    when = ticket.closed_at or ticket.resolved_at or ticket.updated_at
    headline = {
        TicketStatus.RESOLVED: _("Your request is resolved."),
        TicketStatus.CLOSED: _("Your request is resolved and closed."),
        TicketStatus.REJECTED: _("Your request was rejected."),
        TicketStatus.WITHDRAWN: _("Your request was withdrawn."),
    }[ticket.status]
    return Progress(headline, "", _("Since %(when)s") % {"when": words.clock_time(when, now)})


def _headline(task: Task) -> str:
    if task.status == TaskStatus.ON_HOLD:
        return _("Your request is on hold.")
    if task.status == TaskStatus.PENDING:
        return _("Your request waits for its turn.")
    return _("Your request is being worked on.")


def _next(item) -> str:
    if item is None:
        return ""
    facts = {"role": item.role.name, "step": item.step_name}
    if item.user is None:
        return _("Next: %(role)s, %(step)s. It waits until somebody is available.") % facts
    return _("Next: %(who)s (%(role)s), %(step)s.") % {**facts, "who": first_name(item.user)}


def _due(task: Task, now) -> tuple[str, datetime | None]:
    if task.status == TaskStatus.ON_HOLD:
        return _("The time until it is due stands still meanwhile."), None
    due = task.target_resolution
    if due is None:
        return "", None
    when = {"when": words.clock_time(due, now)}
    if due <= now:
        return _("It was due %(when)s and is late; its coordinator has been told.") % when, due
    return _("Due %(when)s") % when, due
