"""Acting on the tickets that were chosen in a list."""

import json

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tickets_app.access import visible_tickets
from tickets_app.forms import ReasonForm, text_area
from tickets_app.lists import bulk
from tickets_app.views.places import next_page
from tts.accounts.access import STAFF
from tts.accounts.models import User
from tts.core.errors import Conflict, NotFound
from tts.core.middleware import actor_of
from tts.core.policy import allow

SALT, UNDO_SECONDS = "bulk.undo", 600
WORDS = {
    "begin": (gettext_lazy("Begin"), gettext_lazy("Work on them has begun, for all to see.")),
    "hold": (
        gettext_lazy("Put on hold"),
        gettext_lazy("Nobody can act on the tickets while they are held, and their clocks stand."),
    ),
    "resume": (gettext_lazy("Resume"), gettext_lazy("Their clocks run again.")),
    "transfer": (
        gettext_lazy("Transfer"),
        gettext_lazy("The steps' clocks go on. All people concerned are told."),
    ),
    "transition": (
        gettext_lazy("Send on"),
        gettext_lazy("This cannot be undone: requesters and other systems are told."),
    ),
}


class TransferForm(forms.Form):
    """Who gets the work: somebody of a role that one of the tickets waits in."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Choose a person"),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=10_000, widget=text_area(2)
    )

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)
        roles = tickets.filter(task__items__closed_at__isnull=True).values("task__items__role")
        members = {"memberships__role__in": roles, "memberships__is_active": True, "is_active": True}
        people = User.objects.filter(**members).distinct().order_by("first_name", "last_name", "pk")
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = lambda person: person.full_name

    def values(self):
        return {"user_id": self.cleaned_data["person"].pk, "notes": self.cleaned_data["notes"]}


class TransitionForm(forms.Form):
    """Which way the tickets go."""

    name = forms.ChoiceField(label=gettext_lazy("Where to"), widget=forms.RadioSelect)
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=10_000, widget=text_area(2)
    )

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)
        rows = tickets.select_related("task").prefetch_related("task__version")
        steps = bulk.common_steps(rows)
        self.fields["name"].choices = [
            (name, ngettext("%(step)s (%(count)s ticket)", "%(step)s (%(count)s tickets)", count)
             % {"step": step, "count": count})
            for name, step, count in steps
        ]  # fmt: skip

    def values(self):
        return {"name": self.cleaned_data["name"], "notes": self.cleaned_data["notes"]}


class HoldForm(ReasonForm):
    """Why they are held."""

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)

    def values(self):
        return {"reason": self.cleaned_data["reason"]}


class SureForm(forms.Form):
    """An act that needs no words."""

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)

    def values(self):
        return {}


FORMS = {"hold": HoldForm, "transfer": TransferForm, "transition": TransitionForm}


@allow(STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, verb: str):
    """Do something with the tickets whose numbers are `n`. GET: the form for it; POST: do it."""
    if verb not in bulk.ACTS:
        raise NotFound
    given = request.POST if request.method == "POST" else request.GET
    numbers = [number.replace("\x00", "?")[:64] for number in given.getlist("n")][: bulk.MOST + 1]
    tickets = visible_tickets(request.user).filter(number__in=numbers)
    form = FORMS.get(verb, SureForm)(request.POST if request.method == "POST" else None, tickets=tickets)
    if request.method != "POST" or not form.is_valid():
        return _form(request, verb, form, tickets, 400 if form.is_bound else 200)
    values = {**form.values(), **_revisions(request.POST)}
    outcome = bulk.run(actor_of(request), verb, numbers, values)
    tell(request, outcome, DONE[verb])
    return list_again(request)


def _revisions(posted) -> dict[str, dict]:
    """The revision that each ticket's task had when the form was shown: another one by now is refused."""
    pairs = [text.rpartition(":") for text in posted.getlist("seen")]
    return {number: {"revision": int(revision)} for number, _colon, revision in pairs if revision.isdecimal()}


def _form(request, verb, form, tickets, status):
    name = "tickets_app/lists/_bulk_form.html" if request.htmx else "tickets_app/lists/bulk_form.html"
    title, text = WORDS[verb]
    rows = tickets.select_related("task").order_by("pk")
    facts = {"verb": verb, "title": title, "text": text, "form": form, "tickets": rows}
    return render(request, name, {**facts, "next": next_page(request)}, status=status)


DONE = {
    "hold": ngettext_lazy("%(count)s ticket is on hold.", "%(count)s tickets are on hold.", "count"),
    "resume": ngettext_lazy("%(count)s ticket goes on.", "%(count)s tickets go on.", "count"),
    "begin": ngettext_lazy(
        "Work on %(count)s ticket has begun.", "Work on %(count)s tickets has begun.", "count"
    ),
    "transfer": ngettext_lazy(
        "%(count)s ticket is transferred.", "%(count)s tickets are transferred.", "count"
    ),
    "transition": ngettext_lazy("%(count)s ticket is sent on.", "%(count)s tickets are sent on.", "count"),
}
TAKEN_BACK = ngettext_lazy("%(count)s ticket is as it was.", "%(count)s tickets are as they were.", "count")


def tell(request, outcome: bulk.Outcome, said, back_to: str = "") -> None:
    """Say what was done, with a way back where there is one, and what was refused and why. `back_to`: the
    list to show once it was taken back, else the one that the person came from."""
    count = len(outcome.done)
    if outcome.done:
        token = signing.dumps(outcome.back, salt=SALT) if outcome.back else ""
        facts = {"text": said % {"count": count}, "token": token, "next": back_to or next_page(request)}
        messages.success(request, render_to_string("tickets_app/lists/_done.html", facts, request))
    if outcome.refused:
        facts = {"refused": outcome.refused}
        messages.warning(request, render_to_string("tickets_app/lists/_refused.html", facts, request))


@allow(STAFF)
@require_POST
def undo(request):
    """Take back what was done to many tickets, by the opposite actions."""
    try:
        back = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise Conflict(_("It is too late to take this back. Act on the tickets themselves.")) from error
    tell(request, bulk.take_back(actor_of(request), back), TAKEN_BACK)
    return list_again(request)


def list_again(request, place: str = ""):
    """Back to the list at `place`, or the one that the person came from."""
    place = place or next_page(request) or "/inbox/"
    if not request.htmx:
        return redirect(place)
    there = {"path": place, "target": "#list", "swap": "outerHTML", "push": "false"}
    return HttpResponse(headers={"HX-Location": json.dumps(there)})
