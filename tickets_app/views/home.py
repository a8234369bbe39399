"""The first page: what is next, what there is to do, and what changed."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets_app import selectors
from tickets_app.access import requested_by
from tickets_app.actions.reading import in_app
from tickets_app.models import Ticket
from tickets_app.models.ticket import FINISHED
from tickets_app.paging import capped_count, capped_counts, count_words
from tickets_app.presenters import rows
from tickets_app.views.asked import items_of_state
from tickets_app.views.lists import VERSION
from tickets_app.views.notifications import lines
from tts.accounts.access import standing
from tts.core.policy import SIGNED_IN, allow

SHOWN = 5
OWN_STATES = ("breached", "soon", "held")


@allow(SIGNED_IN)
@require_safe
def home(request):
    """For people with a role their next work; for everyone their requests and what changed lately."""
    user, now = request.user, timezone.now()
    facts = {"changed": lines(in_app(user)[:SHOWN]), "requests": _requests(user, now)}
    if standing(user).is_staff:
        facts |= _work(user, now)
    if standing(user).coordinates:
        facts |= _oversight(user, now)
    return render(request, "tickets_app/home.html", facts)


def _requests(user, now) -> list[rows.Row]:
    own = Ticket.objects.filter(requested_by(user)).exclude(status__in=FINISHED).order_by("-pk")
    return [
        rows.request_row(ticket, now)
        for ticket in selectors.with_work(own).prefetch_related(*VERSION)[:SHOWN]
    ]


def _work(user, now) -> dict:
    items = selectors.my_work(user)
    upcoming = [rows.item_row(item, now) for item in items.prefetch_related(*VERSION)[:SHOWN]]
    counts = capped_counts([items, *(items_of_state(items, state, now) for state in OWN_STATES)])
    return {
        "upcoming": upcoming,
        "own": dict(zip(("all", *OWN_STATES), map(count_words, counts), strict=True)),
    }


def _oversight(user, now) -> dict:
    """What a coordinator looks at: unassigned work, and open tickets whose clock has run out."""
    work = selectors.all_work(user)
    late = selectors.late(work, now)
    unassigned = selectors.counts_in_tabs(work, ["unassigned"])["unassigned"]
    return {"unassigned": count_words(unassigned), "late": count_words(capped_count(late))}
