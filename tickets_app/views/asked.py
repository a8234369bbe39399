"""What a list was asked for in its address: words, filters, order. Odd values count as not given."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from tickets_app import selectors
from tickets_app.models import ItemStatus, Priority, TaskItem, TaskStatus, Ticket, TicketStatus
from tts.accounts.models import Role, User

ITEM_STATES = [
    ("new", _("Not begun")),
    ("begun", _("Begun")),
    ("held", _("On hold")),
    ("breached", _("Breached")),
]
TICKET_STATES = [("late", _("Past due")), ("held", _("On hold"))]
ORDERS = [("", _("Newest first")), ("due", _("Next breach first")), ("priority", _("Most urgent first"))]


MOST_WORDS = 200


@dataclass(frozen=True)
class Filter:
    """A select above a list; `options` are (value, words)."""

    name: str
    label: str
    options: list
    value: str


def chosen(params, name: str, options: Iterable) -> str:
    """The value of a filter if it is one of those on offer, else ""."""
    given = params.get(name, "")
    return given if given in {value for value, _words in options} else ""


def words(params) -> str:
    """What is searched for. No text in the database has a NUL, and asking for one is an error there."""
    return params.get("q", "").replace("\x00", "").strip()[:MOST_WORDS]


def role_options(role_ids: Iterable[int] | None = None) -> list[tuple[str, str]]:
    """Roles in use to choose from; of `role_ids` only, where given."""
    roles = Role.objects.filter(retired_at__isnull=True)
    if role_ids is not None:
        roles = roles.filter(pk__in=role_ids)
    return [(str(pk), name) for pk, name in roles.values_list("pk", "name")]


def select(params, name: str, label: str, everything: str, options: list) -> Filter:
    """A filter whose first option leaves everything in."""
    return Filter(name, label, [("", everything), *options], chosen(params, name, options))


def items_of_state(items: QuerySet[TaskItem], state: str, now) -> QuerySet[TaskItem]:
    """Open items in one of ITEM_STATES."""
    if state == "held":
        return items.filter(task__status=TaskStatus.ON_HOLD)
    if state == "breached":
        return items.filter(Q(status=ItemStatus.BREACHED) | Q(target_resolution__lte=now))
    if state == "new":
        return items.filter(began_at__isnull=True)
    return items.filter(began_at__isnull=False) if state == "begun" else items


def items_searched(items: QuerySet[TaskItem], text: str, user: User) -> QuerySet[TaskItem]:
    """Items of tickets that `selectors.searched` finds."""
    if not text.strip():
        return items
    return items.filter(task__ticket__in=selectors.searched(Ticket.objects.all(), text, user))


def tickets_of_state(tickets: QuerySet[Ticket], state: str, now) -> QuerySet[Ticket]:
    """Tickets in one of TICKET_STATES."""
    if state == "held":
        return tickets.filter(task__status=TaskStatus.ON_HOLD)
    return tickets.filter(task__target_resolution__lte=now) if state == "late" else tickets


def in_order(tickets: QuerySet[Ticket], order: str) -> QuerySet[Ticket]:
    """`tickets` in one of ORDERS."""
    if order == "due":
        return tickets.order_by(F("task__target_resolution").asc(nulls_last=True), "-pk")
    if order == "priority":
        return tickets.order_by(_urgency().desc(), "-pk")
    return tickets.order_by("-pk")


def _urgency():
    return Case(*[When(priority=value, then=Value(Priority(value).rank)) for value in Priority.values])


PRIORITIES = list(Priority.choices)
FINISHED_STATES = [
    (status.value, status.label)
    for status in (TicketStatus.RESOLVED, TicketStatus.CLOSED, TicketStatus.REJECTED, TicketStatus.WITHDRAWN)
]
