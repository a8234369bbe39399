"""The visibility rule seen from the other side: which people may see a ticket or its internal part."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import Case, Q, QuerySet, When

from tickets_app.comments.access import Part, part_for
from tickets_app.models import TaskItem, Ticket
from tickets_app.selectors import task_of
from tts.accounts.access import read_standings, standing
from tts.accounts.models import Membership, Role, User

COMPLETIONS = 8


def who_may_see(ticket: Ticket, *, internal: bool) -> QuerySet[User]:
    """The active people who may see `ticket`; with `internal`, its internal part.

    Says the same as `tickets_app.access`, for all people at once: who is mentioned and who is told is
    taken from here, and a test compares the two.
    """
    members = _members()
    rule = Q(is_superuser=True) | Q(pk__in=_overseers(ticket, members)) | _workers(ticket, members)
    if not internal:
        readers = members.filter(role__kind=Role.Kind.ANALYST)
        rule |= Q(pk__in=readers.values("user")) | _requesters(ticket)
    return User.objects.filter(rule, is_active=True)


def parts_at(ticket: Ticket, user_ids: Iterable[int]) -> dict[User, Part]:
    """Those of the people with these ids who may see `ticket`, each with their part in its conversation.

    Says the same as `tickets_app.access` and `part_of`, for all of them in two queries.
    """
    works, asks = _whether(_workers(ticket, _members())), _whether(_requesters(ticket))
    people = User.objects.filter(pk__in=user_ids, is_active=True).annotate(works=works, asks=asks)
    read_standings(people)
    parts = {user: _part(user, ticket) for user in people}
    return {user: part for user, part in parts.items() if part is not None}


def _whether(rule: Q) -> Case:
    return Case(When(rule, then=True), default=False)


def _part(user, ticket) -> Part | None:
    rights = standing(user)
    is_staff = user.works or rights.oversees(ticket.department)
    if not (is_staff or rights.is_analyst or user.asks):
        return None
    return part_for(is_staff=is_staff, is_analyst=rights.is_analyst, asks=user.asks)


def _members() -> QuerySet[Membership]:
    return Membership.objects.filter(is_active=True, role__retired_at__isnull=True)


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
        verified = EmailAddress.objects.filter(verified=True, email__iexact=address)
        rule |= Q(pk__in=verified.values("user"))
    return rule


def mentionable(ticket: Ticket, *, internal: bool, begins: str, limit: int = COMPLETIONS) -> list[User]:
    """Those who may be mentioned and whose name or user name begins with `begins`, by name."""
    named = (
        Q(username__istartswith=begins) | Q(first_name__istartswith=begins) | Q(last_name__istartswith=begins)
    )
    people = who_may_see(ticket, internal=internal).filter(named)
    return list(people.distinct().order_by("first_name", "last_name", "pk")[:limit])
