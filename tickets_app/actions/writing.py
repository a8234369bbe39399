"""Writing what one or many changes stated: a few statements, however many changes.

The changes are duck-typed (see `tickets_app.actions.change.Change`); all are of one kind of action.
"""

from collections.abc import Sequence
from operator import attrgetter

from django.utils.translation import gettext as _

from tickets_app.actions import outgoing
from tickets_app.live import hints
from tickets_app.models import TaskItem
from tts.core import jobs, rows
from tts.core.audit import event, plain
from tts.core.errors import Conflict

TICKET_FACTS = (
    "number",
    "subject",
    "department",
    "category",
    "sub_category",
    "priority",
    "status",
    "source_service",
)
TASK_FACTS = ("workflow_id", "version_id", "owner_id", "status", "step_id", "step_name", "target_resolution")
ITEM_FACTS = ("status", "user_id", "role_id", "step_id", "step_name", "origin", "entry")
SEND_MAIL_JOB = "tickets_app.tasks.send_mail"


def item_facts(item: TaskItem) -> dict:
    """What events say of an item."""
    return _facts(item, ITEM_FACTS)


def _facts(row, names):
    return dict(zip(names, map(plain, attrgetter(*names)(row)), strict=True))


def insert_tickets(changes: Sequence) -> None:
    """Insert the new tickets of `changes`. Raises IntegrityError where a number is taken."""
    rows.insert([change.ticket for change in changes])
    for change in changes:
        change.after["ticket"] = _facts(change.ticket, TICKET_FACTS)
        if change.ticket.came_from_outside:
            change.send(outgoing.ticket_status(change.ticket))


def write_all(changes: Sequence, action: str, note: str = "") -> None:
    """Write all that `changes` stated, with one audit event named `action` each, kept as `change.event`.

    Raises Conflict on a lost race.
    """
    write_rows(changes)
    _write_items(changes)
    _write_events(changes, action, note)
    history = [row for change in changes for row in change.history]
    messages = [message for change in changes for message in change.messages]
    notices, jobs_, mirrored = _telling(changes)
    rows.insert_together(history, notices, jobs_, [*mirrored, *messages])


def write_rows(changes: Sequence) -> None:
    """Write the tasks and tickets as they stand by now."""
    _insert_tasks([change for change in changes if change.task is not None and change.task.pk is None])
    for change in changes:
        _update_task(change)
        _update_ticket(change)


def _insert_tasks(changes):
    if not changes:
        return
    rows.insert([change.task for change in changes])
    for change in changes:
        change.dirty["task"].clear()
        change.before.pop("task", None)
        change.after["task"] = {"id": change.task.pk} | _facts(change.task, TASK_FACTS)


def _update_task(change):
    task, names = change.task, change.dirty["task"]
    if not names:
        return
    if change.actor.user is not None and change.actor.tells and not task.tells:
        task.tells = True  # history no longer: somebody has taken it up
        names.add("tells")
    revision = task.revision
    task.revision += 1
    if not rows.update(task, {"revision", *names}, revision=revision):
        raise Conflict(_("Somebody else changed this ticket just now."))
    names.clear()


def _update_ticket(change):
    ticket, names = change.ticket, change.dirty["ticket"]
    if not names:
        return
    ticket.updated_at = change.at
    rows.update(ticket, {"updated_at", *names})
    names.clear()


def _write_items(changes):
    new = [(change, item) for change in changes for item in change.new_items]
    rows.insert([item for _change, item in new])
    for change, item in new:
        change.keep_item(item, {})


def _write_events(changes, action, note):
    for change in changes:
        change.event = event(
            change.actor,
            action,
            "ticket",
            change.ticket.pk,
            at=change.at,
            before=change.before,
            after=change.after,
            note=note,
            on_behalf_of_id=change.on_behalf_of_id,
        )
        for row in change.side_events:
            row.target_id = change.ticket.pk
    events = [row for change in changes for row in (change.event, *change.side_events)]
    rows.insert(events)
    hints.tell_events(events)


def write_notices(changes: Sequence) -> None:
    """Store what `changes` tell people, caused by each one's `event`, and have the mails sent."""
    rows.insert_together(*_telling(changes))


def _telling(changes) -> tuple[list, list, list]:
    """(notices, the job that mails them, what the platform is told of them) of changes that have events."""
    notices = [notice for change in changes for notice in change.notices]
    if not notices:
        return [], [], []
    for change in changes:
        for notice in change.notices:
            notice.event_id = change.event.pk
    hints.tell_people(notice.recipient_id for notice in notices)
    told = [change.event.pk for change in changes if change.notices]
    return notices, [jobs.job(SEND_MAIL_JOB, *told)], outgoing.mirrored(notices)
