"""Lists of work, the same for pages and REST. Every list takes a constant number of queries.

Lists of tickets are querysets that compose: a scope (`all_work`, `owned_work`, `visible_work`), narrowed
by `in_tab`, `searched` and `for_role`, and made ready to show by `with_work`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from tickets_app.access import visible_tickets
from tickets_app.models import ItemStatus, Task, TaskItem, TaskStatus, Ticket, TicketStatus
from tickets_app.models.task import ACTIVE
from tickets_app.models.ticket import FINISHED, RUNNING
from tickets_app.paging import MOST_COUNTED, capped_counts
from tickets_app.search import query
from tts.accounts.access import standing
from tts.accounts.models import User

TABS = ("active", "inactive", "unassigned")
SOON = timedelta(hours=4)


def my_work(user: User) -> QuerySet[TaskItem]:
    """The open items of `user`, the one that breaches next first; held work and work without target last."""
    return my_items(user).filter(closed_at__isnull=True)


def my_items(user: User) -> QuerySet[TaskItem]:
    """All items that `user` holds or held, with ticket, version and role, the next breach first."""
    items = TaskItem.objects.filter(user=user).select_related("task__ticket", "task__workflow", "role")
    items = items.prefetch_related("task__version")
    return items.order_by(F("target_resolution").asc(nulls_last=True), "pk")


def item_breached(now: datetime) -> Q:
    """Items whose clock has run out, recorded or not."""
    return Q(status=ItemStatus.BREACHED) | Q(target_resolution__lte=now)


def item_soon(now: datetime) -> Q:
    """Items whose clock runs and will run out within `SOON`."""
    due = Q(target_resolution__gt=now, target_resolution__lte=now + SOON)
    return due & ~Q(status=ItemStatus.BREACHED) & ~Q(task__status=TaskStatus.ON_HOLD)


def tickets_of(items: QuerySet[TaskItem]) -> QuerySet[Ticket]:
    """The tickets of open items, the item that breaches next first."""
    tickets = Ticket.objects.filter(task__items__in=items.order_by())
    return tickets.order_by(F("task__items__target_resolution").asc(nulls_last=True), "task__items__pk")


def all_work(user: User) -> QuerySet[Ticket]:
    """Tickets of the departments that `user` coordinates (admins: all), finished ones too. Newest first."""
    rights = standing(user)
    tickets = Ticket.objects.order_by("-pk")
    if rights.is_admin or (rights.is_coordinator and rights.departments is None):
        return tickets
    departments = rights.departments if rights.is_coordinator else ()
    return in_departments(tickets, departments)


def owned_work(user: User) -> QuerySet[Ticket]:
    """The tickets whose task `user` owns, finished ones too. Newest first."""
    return Ticket.objects.filter(task__owner=user).order_by("-pk")


def visible_work(user: User) -> QuerySet[Ticket]:
    """The tickets that `user` may see and that have a task. Newest first."""
    return visible_tickets(user).filter(task__isnull=False).order_by("-pk")


def in_tab(tickets: QuerySet[Ticket], tab: str) -> QuerySet[Ticket]:
    """Those of `tickets` in a tab: "active", "inactive", "unassigned" (no workflow, or nobody holds it).

    By the ticket's own status, which follows its task's: it stands in an index with the order.
    """
    if tab == "active":
        return tickets.filter(status__in=RUNNING)
    if tab == "inactive":
        return tickets.filter(status__in=FINISHED)
    unmatched = Ticket.objects.filter(status=TicketStatus.NEW, task__isnull=True).order_by()
    return tickets.filter(pk__in=unmatched.values("pk").union(_waiting(), all=True))


def counts_in_tabs(tickets: QuerySet[Ticket], tabs: Sequence[str]) -> dict[str, int]:
    """The capped count of `in_tab` for each of `tabs`. One statement.

    What is unassigned is counted in its two parts, so that each of them can stop.
    """
    parts = {tab: [in_tab(tickets, tab)] if tab != "unassigned" else _unassigned(tickets) for tab in tabs}
    counts = iter(capped_counts([rows for part in parts.values() for rows in part]))
    found = {tab: sum(next(counts) for _rows in part) for tab, part in parts.items()}
    return {tab: min(count, MOST_COUNTED + 1) for tab, count in found.items()}


def _unassigned(tickets) -> list[QuerySet]:
    waiting = _waiting_items()
    if tickets.query.has_filters():
        waiting = waiting.filter(task__ticket__in=tickets.order_by())
    return [waiting, tickets.filter(status=TicketStatus.NEW, task__isnull=True)]


def _waiting_items() -> QuerySet[TaskItem]:
    return TaskItem.objects.filter(closed_at__isnull=True, user__isnull=True).order_by()


def _waiting():
    """The ids of tickets whose open item nobody holds."""
    return _waiting_items().values("task__ticket")


def waiting_for_somebody(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those of `tickets` whose open item nobody holds."""
    return tickets.filter(pk__in=_waiting())


def held_by(tickets: QuerySet[Ticket], user_id: int) -> QuerySet[Ticket]:
    """Those of `tickets` whose open item the person holds."""
    return tickets.filter(
        pk__in=TaskItem.objects.filter(user=user_id, closed_at__isnull=True).values("task__ticket")
    )


def late(tickets: QuerySet[Ticket], now: datetime) -> QuerySet[Ticket]:
    """Those of `tickets` whose running task is past its target."""
    return tickets.filter(task__status__in=ACTIVE, task__target_resolution__lte=now)


def in_departments(tickets: QuerySet[Ticket], names: Iterable[str]) -> QuerySet[Ticket]:
    """Those of `tickets` of the departments called so, in lower case."""
    return tickets.alias(department_name=Lower("department")).filter(department_name__in=names)


def searched(tickets: QuerySet[Ticket], text: str, user: User) -> QuerySet[Ticket]:
    """Those of `tickets` whose number begins with `text`, or that have every word of it where `user` may
    read it (`tickets_app.search`)."""
    return query.found(tickets, text, user)


def for_role(tickets: QuerySet[Ticket], role_id: int) -> QuerySet[Ticket]:
    """Those of `tickets` whose open item is of a role."""
    return tickets.filter(Exists(_open_items().filter(role_id=role_id)))


def _open_items():
    return TaskItem.objects.filter(task__ticket=OuterRef("pk"), closed_at__isnull=True)


def with_work(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """`tickets` with all that a row of work shows: task, workflow, version, owner, and the open items
    with holder and role. Two more queries, however many rows."""
    related = ("task__workflow", "task__owner", "task__step_role", "requester")
    items = TaskItem.objects.filter(closed_at__isnull=True).select_related("user", "role")
    open_items = Prefetch("task__items", items, to_attr="open_items")
    # The versions are fetched once each, not repeated with their graphs in every row.
    return tickets.select_related(*related).prefetch_related("task__version", open_items)


def task_of(ticket: Ticket) -> Task | None:
    """The task of a ticket; None while no workflow matched."""
    return getattr(ticket, "task", None)


def open_item_of(ticket: Ticket) -> TaskItem | None:
    """The open item of a ticket from `with_work`; None where there is none."""
    task = task_of(ticket)
    return task.open_items[0] if task is not None and task.open_items else None


def reason_of(ticket: Ticket) -> str:
    """Why nobody works on a ticket from `with_work`; "" where somebody does or nothing is left to do."""
    task, item = task_of(ticket), open_item_of(ticket)
    if task is None:
        return _no_workflow(ticket)
    if item is not None and item.user_id is None:
        return _("Nobody in the role %(role)s is available.") % {"role": item.role.name}
    return task.hold_reason if task.status == TaskStatus.ON_HOLD else ""


def _no_workflow(ticket):
    place = " / ".join(part for part in (ticket.department, ticket.category, ticket.sub_category) if part)
    return _("No workflow takes tickets of %(place)s.") % {"place": place}
