"""One action on one ticket, as a unit of work.

An action locks the ticket's task, checks, and states what becomes different; `Change` collects that and
writes it: the rows, the status history, one audit event with before and after (the ticket's history),
the notifications, and the messages for other systems. Everything happens in the caller's transaction,
with as few statements as there are kinds of row.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.actions import outgoing, writing
from tickets_app.actions.writing import item_facts
from tickets_app.models import (
    ItemHistory,
    ItemStatus,
    Notification,
    Task,
    TaskItem,
    TaskStatus,
    Ticket,
    TicketStatus,
)
from tickets_app.sla import plan
from tts.core import logs, rows
from tts.core.actor import Actor
from tts.core.audit import event, plain
from tts.core.errors import Conflict, NotFound
from tts.core.models import AuditEvent
from tts.core.rows import Columns
from workflows_app import versions

STATUS_OF_TICKET = {
    TaskStatus.PENDING: TicketStatus.OPEN,
    TaskStatus.IN_PROGRESS: TicketStatus.IN_PROGRESS,
    TaskStatus.ON_HOLD: TicketStatus.ON_HOLD,
    TaskStatus.COMPLETED: TicketStatus.RESOLVED,
    TaskStatus.CANCELLED: TicketStatus.WITHDRAWN,
    TaskStatus.REJECTED: TicketStatus.REJECTED,
}

TASK, TICKET, ITEM = Columns(Task, "task"), Columns(Ticket, "ticket"), Columns(TaskItem, "item")
# The ticket is locked with its task: a row that is only joined would be read as it was before the wait.
LOCK = "FOR UPDATE OF task, ticket" if connection.features.has_select_for_update_of else ""
LOCKED = f"""
SELECT EXISTS (SELECT 1 FROM tickets_app_watcher AS watcher WHERE watcher.ticket_id = task.ticket_id),
    {TASK.sql}, {TICKET.sql}, {versions.COLUMNS}
FROM tickets_app_task AS task
JOIN tickets_app_ticket AS ticket ON ticket.id = task.ticket_id
JOIN workflows_app_workflowversion AS version ON version.id = task.version_id
LEFT JOIN workflows_app_calendar AS calendar ON calendar.id = version.calendar_id
WHERE task.id = %s {LOCK}
"""
OPEN_ITEM = f"SELECT {ITEM.sql} FROM tickets_app_taskitem AS item WHERE task_id = %s AND closed_at IS NULL"


def locked_task(task_id: int) -> Task:
    """The task, with ticket and version, locked until the caller commits. Raises NotFound.

    The ticket knows whether anybody follows it: `is_watched`.
    """
    with rows.prepared() as cursor:
        cursor.execute(LOCKED, [task_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    is_watched, row = bool(row[0]), row[1:]
    task = TASK.instance(row[: TASK.size])
    task.ticket = TICKET.instance(row[TASK.size : TASK.size + TICKET.size])
    task.ticket.is_watched = is_watched
    task.version = versions.version_of(row[TASK.size + TICKET.size :])
    return task


def locked_ticket(ticket_id: int) -> tuple[Ticket, Task | None]:
    """The ticket and its task, if it has one, locked until the caller commits. Raises NotFound."""
    task_id = Task.objects.filter(ticket_id=ticket_id).values_list("pk", flat=True).first()
    if task_id is not None:
        task = locked_task(task_id)
        return task.ticket, task
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if ticket is None:
        raise NotFound
    if Task.objects.filter(ticket=ticket).exists():
        raise Conflict(_("Somebody else changed this ticket just now."))
    return ticket, None


def open_item(task: Task) -> TaskItem | None:
    """The task's one open item, or None once it is finished."""
    with rows.prepared() as cursor:
        cursor.execute(OPEN_ITEM, [task.pk])
        row = cursor.fetchone()
    return row and ITEM.instance(row)


class Change:
    """What one action makes different. Attributes set by it: `event`, the main audit event, once written."""

    def __init__(self, actor: Actor, ticket: Ticket, task: Task | None, at: datetime | None = None):
        self.actor = actor
        self.ticket = ticket
        self.task = task
        self.at = at or timezone.now()
        if ticket.pk:
            logs.bind(ticket_id=ticket.pk)
        self.on_behalf_of_id: int | None = None
        self.before: dict = {}
        self.after: dict = {}
        self.new_items: list[TaskItem] = []
        self.history: list[ItemHistory] = []
        self.notices: list[Notification] = []
        self.messages: list = []
        self.side_events: list[AuditEvent] = []
        self.dirty: dict[str, set[str]] = {"ticket": set(), "task": set()}

    # -- stating what changes

    def set_ticket(self, **values) -> dict:
        """Change facts of the ticket; a new status is also told to the system that it came from.

        Returns the values that differ from what was there.
        """
        changed = self._note_changes("ticket", self.ticket, values)
        if "status" in changed and self.ticket.came_from_outside:
            self.send(outgoing.ticket_status(self.ticket))
        return changed

    def set_task(self, **values) -> None:
        """Change the task; the ticket's status follows the task's."""
        self._note_changes("task", self.task, values)
        wanted = STATUS_OF_TICKET[self.task.status]
        if "status" in values and self.ticket.status != wanted:
            self.set_ticket(status=wanted)

    def _note_changes(self, kind, row, values):
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if row.pk is None:  # all of it is told once it is written
            row.__dict__.update(changed)
            return changed
        before = self.before.setdefault(kind, {})
        for name, value in changed.items():
            before.setdefault(name, plain(getattr(row, name)))
            self.after.setdefault(kind, {})[name] = plain(value)
            setattr(row, name, value)
        self.dirty[kind].update(changed)
        return changed

    def replan(self, over: Collection[str], new: Iterable[plan.Due] = ()) -> None:
        """Clocks of the kinds `over` end now, and those begin whose thresholds are in `new`."""
        plan.move(self.task, self.at, over, new)
        self.dirty["task"] |= plan.FIELDS

    def set_item(self, item: TaskItem, *statuses: str, **values) -> None:
        """Write changes of an item at once; each of `statuses` in turn becomes a history row."""
        if statuses:
            values["status"] = statuses[-1]
        shown = item_facts(item)
        for name, value in values.items():
            setattr(item, name, value)
        rows.update(item, values)
        self.keep_item(item, shown)
        self.history += [self._history_row(item, status) for status in statuses]

    def close_item(self, item: TaskItem, status: str) -> None:
        """End an item. One that was never begun is begun first, so that its history is whole."""
        values = {"closed_at": self.at}
        begins = status == ItemStatus.RESOLVED and item.began_at is None
        if begins:
            values["began_at"] = self.at
        self.set_item(item, *([ItemStatus.IN_PROGRESS] if begins else []), status, **values)

    def add_item(self, **values) -> TaskItem:
        """Open a new item of the task at its present step. Without a `user_id` it waits.

        It has no id before the change is written.
        """
        if values.get("user_id"):
            values["assigned_on"] = self.at
        item = rows.new(TaskItem, task=self.task, created_at=self.at, **values)
        self.new_items.append(item)
        self.history.append(self._history_row(item, item.status))
        return item

    def keep_item(self, item: TaskItem, shown: dict) -> None:
        """Put into the event what became different of a saved item that showed the facts `shown`."""
        now = item_facts(item)
        changed = {name: value for name, value in now.items() if shown.get(name) != value}
        key = str(item.pk)
        earlier = self.before.setdefault("items", {}).setdefault(key, {})
        for name in changed:
            if name in shown:
                earlier.setdefault(name, shown[name])
        self.after.setdefault("items", {}).setdefault(key, {}).update(changed)

    def _history_row(self, item, status):
        return rows.new(ItemHistory, item=item, status=status, at=self.at, actor_id=self.actor.id)

    def notify(self, kind: str, user_id: int | None, address: str = "", **facts) -> None:
        """Tell a person, in TTS and by mail; a requester without account (`address`) by mail only.

        Nobody is told of what they did themselves, of one thing twice, nor of replayed history.
        """
        if not self.actor.tells or (user_id is None and not address):
            return
        if user_id is not None and user_id == self.actor.id:
            return
        if user_id is None and address == self.actor.guest:
            return
        if any((notice.recipient_id, notice.address) == (user_id, address) for notice in self.notices):
            return
        channels = [Notification.Channel.EMAIL]
        if user_id is not None:
            channels.insert(0, Notification.Channel.IN_APP)
        self.notices += [
            rows.new(
                Notification,
                recipient_id=user_id,
                address=address,
                channel=channel,
                kind=kind,
                ticket=self.ticket,
                facts=facts,
                created_at=self.at,
            )
            for channel in channels
        ]

    def record_choice(self, edge) -> None:
        """Name the transition that was taken in the event."""
        self.after["transition"] = {"id": edge.id, "name": edge.name}

    def send(self, message) -> None:
        """Have a message for another system written to the outbox; of replayed history none is."""
        if self.actor.tells:
            self.messages.append(message)

    def record_rule(self, action: str, rule: dict, note: str = "") -> None:
        """Record that a rule acted by itself within this change, with the values it saw."""
        actor = self.actor.by_rule(rule.get("rule", action))
        row = event(actor, action, "ticket", self.ticket.pk, at=self.at, rule=rule, note=note)
        self.side_events.append(row)

    # -- writing it

    def write(self, action: str, note: str = "") -> AuditEvent:
        """Write all that was stated, with one audit event named `action`. Raises Conflict on a lost race."""
        writing.write_all([self], action, note)
        return self.event

    def flush(self) -> None:
        """Write task and ticket now, so that a turn drawn afterwards is locked as briefly as can be."""
        writing.write_rows([self])


def atomic_on(task_id: int, actor: Actor, at: datetime | None = None) -> Change:
    """A Change on the task, locked. Call inside `transaction.atomic`."""
    assert transaction.get_connection().in_atomic_block
    task = locked_task(task_id)
    return Change(actor, task.ticket, task, at)
