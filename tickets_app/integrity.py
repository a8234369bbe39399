"""Checks that what is stored agrees with itself and with its recorded history. Changes nothing.

Tickets are read in batches, so memory does not grow with their number; each batch is one consistent
reading where the database gives one, so it can run beside live work.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tickets_app import measuring
from tickets_app.actions.change import STATUS_OF_TICKET
from tickets_app.clocks import CalendarHistory
from tickets_app.comments import storing
from tickets_app.history import fold
from tickets_app.live.kinds import KINDS
from tickets_app.measuring import Measured
from tickets_app.models import (
    ItemHistory,
    Notification,
    StoredFile,
    Task,
    TaskItem,
    TaskStatus,
    ThresholdCrossing,
    Ticket,
    TicketStatus,
)
from tickets_app.sla.calendars import histories_of
from tickets_app.sla.integrity import problems
from tts.accounts.models import Membership, Role, Turn, User
from tts.core.audit import plain
from tts.core.ledger import verifying
from tts.core.models import AuditEvent

BATCH = 500
# Worked out anew from the events whenever they move it, so no event states its latest value.
DERIVED = frozenset({"target_resolution"})


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: `subject` is what it was found at, such as "ticket TX202603010001"."""

    subject: str
    problem: str

    def __str__(self):
        return f"{self.subject}: {self.problem}"


@dataclass
class Facts:
    """A ticket with everything recorded of it."""

    ticket: Ticket
    task: Task | None
    items: list[TaskItem]
    events: list[AuditEvent]
    last_status: dict[int, str]
    crossings: list[ThresholdCrossing]
    calendars: CalendarHistory | None
    measured: Measured | None


Progress = Callable[[int], None]


def check(progress: Progress | None = None) -> Iterator[Finding]:
    """Everything that does not agree, as it is found. `progress(count)` is told of tickets checked."""
    yield from check_roles()
    yield from check_orphans()
    yield from check_ledger()
    yield from check_notices()
    yield from check_files()
    done = 0
    for batch in _batches():
        for facts in batch:
            yield from check_ticket(facts)
        done += len(batch)
        if progress is not None:
            progress(done)


def check_ledger() -> Iterator[Finding]:
    """What of the sealed audit trail is not as it was sealed."""
    for seal, problem in verifying.problems():
        yield Finding(seal, problem)


def check_files() -> Iterator[Finding]:
    """Attached files whose content is not where it should be, whole."""
    for stored in StoredFile.objects.filter(attachments__removed_at=None).distinct().iterator():
        path = storing.path_of(stored)
        if not path.exists():
            yield Finding(f"file {stored.path}", "is missing")
        elif path.stat().st_size != stored.size:
            yield Finding(f"file {stored.path}", f"has {path.stat().st_size} bytes instead of {stored.size}")


def _batches() -> Iterator[list[Facts]]:
    last = 0
    while batch := _batch_after(last):
        yield batch
        last = batch[-1].ticket.pk


@transaction.atomic
def _batch_after(pk) -> list[Facts]:
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    return _read(list(Ticket.objects.filter(pk__gt=pk).order_by("pk")[:BATCH]))


def _read(tickets) -> list[Facts]:
    ids = [ticket.pk for ticket in tickets]
    rows = Task.objects.filter(ticket__in=ids).select_related("version__calendar")
    tasks = {task.ticket_id: task for task in rows}
    crossings = _grouped(ThresholdCrossing.objects.filter(task__ticket__in=ids), "task_id")
    calendars = histories_of({task.version.calendar for task in tasks.values()} - {None})
    kept = measuring.kept_of([task.pk for task in tasks.values()])
    items = _grouped(TaskItem.objects.filter(task__ticket__in=ids).order_by("pk"), "task_id")
    events = AuditEvent.objects.filter(target_type="ticket", target_id__in=ids).order_by("pk")
    events = _grouped(events, "target_id")
    history = ItemHistory.objects.filter(item__task__ticket__in=ids).order_by("pk")
    last_status = defaultdict(dict)
    for ticket_id, item_id, status in history.values_list("item__task__ticket_id", "item_id", "status"):
        last_status[ticket_id][item_id] = status
    return [
        Facts(
            ticket=ticket,
            task=tasks.get(ticket.pk),
            items=items[tasks[ticket.pk].pk] if ticket.pk in tasks else [],
            events=events[ticket.pk],
            last_status=last_status[ticket.pk],
            crossings=crossings[tasks[ticket.pk].pk] if ticket.pk in tasks else [],
            calendars=calendars[tasks[ticket.pk].version.calendar_id] if ticket.pk in tasks else None,
            measured=kept.get(tasks[ticket.pk].pk) if ticket.pk in tasks else None,
        )
        for ticket in tickets
    ]


def _grouped(rows, name) -> dict:
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def check_ticket(facts: Facts) -> Iterator[Finding]:
    """What does not agree of one ticket: state and history, task and items, clocks."""
    subject = f"ticket {facts.ticket.number}"
    found = [*_history(facts), *_standing(facts)]
    # Clocks are worked out from all that: where it is wrong, they say nothing more.
    for problem in found or _clocks(facts):
        yield Finding(subject, problem)


def _history(facts) -> Iterator[str]:
    state = fold(facts.events)
    if not state["ticket"]:
        yield "no event says how it arrived"
    yield from _differences("ticket", facts.ticket, state["ticket"])
    if facts.task is not None:
        yield from _differences("task", facts.task, state["task"])
    elif state["task"]:
        yield "its history tells of a task that is not there"
    known = {str(item.pk): item for item in facts.items}
    for item_id in sorted(known.keys() ^ state["items"].keys(), key=int):
        where = "is in no event" if item_id in known else "is in its history only"
        yield f"item {item_id} {where}"
    for item_id in known.keys() & state["items"].keys():
        yield from _differences(f"item {item_id}", known[item_id], state["items"][item_id])
    for item in facts.items:
        last = facts.last_status.get(item.pk)
        if last != item.status:
            yield f"item {item.pk} is {item.status}, its status history ends with {last}"


def _differences(name, row, folded) -> Iterator[str]:
    for key, value in folded.items():
        stored = plain(getattr(row, key))
        if key not in DERIVED and stored != value:
            yield f"{name}.{key} is {stored!r}, its history says {value!r}"


def _standing(facts) -> Iterator[str]:
    ticket, task = facts.ticket, facts.task
    if task is None:
        if ticket.status not in (TicketStatus.NEW, TicketStatus.WITHDRAWN):
            yield f"is {ticket.status} without a task"
        return
    expected = {STATUS_OF_TICKET[task.status]}
    if task.status == TaskStatus.COMPLETED:
        expected.add(TicketStatus.CLOSED)
    if ticket.status not in expected:
        yield f"is {ticket.status} while its task is {task.status}"
    still_open = [item for item in facts.items if item.is_open]
    if len(still_open) != task.is_active:
        yield f"has {len(still_open)} open items while its task is {task.status}"
    for item in still_open:
        if item.step_id != task.step_id:
            yield f"is at step {task.step_id} while its open item is at {item.step_id}"


def _clocks(facts) -> Iterator[str]:
    task = facts.task
    if task is not None:
        yield from problems(task, facts.items, facts.events, facts.crossings, facts.calendars, timezone.now())
        yield from measuring.problems(task, facts.items, facts.events, facts.calendars, facts.measured)


def check_roles() -> Iterator[Finding]:
    """Roles whose turn or auth Group differs from their memberships."""
    turns = {turn.role_id: turn for turn in Turn.objects.all()}
    members, grouped = defaultdict(dict), defaultdict(set)
    for row in Membership.objects.filter(is_active=True).select_related("user"):
        members[row.role_id][row.user_id] = row.user
    for group_id, user_id in User.groups.through.objects.values_list("group_id", "user_id"):
        grouped[group_id].add(user_id)
    for role in Role.objects.order_by("pk"):
        subject = f"role {role.name}"
        if grouped[role.group_id] != members[role.pk].keys():
            yield Finding(subject, "its group is not its active members")
        pool = [user for user in members[role.pk].values() if user.is_active and role.is_active]
        turn = turns.get(role.pk)
        if turn is None or sorted(turn.members) != sorted(_in_turn(user) for user in pool):
            yield Finding(subject, "those who take turns are not its active members")
        elif (turn.policy, turn.cap) != (role.policy, role.cap):
            yield Finding(subject, "its turn follows another policy")


def _in_turn(user) -> list:
    away = (user.away_from, user.away_until)
    return [user.pk, *(moment.isoformat() if moment else None for moment in away)]


def check_orphans() -> Iterator[Finding]:
    """Events that name a ticket which is not there."""
    ticket = Ticket.objects.filter(pk=OuterRef("target_id"))
    events = AuditEvent.objects.filter(~Exists(ticket), target_type="ticket").order_by("pk")
    for pk, action, target_id in events.values_list("pk", "action", "target_id").iterator(BATCH):
        yield Finding(f"event {pk}", f"{action} of ticket {target_id}, which does not exist")


def check_notices() -> Iterator[Finding]:
    """Notifications that name an event which is not one of their ticket or its conversation."""
    event = AuditEvent.objects.filter(
        pk=OuterRef("event_id"), target_type__in=KINDS, target_id=OuterRef("ticket_id")
    )
    rows = Notification.objects.filter(~Exists(event)).order_by("pk")
    for pk, event_id, ticket_id in rows.values_list("pk", "event_id", "ticket_id").iterator(BATCH):
        yield Finding(f"notification {pk}", f"names event {event_id}, which is not one of ticket {ticket_id}")
