"""Who may see a ticket: the one rule for every way in (SPEC 2), and the doors that apply it.

The rule stands here twice: as a condition that finds tickets (`visible_tickets`), and for a ticket that is at
hand (`sees`), which mostly needs no query. Tests hold the two together.
"""

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
    if _sees_all(rights):
        return Ticket.objects.all()
    tickets = Ticket.objects.alias(department_name=Lower("department"))
    return tickets.filter(requested_by(user) | _worked_by(user, rights))


def _sees_all(rights: Standing) -> bool:
    return rights.is_admin or rights.is_analyst or (rights.is_coordinator and rights.departments is None)


def sees(user: User, ticket: Ticket) -> bool:
    """Whether `ticket` is one of `visible_tickets(user)`. At most two queries where its task is at hand."""
    rights = standing(user)
    if _sees_all(rights) or _works_here(user, rights, ticket) or asked_for(user, ticket):
        return True
    return _items(user, rights).filter(task__ticket=ticket).exists()


def _works_here(user, rights, ticket) -> bool:
    """Whether department, owner or present step of a ticket make it the person's: the part of the rule that
    a ticket with its task says by itself."""
    if rights.oversees(ticket.department):
        return True
    task = getattr(ticket, "task", None)
    return task is not None and (task.owner_id == user.pk or task.step_role_id in rights.role_ids)


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
    of_ticket = _items(user, rights).filter(task__ticket=OuterRef("pk"))
    rule = Q(task__owner=user) | Q(Exists(of_ticket))
    if rights.role_ids:
        rule |= Q(task__step_role__in=rights.role_ids)
    if rights.is_coordinator:
        rule |= Q(department_name__in=rights.departments)
    return rule


def _items(user, rights):
    """Items that the person holds or held, or that wait in or are open for one of their roles."""
    mine = Q(user=user) | Q(closed_at__isnull=True, role__in=rights.role_ids)
    return TaskItem.objects.filter(mine)


def ticket_for_read(user: User, **lookup) -> Ticket:
    """The one ticket that matches `lookup`, with its task and version, the id of its `last_event`,
    and whether it `has_links`.

    Raises NotFound where there is none that `user` may see: a stranger is told no more than that.
    """
    related = ("task__version__calendar", "task__workflow", "task__owner", "task__step_role", "requester")
    links = TicketLink.objects.filter(Q(ticket=OuterRef("pk")) | Q(other=OuterRef("pk")))
    tickets = Ticket.objects.select_related(*related).filter(**lookup)
    return seen_of(user, tickets.annotate(last_event=last_event(), has_links=Exists(links)))


def ticket_in_sight(user: User, **lookup) -> Ticket:
    """As `ticket_for_read`, with its bare task: for what every open page asks whenever something happens."""
    return seen_of(user, Ticket.objects.select_related("task").filter(**lookup))


def seen_of(user: User, tickets: QuerySet[Ticket]) -> Ticket:
    """The first of the very few `tickets` that `user` may see; NotFound without one."""
    for ticket in tickets.order_by("pk"):
        if sees(user, ticket):
            return ticket
    raise NotFound


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
    plain = {ticket.pk for ticket in tickets if _plainly(user, rights, ticket)}
    others = [ticket.pk for ticket in tickets if ticket.pk not in plain]
    if not others:
        return plain
    rows = Ticket.objects.alias(department_name=Lower("department")).filter(_worked_by(user, rights))
    return plain.union(rows.filter(pk__in=others).values_list("pk", flat=True))


def _plainly(user, rights, ticket) -> bool:
    """As `_works_here`, without looking for a task that is not at hand."""
    if Ticket.task.is_cached(ticket):
        return _works_here(user, rights, ticket)
    return rights.oversees(ticket.department)


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
