"""Following a ticket: whoever may see it may be told of its comments and its status."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tickets_app.access import ticket_for_read
from tickets_app.comments.people import who_may_see
from tickets_app.models import Notification, Ticket, Watcher
from tts.accounts.models import User
from tts.core.actor import Actor


@transaction.atomic
def watch(actor: Actor, ticket_id: int, wanted: bool = True) -> None:
    """Follow a ticket, or no longer. NotFound for one that the person may not see. Repeating does no harm."""
    ticket = ticket_for_read(actor.user, pk=ticket_id)
    if wanted:
        Watcher.objects.get_or_create(ticket=ticket, user=actor.user)
    else:
        Watcher.objects.filter(ticket=ticket, user=actor.user).delete()


def people_and_watchers(ticket: Ticket, ids: Iterable[int]) -> dict[int, User]:
    """The people of `ids` and those who follow `ticket`, by id; each says whether they do: `follows`."""
    rows = Watcher.objects.filter(ticket=ticket)
    chosen = Q(pk__in=list(ids)) | Q(pk__in=rows.values("user"))
    follows = Exists(rows.filter(user=OuterRef("pk")))
    return {user.pk: user for user in User.objects.filter(chosen).annotate(follows=follows)}


def watchers_among(people: Iterable[User]) -> list[User]:
    """Those of `people_and_watchers` who follow, by name, whether they may still see the ticket or not."""
    return sorted((user for user in people if user.follows), key=lambda user: user.full_name.lower())


def watcher_ids(ticket: Ticket) -> list[int]:
    """The ids of those who follow `ticket`, whether they may still see it or not."""
    return list(Watcher.objects.filter(ticket=ticket).order_by("pk").values_list("user_id", flat=True))


def tell_watchers(change) -> None:
    """Have a Change tell its ticket's new status to those who follow it and may still see it.

    Call it last: whoever is told something else by the same change is not told twice.
    """
    ticket = change.ticket
    ids = watcher_ids(ticket) if getattr(ticket, "is_watched", True) else []
    if not ids:
        return
    allowed = who_may_see(ticket, internal=False).filter(pk__in=ids).distinct()
    for user_id in allowed.order_by("pk").values_list("pk", flat=True):
        change.notify(Notification.Kind.TICKET_STATUS, user_id, status=ticket.status, about="work")
