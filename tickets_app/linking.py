"""Reading the links between tickets: a link is seen by whoever sees both its ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tickets_app.access import visible_tickets
from tickets_app.models import Ticket, TicketLink
from tts.accounts.models import User


@dataclass(frozen=True)
class Related:
    """One link as seen from a ticket: what `ticket`, at its other end, is to it in `words`."""

    link_id: int
    kind: str
    words: str
    ticket: Ticket


def links_between(one_id: int, other_id: int) -> QuerySet[TicketLink]:
    """The link of two tickets, whichever of them it was made on."""
    return TicketLink.objects.filter(Q(ticket=one_id, other=other_id) | Q(ticket=other_id, other=one_id))


def related_to(ticket: Ticket, user: User) -> list[Related]:
    """The tickets linked to `ticket` that `user` may see, in the order in which they were linked."""
    rows = TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).select_related("ticket", "other")
    links = list(rows.order_by("pk"))
    seen = _seen({link.end_beside(ticket.pk).pk for link in links}, user)
    return [
        Related(link.pk, link.kind, _words(link, ticket), link.end_beside(ticket.pk))
        for link in links
        if link.end_beside(ticket.pk).pk in seen
    ]


def _seen(ids: Iterable[int], user) -> set[int]:
    return set(visible_tickets(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _words(link: TicketLink, ticket: Ticket) -> str:
    if link.ticket_id == ticket.pk:
        return str(link.get_kind_display())
    return {
        TicketLink.Kind.RELATES: _("Related to"),
        TicketLink.Kind.DUPLICATE: _("Has the duplicate"),
        TicketLink.Kind.BLOCKED: _("Blocks"),
        TicketLink.Kind.PART: _("Has the part"),
    }[link.kind]
