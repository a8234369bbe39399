"""Integrations: how the message queues are doing, and what got stuck on the way in or out. Administrators."""

import json

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tickets_app import notices
from tickets_app.actions import messages
from tickets_app.ingest import figures
from tickets_app.ingest.forms import DiscardForm, RepairForm
from tickets_app.models import DeadLetter
from tickets_app.paging import page_of
from tts.accounts.access import ADMIN
from tts.core.errors import ActionError, NotFound
from tts.core.forms import carried_out
from tts.core.health import processes
from tts.core.middleware import actor_of
from tts.core.policy import allow

SHOWN = 20  # rows of what was given up or failed
LONGEST_SHOWN = 20_000  # characters of a message on the page; the rest is in the download


@allow(ADMIN)
@require_safe
def integrations(request):
    """Queues, outbox, dead letters and failed mails; refreshes itself."""
    failed = list(figures.failed_notifications()[:SHOWN])
    facts = {
        "incoming": figures.incoming(),
        "outgoing": figures.outgoing(),
        "background": processes(),
        "page": page_of(figures.letters(), request.GET.get("page")),
        "given_up": figures.given_up()[:SHOWN],
        "failed": [(notice, notices.sentence(notice)) for notice in failed],
    }
    return render(request, "integrations/integrations.html", facts)


def _letter(pk) -> DeadLetter:
    letter = DeadLetter.objects.select_related("handled_by").filter(pk=pk).first()
    if letter is None:
        raise NotFound
    return letter


@allow(ADMIN)
def letter(request, pk: int):
    """One dead letter, whole; what it says can be set right while it waits."""
    shown = _letter(pk)
    form = RepairForm(request.POST or None, initial={"payload": _as_text(shown.payload)})
    if request.method == "POST" and carried_out(form, lambda data: _repair(request, pk, data)):
        return redirect("dead_letter" if "save" in request.POST else "integrations", *_args(request, pk))
    status = 400 if form.errors else 200
    body, cut = _body_text(shown)
    facts = {"letter": shown, "form": form, "discard": DiscardForm(), "body": body, "cut": cut}
    facts["headers"], facts["properties"] = _as_text(shown.headers), _as_text(shown.properties)
    return render(request, "integrations/letter.html", facts, status=status)


def _args(request, pk):
    return [pk] if "save" in request.POST else []


def _repair(request, pk, data):
    messages.edit_letter(actor_of(request), pk, data["payload"])
    if "save" in request.POST:
        notes.success(request, _("Saved. Replay it when it is right."))
        return
    used = messages.replay_letter(actor_of(request), pk)
    notes.success(request, _("Replayed: %(outcome)s.") % {"outcome": used.note})


def _as_text(value) -> str:
    return json.dumps({} if value is None else value, indent=2, ensure_ascii=False)


def _body_text(letter) -> tuple[str, bool]:
    """The message as text, and whether it was cut; "" where it is no text."""
    body = bytes(letter.body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "", False
    return text[:LONGEST_SHOWN], len(text) > LONGEST_SHOWN


@allow(ADMIN)
@require_safe
def body(request, pk: int):
    """The body of a dead letter as it came, to download."""
    headers = {"Content-Disposition": f'attachment; filename="dead-letter-{pk}.bin"'}
    return HttpResponse(bytes(_letter(pk).body), content_type="application/octet-stream", headers=headers)


@allow(ADMIN)
@require_POST
def discard(request, pk: int):
    """Give a letter up, with a reason."""
    form = DiscardForm(request.POST)
    why = form.data.get("reason", "")
    messages.discard_letter(actor_of(request), pk, why)
    notes.success(request, _("The letter is discarded."))
    return redirect("integrations")


@allow(ADMIN)
@require_POST
def replay_all(request):
    """Replay every letter that waits."""
    waiting = DeadLetter.objects.filter(state=DeadLetter.State.WAITING)
    used, left = messages.replay_waiting(actor_of(request), list(waiting.values_list("pk", flat=True)))
    said = ngettext("%(count)d letter could be used.", "%(count)d letters could be used.", used)
    notes.success(request, said % {"count": used})
    if left:
        said = ngettext("%(count)d letter still cannot be.", "%(count)d letters still cannot be.", left)
        notes.warning(request, said % {"count": left})
    return redirect("integrations")


@allow(ADMIN)
@require_POST
def retry_message(request, pk: int):
    """Send anew what was given up."""
    messages.retry_outgoing(actor_of(request), pk)
    notes.success(request, _("It is sent anew."))
    return redirect("integrations")


@allow(ADMIN)
@require_POST
def retry_messages(request):
    """Send anew everything that was given up."""
    retried = 0
    for pk in figures.given_up().values_list("pk", flat=True):
        try:
            messages.retry_outgoing(actor_of(request), pk)
        except ActionError:
            continue
        retried += 1
    said = ngettext("%(count)d message is sent anew.", "%(count)d messages are sent anew.", retried)
    notes.success(request, said % {"count": retried})
    return redirect("integrations")


@allow(ADMIN)
@require_POST
def retry_mail(request, pk: int):
    """Try a failed mail again."""
    messages.retry_notification(actor_of(request), pk)
    notes.success(request, _("The mail is tried again."))
    return redirect("integrations")
