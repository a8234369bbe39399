"""Writing a comment: sending it, keeping a draft, its preview, people to mention."""

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tickets_app.access import ticket_for_read
from tickets_app.comments import actions, drafts, mentions
from tickets_app.comments.access import part_of
from tickets_app.comments.people import mentionable, who_may_see
from tickets_app.comments.views.conversation import changes_response
from tts.core.errors import Invalid, Unprocessable
from tts.core.idempotency import act_once
from tts.core.ids import id_in
from tts.core.markdown import render as markdown
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow


@allow(SIGNED_IN)
@require_POST
def say(request, number: str):
    """Comment, to whom the composer is for; the answer brings what the page lacks, that comment too.

    Sent again with the same `once`, it is not said again.
    """
    ticket = ticket_for_read(request.user, number=number)
    comment_id = _said_once(request, ticket)
    if not request.htmx:
        return redirect(f"{reverse('ticket', args=[number])}#comment-{comment_id}")
    response = changes_response(request, ticket)
    response["X-Comment"] = str(comment_id)
    return response


def _said_once(request, ticket) -> int:
    given, actor = request.POST, actor_of(request)
    asked = {
        "text": given.get("text", ""),
        "internal": _internal(given),
        "parent_id": id_in(given.get("parent")),
        "attachment_ids": tuple(filter(None, map(id_in, given.getlist("file")))),
    }
    say_it = partial(_say, actor, ticket, asked)
    try:
        comment_id, is_first = act_once(request, given.get("once", ""), asked, say_it)
    except Unprocessable as error:
        words = _("What you wrote before was sent after all. To send this as one more comment, send again.")
        raise Unprocessable(words) from error
    if not is_first:
        # It was kept again while nobody knew that it had been said.
        drafts.keep(actor, ticket.pk, actions.draft_place(asked["internal"]), "")
    return comment_id


def _say(actor, ticket, asked) -> int:
    return actions.create(actor, ticket.pk, **asked).pk


@allow(SIGNED_IN)
@require_POST
def draft(request, number: str):
    """Keep what is typed so far."""
    ticket = ticket_for_read(request.user, number=number)
    drafts.keep(
        actor_of(request),
        ticket.pk,
        request.POST.get("place", ""),
        request.POST.get("text", ""),
        parent_id=id_in(request.POST.get("parent")),
    )
    return HttpResponse(status=204)


@allow(SIGNED_IN)
@require_POST
def preview(request, number: str):
    """What the text would look like."""
    ticket = ticket_for_read(request.user, number=number)
    text, internal = request.POST.get("text", "")[: actions.LONGEST_TEXT], _internal(request.POST)
    part = part_of(request.user, ticket)
    part.check_writes(internal)
    if part.internal:
        text = _mentioning(ticket, internal, text)
    return render(request, "tickets_app/comments/_preview.html", {"html": markdown(text)})


def _mentioning(ticket, internal, text) -> str:
    """`text` with mentions as names, where they are of people who may read it."""
    people = who_may_see(ticket, internal=internal)
    by_name = {user.username.lower(): user for user in people}
    stored, _ids = mentions.to_stored(text, {name: user.pk for name, user in by_name.items()})
    names = {user.pk: f"**{user.full_name}**" for user in by_name.values()}
    return mentions.shown(stored, names.get)


@allow(SIGNED_IN)
@require_safe
def people(request, number: str):
    """Who may be mentioned there and is called something that begins with `q`; for staff only."""
    ticket = ticket_for_read(request.user, number=number)
    internal = _internal(request.GET)
    if not part_of(request.user, ticket).internal:
        return JsonResponse({"people": []})
    found = mentionable(ticket, internal=internal, begins=request.GET.get("q", "")[:64].replace("\x00", ""))
    return JsonResponse({"people": [{"name": p.full_name, "username": p.username} for p in found]})


def _internal(given) -> bool:
    """The audience, which every composer states: neither is a default that a mistake could fall into."""
    audience = given.get("audience")
    if audience not in ("public", "internal"):
        raise Invalid({"audience": [_("Say who sees it: public or internal.")]})
    return audience == "internal"
