"""One box for everything: tickets by number and words, and pages by name."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tickets_app.access import visible_tickets
from tickets_app.search import query
from tickets_app.views import asked
from tts.accounts.access import standing
from tts.core.policy import SIGNED_IN, allow

IN_PALETTE, ON_PAGE = 8, 50


@dataclass(frozen=True)
class Place:
    """A page that one can go to."""

    name: str
    label: str
    symbol: str

    @property
    def address(self) -> str:
        return reverse(self.name)


EVERYBODY = (
    Place("home", _("Home"), "home"),
    Place("new_ticket", _("New ticket"), "plus"),
    Place("track", _("My requests"), "ticket"),
    Place("notifications", _("Notifications"), "bell"),
    Place("profile", _("Profile"), "user-circle"),
)
STAFF_PLACES = (
    Place("inbox", _("My work"), "inbox"),
    Place("archive", _("Archive"), "archive"),
    Place("canned_replies", _("Canned replies"), "bolt"),
)
COORDINATORS = (
    Place("desk", _("All work"), "list-details"),
    Place("owned", _("Owned tickets"), "flag"),
    Place("board", _("Workload"), "layout-board"),
    Place("workflow_list", _("Workflows"), "schema"),
    Place("calendars", _("Calendars"), "calendar"),
    Place("people", _("People"), "users"),
)
READERS = (Place("reports", _("Reports"), "chart-bar"),)
ADMINS = (Place("integrations", _("Integrations"), "plug"),)


def places_of(user) -> list[Place]:
    """The pages that `user` may go to."""
    rights = standing(user)
    return [
        *EVERYBODY,
        *(STAFF_PLACES if rights.is_staff else ()),
        *(COORDINATORS if rights.coordinates else ()),
        *(READERS if rights.coordinates or rights.is_analyst else ()),
        *(ADMINS if rights.is_admin else ()),
    ]


@allow(SIGNED_IN)
@require_safe
def search(request):
    """What the words find; the number of a ticket leads right to it. For htmx: what the palette shows."""
    words, user = asked.words(request.GET), request.user
    exact = query.called(visible_tickets(user), words)
    if exact is not None and not request.htmx:
        return redirect("ticket", exact.number)
    most = IN_PALETTE if request.htmx else ON_PAGE
    places = [place for place in places_of(user) if words.lower() in str(place.label).lower()]
    facts = {"q": words, "exact": exact, "places": places, "tickets": _tickets(user, words, exact, most)}
    name = "tickets_app/search/_results.html" if request.htmx else "tickets_app/search/search.html"
    return render(request, name, facts)


def _tickets(user, words, exact, most):
    if not words:
        return []
    found = query.found(visible_tickets(user), words, user)
    rows = query.ranked(found, words)[:most]
    return [row for row in rows if exact is None or row.pk != exact.pk]
