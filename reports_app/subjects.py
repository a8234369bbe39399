"""What is counted: tickets, or the assignments (task items) on their way; and what every row of them knows.

`facts` adds to each row what measures speak of, worked out from stored columns in the database:

| alias | of a ticket |
| --- | --- |
| late_at | when its clock ran out: as recorded, or its target where that has passed and is not recorded yet |
| decided_at | when it was decided whether it met its target: the breach, else the completion in time |
| taken_up_at | when the first work on it began, or it ended without any |
| resolution, first_action | seconds from its arrival to its resolution, to the first work on it |

| alias | of an assignment |
| --- | --- |
| late_at | the same of the clock of its step |
| waiting, working | seconds until it was begun, and from there until it was closed |
| is_repeat, comes_back | whether its ticket had been at that step before, came there again |
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from tickets_app.models import TaskItem, TaskStatus, Ticket
from tts.accounts.access import standing
from tts.accounts.models import User

MOMENT = DateTimeField()
EPOCH = "EXTRACT(EPOCH FROM %(expressions)s)::float"


class Seconds(Func):
    """A duration as a number of seconds."""

    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **more):
        return super().as_sql(compiler, connection, template="(%(expressions)s / 1000000.0)", **more)

    def as_postgresql(self, compiler, connection, **more):
        return super().as_sql(
            compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)::float", **more
        )


def between(start: str, end: str) -> Seconds:
    """Seconds from one column to another."""
    return Seconds(ExpressionWrapper(F(end) - F(start), output_field=DurationField()))


@dataclass(frozen=True)
class Subject:
    """A kind of row. `ticket` is the path from a row to its ticket's columns."""

    name: str
    ticket: str
    rows: Callable[[User], QuerySet]
    facts: Callable[[QuerySet, datetime], QuerySet]


def reported_tickets(user: User) -> QuerySet[Ticket]:
    """The tickets that `user` has reports on: analysts and admins all, coordinators their departments."""
    return _overseen(user, Ticket.objects.alias(department_name=Lower("department")))


def reported_items(user: User) -> QuerySet[TaskItem]:
    """The assignments of `reported_tickets`."""
    return _overseen(user, TaskItem.objects.alias(department_name=Lower("task__ticket__department")))


def overseen_departments(user: User) -> frozenset[str] | None:
    """The departments, in lower case, that `user` has reports on; None means all of them."""
    rights = standing(user)
    if rights.is_admin or rights.is_analyst or (rights.is_coordinator and rights.departments is None):
        return None
    return rights.departments if rights.is_coordinator else frozenset()


def _overseen(user, rows):
    departments = overseen_departments(user)
    return rows if departments is None else rows.filter(department_name__in=departments)


def ticket_facts(tickets: QuerySet[Ticket], now: datetime) -> QuerySet[Ticket]:
    """`tickets` with the aliases above, as of `now`."""
    seen_until = Coalesce("task__completed_at", Value(now, output_field=MOMENT))
    late_at = Case(
        When(task__breached_at__isnull=False, then="task__breached_at"),
        When(task__target_resolution__lte=seen_until, then="task__target_resolution"),
        output_field=MOMENT,
    )
    in_time = When(
        task__status=TaskStatus.COMPLETED, task__target_resolution__isnull=False, then="task__completed_at"
    )
    return tickets.alias(
        late_at=late_at,
        decided_at=Coalesce(late_at, Case(in_time, output_field=MOMENT)),
        taken_up_at=Coalesce("task__began_at", "task__completed_at"),
        resolution=between("created_at", "resolved_at"),
        first_action=between("created_at", "task__began_at"),
    )


def item_facts(items: QuerySet[TaskItem], now: datetime) -> QuerySet[TaskItem]:
    """`items` with the aliases above."""
    same = TaskItem.objects.filter(task=OuterRef("task"), step_id=OuterRef("step_id"))
    seen_until = Coalesce("closed_at", Value(now, output_field=MOMENT))
    late_at = Case(
        When(breached_at__isnull=False, then="breached_at"),
        When(target_resolution__lte=seen_until, then="target_resolution"),
        output_field=MOMENT,
    )
    return items.alias(
        late_at=late_at,
        waiting=between("created_at", "began_at"),
        working=between("began_at", "closed_at"),
        is_repeat=Exists(same.filter(entry__lt=OuterRef("entry"))),
        comes_back=Exists(same.filter(entry__gt=OuterRef("entry"))),
    )


TICKETS = Subject("tickets", "", reported_tickets, ticket_facts)
ITEMS = Subject("items", "task__ticket__", reported_items, item_facts)
