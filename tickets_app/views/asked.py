"""What the list of one's own work was asked for in its address, and the words of any list."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tickets_app import selectors
from tickets_app.lists.filters import Filter, Option, chosen
from tickets_app.models import Priority, TaskItem, TaskStatus, Ticket
from tts.accounts.models import Role, User

ITEM_STATES = [
    ("new", _("Not begun")),
    ("begun", _("Begun")),
    ("held", _("On hold")),
    ("breached", _("Breached")),
    ("soon", _("Due within 4 hours")),
]
LONGEST = 200


def words(params) -> str:
    """What is searched for. No text in the database has a NUL, and asking for one is an error there."""
    return params.get("q", "").replace("\x00", "").strip()[:LONGEST]


def role_options(role_ids: Iterable[int]) -> list[Option]:
    """The roles in use among `role_ids` to choose from."""
    roles = Role.objects.filter(retired_at__isnull=True, pk__in=role_ids)
    return [(str(pk), name) for pk, name in roles.values_list("pk", "name")]


def select(params, name: str, label: str, everything: str, options: list[Option]) -> Filter:
    """A filter whose first option leaves everything in."""
    return Filter(name, label, [("", everything), *options], chosen(params, name, options))


def item_filters(params, role_ids: Iterable[int]) -> list[Filter]:
    """The filters of somebody's own work."""
    return [
        select(params, "role", _("Role"), _("All roles"), role_options(role_ids)),
        select(params, "status", _("Status"), _("Any status"), ITEM_STATES),
        select(params, "priority", _("Priority"), _("Any priority"), list(Priority.choices)),
    ]


def items_narrowed(items: QuerySet[TaskItem], filters: list[Filter], now) -> QuerySet[TaskItem]:
    """The items that pass `item_filters`."""
    role, status, priority = (entry.value for entry in filters)
    if role:
        items = items.filter(role_id=role)
    if priority:
        items = items.filter(task__ticket__priority=priority)
    return items_of_state(items, status, now)


def items_of_state(items: QuerySet[TaskItem], state: str, now) -> QuerySet[TaskItem]:
    """Open items in one of ITEM_STATES."""
    if state == "held":
        return items.filter(task__status=TaskStatus.ON_HOLD)
    if state == "breached":
        return items.filter(selectors.item_breached(now))
    if state == "soon":
        return items.filter(selectors.item_soon(now))
    if state == "new":
        return items.filter(began_at__isnull=True)
    return items.filter(began_at__isnull=False) if state == "begun" else items


def items_searched(items: QuerySet[TaskItem], text: str, user: User) -> QuerySet[TaskItem]:
    """Items of tickets that `selectors.searched` finds."""
    if not text.strip():
        return items
    return items.filter(task__ticket__in=selectors.searched(Ticket.objects.all(), text, user))
