"""The page of one ticket, and what is done from it."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tickets_app.access import ticket_for_read
from tickets_app.models import Ticket
from tickets_app.presenters.ticket import ticket_page
from tickets_app.views.places import is_from_row, next_page
from tickets_app.views.verbs import VERBS, Verb, form_acts, form_for
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound
from tts.core.forms import add_errors
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow
from workflows_app.editor.versions import READING, reading


@allow(SIGNED_IN)
@require_safe
def ticket(request, number: str):
    """The page of a ticket, for whoever may see it: the whole of it, or its public part."""
    response = _page(request, ticket_for_read(request.user, number=number))
    response["Speculation-Rules"] = f'"{reverse("ahead")}"'
    return response


@allow(SIGNED_IN)
@require_safe
def on_paper(request, number: str):
    """The ticket with its whole history on one page without controls, to print or to keep."""
    ticket = ticket_for_read(request.user, number=number)
    page = ticket_page(request.user, ticket, timezone.now(), whole_history=True)
    return render(request, "tickets_app/ticket/print.html", {"page": page, "ticket": ticket})


@allow(SIGNED_IN)
@require_safe
def way(request, number: str):
    """The ticket's way through its version, as the designer draws it, for who sees the map on its page."""
    ticket = ticket_for_read(request.user, number=number)
    page = ticket_page(request.user, ticket, timezone.now())
    if page.map is None:
        raise NotFound
    context = {
        **reading(page.task.version, page.way),
        "title": _("%(number)s: way through the workflow") % {"number": number},
        "name": number,
        "back": reverse("ticket", args=[number]),
        "back_words": _("The ticket"),
    }
    return render(request, READING, context)


@allow(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, number: str, verb: str):
    """Do something with a ticket. GET: the form for it, where it has one; POST: do it."""
    if verb not in VERBS:
        raise NotFound
    ticket = ticket_for_read(request.user, number=number)
    if request.method == "POST":
        return _do(request, ticket, VERBS[verb], verb)
    if verb == "transition" and request.htmx:
        return _choices(request, ticket)
    if not VERBS[verb].has_page:
        return redirect("ticket", number)
    form = form_for(VERBS[verb], ticket, asked=request.GET)
    return _form_page(request, ticket, verb, form)


def _choices(request, ticket) -> HttpResponse:
    """The transitions of the ticket's step with room for notes, as its page has them, for a list's dialog."""
    page = ticket_page(request.user, ticket, timezone.now())
    facts = {"page": page, "ticket": ticket, "verb": VERBS["transition"], "next": next_page(request)}
    facts["from_row"] = is_from_row(request)
    return render(request, "tickets_app/ticket/_transition.html", facts)


def _do(request, ticket, chosen: Verb, verb: str) -> HttpResponse:
    form = form_for(chosen, ticket, data=request.POST)
    if not form.is_valid():
        return _refused(request, ticket, verb, form, Invalid.status)
    try:
        said = chosen.act(actor_of(request), ticket, form.cleaned_data)
    except Invalid as error:
        add_errors(form, error)
        return _refused(request, ticket, verb, form, error.status)
    except (Conflict, Forbidden) as error:
        form.add_error(None, error.message)
        return _refused(request, ticket, verb, form, error.status)
    messages.success(request, said)
    return _done(request, ticket)


def _refused(request, ticket, verb, form, status: int) -> HttpResponse:
    """The refusal beside the button, with what had been typed."""
    if VERBS[verb].has_page:
        return _form_page(request, ticket, verb, form, status)
    facts = {"refused": verb, "refusal": _messages(form), "notes": form.data.get("notes", "")}
    if request.htmx:
        return render(request, "tickets_app/ticket/_refusal.html", {"ticket": ticket, **facts}, status=status)
    return _page(request, ticket_for_read(request.user, pk=ticket.pk), status, **facts)


def _messages(form) -> list[str]:
    return [message for messages_of_field in form.errors.values() for message in messages_of_field]


def _page(request, ticket: Ticket, status: int = 200, **more) -> HttpResponse:
    """The page, or for htmx its changing part, with a head beside a list; `more`: a refusal and what had been
    typed."""
    whole = request.GET.get("history") == "all"
    page = ticket_page(request.user, ticket, timezone.now(), whole_history=whole)
    kind = "public" if page.is_public else "staff"
    part = f"tickets_app/ticket/_{kind}.html"
    facts = {"page": page, "ticket": ticket, "form_acts": form_acts(page.offers.verbs), "part": part, **more}
    facts["is_beside_a_list"] = request.headers.get("HX-Target") == "aside#detail"
    return render(request, _template(request, kind, facts), facts, status=status)


def _template(request, kind: str, facts: dict) -> str:
    if not request.htmx:
        return f"tickets_app/ticket/{kind}.html"
    return "tickets_app/ticket/_pane.html" if facts["is_beside_a_list"] else facts["part"]


def _form_page(request, ticket, verb, form, status: int = 200) -> HttpResponse:
    """The form of a verb as a page, or for htmx as the content of the page's dialog."""
    name = "tickets_app/ticket/_act.html" if request.htmx else "tickets_app/ticket/act.html"
    facts = {"ticket": ticket, "name": verb, "verb": VERBS[verb], "form": form, "next": next_page(request)}
    facts["from_row"] = is_from_row(request)
    return render(request, name, facts, status=status)


def _done(request, ticket) -> HttpResponse:
    """Back to the ticket, or to the list that the person came from. A list that was acted on from one of its
    rows stays as it is and asks for what became of them."""
    place = next_page(request)
    if request.htmx and is_from_row(request):
        said = render(request, "core/_messages_partial.html")
        said["HX-Trigger"] = json.dumps({"row:acted": {"number": ticket.number}})
        return said
    if not request.htmx:
        return redirect(place or reverse("ticket", args=[ticket.number]))
    if place:
        there = {"path": place, "target": "#list", "swap": "outerHTML", "push": "false"}
        return HttpResponse(headers={"HX-Location": json.dumps(there)})
    response = _page(request, ticket_for_read(request.user, pk=ticket.pk))
    response["HX-Retarget"], response["HX-Reswap"] = "#ticket", "outerHTML"
    return response
