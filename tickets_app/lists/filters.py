"""Filters of lists of tickets: each stands in the address under its name. Odd values count as not given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets_app import selectors
from tickets_app.models import Priority, TaskStatus, Ticket, TicketStatus
from tickets_app.models.task import ACTIVE
from tickets_app.models.ticket import FINISHED
from tts.accounts.access import standing
from tts.accounts.models import Role, User
from workflows_app.models import Workflow, WorkflowStatus

Option = tuple[str, str]
DAY = timedelta(days=1)
AGES = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}

STATES = [
    ("late", gettext_lazy("Past due")),
    ("soon", gettext_lazy("Due within 4 hours")),
    ("held", gettext_lazy("On hold")),
    ("untimed", gettext_lazy("Without a target")),
]
AGE_OPTIONS = [
    ("day", gettext_lazy("From the last 24 hours")),
    ("week", gettext_lazy("From the last 7 days")),
    ("month", gettext_lazy("From the last 30 days")),
    ("older", gettext_lazy("Older than 30 days")),
]


@dataclass(frozen=True)
class Kind:
    """A filter that lists may offer. `options`: its values with their words, for a person; `narrow`: the
    tickets of one value."""

    name: str
    label: str
    everything: str
    options: Callable[[User], list[Option]]
    narrow: Callable[[QuerySet[Ticket], str, User, datetime], QuerySet[Ticket]]


@dataclass(frozen=True)
class Filter:
    """A select above a list; `options` are (value, words), the first one leaves everything in."""

    name: str
    label: str
    options: list[Option]
    value: str

    @property
    def words(self) -> str:
        """The words of the value."""
        return str(dict(self.options)[self.value])


def chosen(params, name: str, options: Iterable[Option]) -> str:
    """The value of a filter if it is one of those on offer, else ""."""
    given = params.get(name, "")
    return given if given in {value for value, _words in options} else ""


def asked_for(params, names: Iterable[str], user: User) -> list[Filter]:
    """The filters called `names` with what an address asks of them."""
    filters = []
    for kind in (KINDS[name] for name in names):
        options = kind.options(user)
        value = chosen(params, kind.name, options)
        filters.append(Filter(kind.name, str(kind.label), [("", str(kind.everything)), *options], value))
    return filters


def narrowed(tickets: QuerySet[Ticket], filters: Iterable[Filter], user: User, now: datetime):
    """Those of `tickets` that pass all `filters`."""
    for entry in filters:
        if entry.value:
            tickets = KINDS[entry.name].narrow(tickets, entry.value, user, now)
    return tickets


def _people(user) -> list[Option]:
    people = User.objects.filter(
        is_active=True, memberships__is_active=True, memberships__role__retired_at__isnull=True
    ).distinct()
    names = sorted((person.full_name, str(person.pk)) for person in people)
    return [("me", _("Me")), ("nobody", _("Nobody")), *((pk, name) for name, pk in names)]


def _of_person(tickets, value, user, now):
    if value == "nobody":
        return selectors.waiting_for_somebody(tickets)
    return selectors.held_by(tickets, user.pk if value == "me" else int(value))


def _roles(user) -> list[Option]:
    roles = Role.objects.filter(retired_at__isnull=True)
    return [(str(pk), name) for pk, name in roles.values_list("pk", "name")]


def _known_workflows(user) -> list[tuple[int, str, str, str]]:
    """(id, name, department, status) of every workflow, read once for each user object: two filters ask."""
    if not hasattr(user, "_known_workflows"):
        rows = Workflow.objects.order_by("name").values_list("pk", "name", "department", "status")
        user._known_workflows = list(rows)
    return user._known_workflows


def _workflows(user) -> list[Option]:
    """Those that ever took a ticket, drafts being new ones."""
    rows = _known_workflows(user)
    return [(str(pk), name) for pk, name, _department, status in rows if status != WorkflowStatus.DRAFT]


def _departments(user) -> list[Option]:
    """Those of workflows; for coordinators, as far as they oversee them."""
    by_key = {name.strip().lower(): name for _pk, _name, name, _status in _known_workflows(user) if name}
    overseen = standing(user).departments if standing(user).coordinates else None
    return sorted((key, name) for key, name in by_key.items() if overseen is None or key in overseen)


def _of_department(tickets, value, user, now):
    return selectors.in_departments(tickets, [value])


def _of_state(tickets, value, user, now):
    if value == "held":
        return tickets.filter(status=TicketStatus.ON_HOLD)
    running = tickets.filter(task__status__in=ACTIVE)
    if value == "untimed":
        return running.filter(task__target_resolution__isnull=True)
    if value == "late":
        return selectors.late(tickets, now)
    running = running.exclude(task__status=TaskStatus.ON_HOLD)
    return running.filter(task__target_resolution__gt=now, task__target_resolution__lte=now + selectors.SOON)


def _of_age(tickets, value, user, now):
    if value == "older":
        return tickets.filter(created_at__lt=now - AGES["month"])
    return tickets.filter(created_at__gte=now - AGES[value])


def _finished(user) -> list[Option]:
    return [(status.value, status.label) for status in FINISHED]


def _open(user) -> list[Option]:
    return [(status.value, status.label) for status in TicketStatus if status not in FINISHED]


def _of_status(tickets, value, user, now):
    return tickets.filter(status=value)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("status", gettext_lazy("Status"), gettext_lazy("Any status"),
             lambda user: list(TicketStatus.choices), _of_status),
        Kind("priority", gettext_lazy("Priority"), gettext_lazy("Any priority"),
             lambda user: list(Priority.choices), lambda tickets, value, *_: tickets.filter(priority=value)),
        Kind("state", gettext_lazy("Clock"), gettext_lazy("Any state"), lambda user: STATES, _of_state),
        Kind("role", gettext_lazy("Role"), gettext_lazy("All roles"), _roles,
             lambda tickets, value, *_: selectors.for_role(tickets, int(value))),
        Kind("person", gettext_lazy("With"), gettext_lazy("Anybody"), _people, _of_person),
        Kind("workflow", gettext_lazy("Workflow"), gettext_lazy("All workflows"), _workflows,
             lambda tickets, value, *_: tickets.filter(task__workflow=int(value))),
        Kind("department", gettext_lazy("Department"), gettext_lazy("All departments"), _departments,
             _of_department),
        Kind("age", gettext_lazy("Age"), gettext_lazy("Any age"), lambda user: AGE_OPTIONS, _of_age),
    )
}  # fmt: skip
