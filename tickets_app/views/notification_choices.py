"""Choosing what one is told, and ending mails by the link in them."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tickets_app import unsubscribing
from tickets_app.actions import preferences
from tickets_app.models import Notification
from tickets_app.notification_form import NotificationForm
from tts.accounts.zones import zone_of
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import PUBLIC, SIGNED_IN, allow


@allow(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request):
    """What the person is told, by what, and when their mails come."""
    form = NotificationForm(request.user, posted(request))
    if form.is_bound and carried_out(form, lambda _data: _save(actor_of(request), form)):
        messages.success(request, _("Your choices are saved."))
        return redirect("notification_choices")
    facts = {"form": form, "zone": zone_of(request.user).key}
    return render(request, "tickets_app/notification_choices.html", facts, status=400 if form.errors else 200)


@transaction.atomic
def _save(actor, form) -> None:
    preferences.set_mail_times(actor, **form.times())
    preferences.set_mutes(actor, [kind for kind, _words in form.kinds], form.wanted())


@csrf_exempt  # the signed link is the permission, and mail programs post without a page (RFC 8058)
@allow(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token: str):
    """End mails like the one that bore the link, or have them again. Nothing changes by looking."""
    who = unsubscribing.subscriber(token)
    if request.method == "POST":
        act = unsubscribing.resume if "resume" in request.POST else unsubscribing.end
        act(actor_of(request), who)
    facts = {
        "who": who,
        "kind": Notification.Kind(who.kind).label if who.kind else "",
        "ended": unsubscribing.is_ended(who),
    }
    return render(request, "tickets_app/unsubscribe.html", facts)
