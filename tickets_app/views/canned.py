"""Canned replies: keeping them, and offering them where a comment is written."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tickets_app import canned
from tickets_app.access import sees_as_staff, ticket_for_read
from tickets_app.actions import canned as actions
from tickets_app.models import CannedReply
from tickets_app.saved_views.actions import may_share_with
from tts.accounts.access import STAFF, standing
from tts.accounts.directory import active_roles
from tts.core.errors import Forbidden
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import SIGNED_IN, allow


class ReplyForm(forms.Form):
    """A canned reply."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=64)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    role = forms.ModelChoiceField(
        None, label=gettext_lazy("Who has it"), required=False, empty_label=gettext_lazy("Only me")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        everywhere = standing(user).coordinates
        self.fields["role"].queryset = active_roles() if everywhere else may_share_with(user)


@allow(SIGNED_IN)
@require_safe
def choices(request, number: str):
    """The replies to choose from on a ticket, each filled in for it."""
    ticket = ticket_for_read(request.user, number=number)
    if not sees_as_staff(request.user, ticket):
        raise Forbidden(_("Canned replies are for those who work on the ticket."))
    replies = [
        (reply, canned.filled(reply, ticket, request.user)) for reply in canned.replies_of(request.user)
    ]
    return render(request, "tickets_app/canned/_choices.html", {"replies": replies})


@allow(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request):
    """The replies that one may use, and a form for a new one."""
    return _form_page(request, None)


@allow(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, pk: int):
    """Change a reply, or take it away (`remove`)."""
    row = get_object_or_404(canned.changeable_by(request.user), pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_reply(actor_of(request), pk)
        messages.success(request, _("The reply is gone."))
        return redirect("canned_replies")
    return _form_page(request, row)


def _form_page(request, row: CannedReply | None):
    initial = {"name": row.name, "text": row.text, "role": row.role_id} if row else {}
    form = ReplyForm(posted(request), user=request.user, initial=initial)
    if form.is_bound and carried_out(form, lambda data: _save(request, row, data)):
        messages.success(request, _("The reply is saved."))
        return redirect("canned_replies")
    facts = {"form": form, "reply": row, "places": canned.PLACES}
    if row is None:
        facts["replies"] = canned.replies_of(request.user)
        facts["changeable"] = set(canned.changeable_by(request.user).values_list("pk", flat=True))
    return render(request, "tickets_app/canned/replies.html", facts, status=400 if form.errors else 200)


def _save(request, row, data) -> CannedReply:
    return actions.save_reply(actor_of(request), reply_id=row and row.pk, **data)
