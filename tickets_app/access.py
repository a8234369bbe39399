"""Who may see a ticket: the one rule for every way in (SPEC 2), and the doors that apply it."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from tickets_app.live.kinds import last_event
from tickets_app.models import Task, TaskItem, Ticket, TicketLink
from tts.accounts.access import Standing, standing
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.errors import NotFound


def visible_tickets(user: User) -> QuerySet[Ticket]:
    """The tickets that `user` may see, by any of the reasons of SPEC 2."""
    rights = standing(user)
    if rights.is_admin or rights.is_analyst or (rights.is_coordinator and rights.departments is None):
        return Ticket.objects.all()
    tickets = Ticket.objects.alias(department_name=Lower("department"))
    return tickets.filter(requested_by(user) | _worked_by(user, rights))


def requested_by(user: User) -> Q:
    """Tickets whose requester is `user`: entered by them, or bearing their external id or verified e-mail."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values(address=Lower("email"))
    ways = [Q(requester=user), Q(requester_email__in=addresses) & ~Q(requester_email="")]
    if user.external_id:
        ways.append(Q(requester_external_id=user.external_id))
    # Each has an index of its own; said as one condition, every ticket would be read.
    first, *others = [Ticket.objects.filter(way).order_by().values("pk") for way in ways]
    return Q(pk__in=first.union(*others))


def is_requester(actor: Actor, ticket: Ticket) -> bool:
    """Whether `actor` asked for the ticket: by the rule of `requested_by`, or by the ticket's signed link."""
    if actor.guest:
        return actor.guest == ticket.requester_email
    return actor.user is not None and asked_for(actor.user, ticket)


def asked_for(user: User, ticket: Ticket) -> bool:
    """Whether `ticket` is one of those that `requested_by(user)` finds. At most one query."""
    if ticket.requester_id == user.pk:
        return True
    if user.external_id and user.external_id == ticket.requester_external_id:
        return True
    verified = EmailAddress.objects.filter(user=user, verified=True, email__iexact=ticket.requester_email)
    return bool(ticket.requester_email) and verified.exists()


def _worked_by(user, rights: Standing) -> Q:
    rule = Q(task__owner=user) | Q(Exists(_items(user, rights)))
    if rights.role_ids:
        rule |= Q(task__step_role__in=rights.role_ids)
    if rights.is_coordinator:
        rule |= Q(department_name__in=rights.departments)
    return rule


def _items(user, rights):
    """Items that the person holds or held, or that wait in or are open for one of their roles."""
    mine = Q(user=user) | Q(closed_at__isnull=True, role__in=rights.role_ids)
    return TaskItem.objects.filter(mine, task__ticket=OuterRef("pk"))


def ticket_for_read(user: User, **lookup) -> Ticket:
    """The one ticket that matches `lookup`, with its task and version, the id of its `last_event`,
    and whether it `has_links`.

    Raises NotFound where there is none that `user` may see: a stranger is told no more than that.
    """
    related = ("task__version__calendar", "task__workflow", "task__owner", "task__step_role", "requester")
    links = TicketLink.objects.filter(Q(ticket=OuterRef("pk")) | Q(other=OuterRef("pk")))
    tickets = visible_tickets(user).select_related(*related)
    return _only(tickets.annotate(last_event=last_event(), has_links=Exists(links)).filter(**lookup))


def ticket_in_sight(user: User, **lookup) -> Ticket:
    """As `ticket_for_read`, the bare ticket: for what every open page asks whenever something happens."""
    return _only(visible_tickets(user).filter(**lookup))


def _only(tickets: QuerySet[Ticket]) -> Ticket:
    ticket = tickets.first()
    if ticket is None:
        raise NotFound
    return ticket


def task_for_read(user: User, task_id: int) -> Task:
    """The task of a ticket that `user` may see; else NotFound."""
    return ticket_for_read(user, task__pk=task_id).task


def item_for_read(user: User, item_id: int) -> TaskItem:
    """An item of a ticket that `user` may see; else NotFound."""
    item = TaskItem.objects.select_related("task").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    task_for_read(user, item.task_id)
    return item


def sees_as_staff(user: User, ticket: Ticket) -> bool:
    """Whether `user` sees the internal part: everyone who may see the ticket and is not only its requester.

    Analysts read without internal notes.
    """
    return ticket.pk in seen_as_staff(user, [ticket])


def seen_as_staff(user: User, tickets: Iterable[Ticket]) -> set[int]:
    """The ids of those of `tickets` whose internal part `user` sees. At most one query."""
    rights = standing(user)
    overseen = {ticket.pk for ticket in tickets if rights.oversees(ticket.department)}
    others = [ticket.pk for ticket in tickets if ticket.pk not in overseen]
    if not others:
        return overseen
    rows = Ticket.objects.alias(department_name=Lower("department")).filter(_worked_by(user, rights))
    return overseen.union(rows.filter(pk__in=others).values_list("pk", flat=True))


def internal_of_all(user: User) -> bool:
    """Whether `user` sees the internal part of every ticket."""
    rights = standing(user)
    return rights.is_admin or (rights.is_coordinator and rights.departments is None)


def internal_tickets(user: User) -> QuerySet[Ticket] | None:
    """The tickets whose internal part `user` sees; None for people without any role: they see none."""
    if internal_of_all(user):
        return Ticket.objects.all()
    rights = standing(user)
    if not rights.is_staff:
        return None
    return Ticket.objects.alias(department_name=Lower("department")).filter(_worked_by(user, rights))


def directs(user: User | None, ticket: Ticket) -> bool:
    """Whether `user` may direct others' work on the ticket: its coordinators and admins, and the system."""
    if user is None:
        return True
    rights = standing(user)
    if rights.oversees(ticket.department):
        return True
    task = getattr(ticket, "task", None)
    return rights.is_coordinator and task is not None and task.owner_id == user.pk
