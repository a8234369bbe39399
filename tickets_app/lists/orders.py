"""The orders of lists of tickets. Each has an index that gives it, so that a page costs what it shows."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from tickets_app.models import Ticket
from tickets_app.models.task import ACTIVE
from tickets_app.models.ticket import URGENCY

NEWEST, OLDEST, DUE, PRIORITY = "newest", "oldest", "due", "priority"
LABELS = {
    NEWEST: _("Newest first"),
    OLDEST: _("Oldest first"),
    DUE: _("Next breach first"),
    PRIORITY: _("Most urgent first"),
}


def options(searches: bool, *, is_finished: bool) -> list[tuple[str, str]]:
    """What can be chosen: while words are searched for, the best match comes first by default. Finished
    tickets have neither a next breach nor an urgency."""
    names = [NEWEST, OLDEST] if is_finished else list(LABELS)
    if searches:
        return [("", _("Best match first")), *((name, LABELS[name]) for name in names)]
    return [("", LABELS[NEWEST]), *((name, LABELS[name]) for name in names[1:])]


def in_order(tickets: QuerySet[Ticket], order: str) -> QuerySet[Ticket]:
    """`tickets` in one of the orders; newest first for any other name.

    By their next breach only those with a running task come: others have none.
    """
    if order == DUE:
        due = F("task__target_resolution").asc(nulls_last=True)
        return tickets.filter(task__status__in=ACTIVE).order_by(due, "-pk")
    if order == PRIORITY:
        return tickets.alias(urgency=URGENCY).order_by(F("urgency").desc(), "-pk")
    return tickets.order_by("pk" if order == OLDEST else "-pk")
