"""The visibility rule seen from the other side: which people may see a ticket or its internal part."""

from django.db.models import Q, QuerySet

from tickets_app.models import TaskItem, Ticket
from tickets_app.selectors import task_of
from tts.accounts.models import Membership, Role, User

COMPLETIONS = 8


def who_may_see(ticket: Ticket, *, internal: bool) -> QuerySet[User]:
    """The active people who may see `ticket`; with `internal`, its internal part.

    Says the same as `tickets_app.access`, for all people at once: who is mentioned and who is told is
    taken from here, and a test compares the two.
    """
    members = Membership.objects.filter(is_active=True, role__retired_at__isnull=True)
    rule = Q(is_superuser=True) | Q(pk__in=_overseers(ticket, members)) | _workers(ticket, members)
    if not internal:
        readers = members.filter(role__kind=Role.Kind.ANALYST)
        rule |= Q(pk__in=readers.values("user")) | _requesters(ticket)
    return User.objects.filter(rule, is_active=True)


def _overseers(ticket, members) -> list[int]:
    """Admins, and the coordinators of the ticket's department."""
    kinds = (Role.Kind.ADMIN, Role.Kind.COORDINATOR)
    rows = members.filter(role__kind__in=kinds).values_list("user_id", "role__kind", "departments")
    here = ticket.department.strip().lower()
    return [
        user_id
        for user_id, kind, names in rows
        if kind == Role.Kind.ADMIN or not names or here in {name.strip().lower() for name in names}
    ]


def _workers(ticket, members) -> Q:
    """Owner, whoever holds or held an item, and the roles where it is now."""
    task = task_of(ticket)
    if task is None:
        return Q(pk__in=())
    items = TaskItem.objects.filter(task=task)
    roles = Q(role=task.step_role_id) | Q(role__in=items.filter(closed_at__isnull=True).values("role"))
    return (
        Q(pk=task.owner_id)
        | Q(pk__in=items.filter(user__isnull=False).values("user"))
        | Q(pk__in=members.filter(roles).values("user"))
    )


def _requesters(ticket) -> Q:
    """Whoever asked for it: by account, external id or verified address."""
    rule = Q(pk=ticket.requester_id)
    if ticket.requester_external_id:
        rule |= Q(external_id=ticket.requester_external_id)
    if ticket.requester_email:
        address = ticket.requester_email
        rule |= Q(emailaddress__verified=True, emailaddress__email__iexact=address)
    return rule


def mentionable(ticket: Ticket, *, internal: bool, begins: str, limit: int = COMPLETIONS) -> list[User]:
    """Those who may be mentioned and whose name or user name begins with `begins`, by name."""
    named = (
        Q(username__istartswith=begins) | Q(first_name__istartswith=begins) | Q(last_name__istartswith=begins)
    )
    people = who_may_see(ticket, internal=internal).filter(named)
    return list(people.distinct().order_by("first_name", "last_name", "pk")[:limit])
