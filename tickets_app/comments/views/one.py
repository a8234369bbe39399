"""What is done with one comment: editing, deleting, thumbs."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tickets_app.comments import actions
from tickets_app.comments.access import comment_for_read
from tickets_app.comments.drafts import drafts_of
from tickets_app.comments.presenters import comment_view
from tickets_app.comments.views.conversation import changes_response
from tickets_app.models import Comment
from tts.core.errors import Forbidden, Invalid
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow

THUMBS = {"1": 1, "-1": -1, "0": 0}


@allow(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk: int):
    """The form to change one's comment, for the dialog or as a page; POST changes it."""
    comment = comment_for_read(request.user, pk=pk)
    if request.method == "POST":
        actions.edit(actor_of(request), pk, request.POST.get("text", ""))
        return _done(request, comment)
    view = comment_view(request.user, comment)
    if not view.may_edit:
        raise Forbidden
    draft = drafts_of(request.user, comment.ticket).get(f"edit-{pk}")
    facts = {"ticket": comment.ticket, "comment": view, "text": draft.text if draft else view.text}
    name = "tickets_app/comments/_edit.html" if request.htmx else "tickets_app/comments/edit.html"
    return render(request, name, facts)


@allow(SIGNED_IN)
@require_POST
def delete(request, pk: int):
    """Take a comment back."""
    comment = comment_for_read(request.user, pk=pk)
    actions.delete(actor_of(request), pk)
    return _done(request, comment)


@allow(SIGNED_IN)
@require_POST
def thumb(request, pk: int):
    """Put one's thumb up or down, or take it away."""
    comment = comment_for_read(request.user, pk=pk)
    if request.POST.get("value") not in THUMBS:
        raise Invalid({"value": ["1, -1, 0"]})
    actions.vote(actor_of(request), pk, THUMBS[request.POST["value"]])
    return _done(request, comment)


def _done(request, comment: Comment) -> HttpResponse:
    if request.htmx:
        response = changes_response(request, comment.ticket)
        response["X-Comment"] = str(comment.pk)
        return response
    return redirect(f"{reverse('ticket', args=[comment.ticket.number])}#comment-{comment.pk}")
