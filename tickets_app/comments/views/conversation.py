"""The conversation on a ticket's page, and what of it is new."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tickets_app.access import ticket_for_read, ticket_in_sight
from tickets_app.comments import page, presenters
from tickets_app.models import Ticket
from tts.core.ids import id_in
from tts.core.policy import SIGNED_IN, allow

MOST = 2**63 - 1


@allow(SIGNED_IN)
@require_safe
def conversation(request, number: str):
    """The whole of it, for a page into which the ticket was swapped."""
    ticket = ticket_for_read(request.user, number=number)
    if not request.htmx:
        return redirect("ticket", number)
    facts = {"page": page.talk_page(request.user, ticket), "ticket": ticket}
    return render(request, "tickets_app/comments/_conversation.html", facts)


@allow(SIGNED_IN)
@require_safe
def earlier(request, number: str, before: int):
    """Threads older than a comment."""
    ticket = ticket_for_read(request.user, number=number)
    if not request.htmx or before > MOST:
        return redirect("ticket", number)
    talk = presenters.conversation(request.user, ticket, before=before)
    return render(request, "tickets_app/comments/_earlier.html", {"talk": talk, "ticket": ticket})


@allow(SIGNED_IN)
@require_safe
def changes(request, number: str):
    """What came after event `after`, and since event `seen` from others."""
    ticket = ticket_in_sight(request.user, number=number)
    return changes_response(request, ticket)


def changes_response(request, ticket: Ticket) -> HttpResponse:
    """The parts of the page that differ from what it has; the page says what that is."""
    given = request.POST if request.method == "POST" else request.GET
    # What is no id counts as the beginning.
    after, seen = (id_in(given.get(name)) or 0 for name in ("after", "seen"))
    new = page.changes(request.user, ticket, after, seen)
    return render(request, "tickets_app/comments/_changes.html", {"new": new, "ticket": ticket})
