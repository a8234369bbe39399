"""The page of one ticket for its requester without an account, who comes by the signed link of a mail."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tickets_app import guests
from tickets_app.comments import actions
from tickets_app.comments.access import public_attachment
from tickets_app.comments.page import ticket_files
from tickets_app.comments.presenters import public_conversation
from tickets_app.comments.serving import content_response
from tickets_app.forms import RatingForm
from tickets_app.presenters.ticket import guest_page
from tickets_app.views.verbs import VERBS, form_acts, form_for
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound
from tts.core.forms import carried_out
from tts.core.ids import id_in
from tts.core.policy import PUBLIC, allow
from tts.core.rate_limits import seconds_to_wait, too_many

ALLOWED = ("rate", "reopen", "withdraw")


@allow(PUBLIC)
@require_safe
def track(request, token: str):
    """Where the request stands. The link opens this ticket and no other."""
    ticket, _address = guests.ticket_of(token)
    return _page(request, token, ticket)


@allow(PUBLIC)
@require_POST
def act(request, token: str, verb: str):
    """Rate, reopen or withdraw it."""
    ticket, address = guests.ticket_of(token)
    if verb not in ALLOWED:
        raise NotFound
    chosen, actor = VERBS[verb], guests.actor(request.request_id, address)
    form = form_for(chosen, ticket, data=request.POST)
    said = []
    try:
        done = carried_out(form, lambda data: said.append(chosen.act(actor, ticket, data)))
    except (Conflict, Forbidden) as error:
        form.add_error(None, error.message)
        return _page(request, token, ticket, error.status, form=(verb, form))
    if not done:
        return _page(request, token, ticket, 400, form=(verb, form))
    messages.success(request, said[0])
    return redirect("track_ticket", token)


@allow(PUBLIC)
@require_POST
def say(request, token: str):
    """Comment on it publicly; few times a minute, since nobody signed in for it."""
    ticket, address = guests.ticket_of(token)
    wait = seconds_to_wait("sign-in", f"link {ticket.pk}")
    if wait is not None:
        return too_many(request, wait)
    text, actor = request.POST.get("text", ""), guests.actor(request.request_id, address)
    try:
        comment = actions.answer(actor, ticket.pk, text)
    except Invalid as error:
        return _page(request, token, ticket, error.status, said=text, said_wrong=error.details.get("text"))
    return redirect(f"{reverse('track_ticket', args=[token])}#comment-{comment.pk}")


@allow(PUBLIC)
@require_safe
def file(request, token: str, pk: int):
    """A file of the public part, as `comments.views.files.content` sends it."""
    ticket, _address = guests.ticket_of(token)
    return content_response(public_attachment(ticket, pk), download="download" in request.GET)


def _page(request, token, ticket, status=200, form=None, **more):
    """The page; `form`: a verb and its form that was refused."""
    page, forms = guest_page(ticket, timezone.now()), dict([form] if form else [])
    acts = [(name, verb, forms.get(name) or verb.form()) for name, verb in form_acts(page.offers.verbs)]
    facts = {"page": page, "ticket": ticket, "token": token, "acts": acts, **more}
    facts["keeper"] = guests.keeper(ticket)
    facts["talk"] = public_conversation(ticket, before=id_in(request.GET.get("before")))
    facts["sent_files"] = ticket_files(facts["talk"])
    if "rate" in page.offers:
        facts["rating_form"] = forms.get("rate") or RatingForm()
    if forms:
        refused, form = next(iter(forms.items()))
        facts["refused"] = refused
        facts["refusal"] = [words for of_field in form.errors.values() for words in of_field]
    response = render(request, "tickets_app/ticket/guest.html", facts, status=status)
    # Whoever has the address has the page: it must stay in no cache and no search engine.
    response["Cache-Control"], response["X-Robots-Tag"] = "no-store", "noindex"
    response["Referrer-Policy"] = "same-origin"  # with none at all, browsers send forms without Origin
    return response
