"""Choosing when a kept report goes out, and ending that by the link in the mail."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from reports_app.mailing import actions, stopping
from reports_app.mailing.models import ReportMailing
from reports_app.saved.actions import own_report
from reports_app.saved.models import SavedReport
from tts.accounts.access import OVERSIGHT
from tts.core.errors import Invalid
from tts.core.middleware import actor_of
from tts.core.policy import PUBLIC, allow

WEEKDAYS = [
    (1, gettext_lazy("Monday")),
    (2, gettext_lazy("Tuesday")),
    (3, gettext_lazy("Wednesday")),
    (4, gettext_lazy("Thursday")),
    (5, gettext_lazy("Friday")),
    (6, gettext_lazy("Saturday")),
    (7, gettext_lazy("Sunday")),
]


class MailingForm(forms.Form):
    """When a report goes out, and to whom."""

    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=ReportMailing.Every.choices)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        choices=WEEKDAYS,
        coerce=int,
        help_text=gettext_lazy("Counts where it goes out every week."),
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("At"), choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int
    )
    recipients = forms.ModelMultipleChoiceField(
        label=gettext_lazy("To"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("People who may see reports. Each gets what their own rights show."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="mailing_%s", **kwargs)
        self.fields["recipients"].queryset = actions.overseers().order_by(
            "first_name", "last_name", "username"
        )


def form_of(report: SavedReport) -> MailingForm:
    """The form, filled in with what is chosen; at first every day at seven, to the owner."""
    mailing = ReportMailing.objects.filter(report=report).first()
    if mailing is None:
        return MailingForm(initial={"every": "day", "weekday": 1, "hour": 7, "recipients": [report.owner_id]})
    initial = {name: getattr(mailing, name) for name in ("every", "weekday", "hour")}
    return MailingForm(initial={**initial, "recipients": mailing.recipients.values_list("pk", flat=True)})


@allow(OVERSIGHT)
@require_POST
def send_regularly(request, pk: int):
    """Have one's own report go out by the calendar."""
    own_report(request.user, pk)
    form = MailingForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: list(texts) for name, texts in form.errors.items()})
    chosen = [person.pk for person in form.cleaned_data.pop("recipients")]
    actions.send_regularly(actor_of(request), pk, recipients=chosen, **form.cleaned_data)
    messages.success(request, _("It is sent from now on."))
    return redirect("saved_report", pk)


@allow(OVERSIGHT)
@require_POST
def send_no_more(request, pk: int):
    """Have one's own report go out no more."""
    actions.send_no_more(actor_of(request), pk)
    messages.success(request, _("It is sent no more."))
    return redirect("saved_report", pk)


@csrf_exempt  # the signed link is the permission, and mail programs post without a page (RFC 8058)
@allow(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token: str):
    """End a report for its reader, or have it again. Nothing changes by looking."""
    who = stopping.reader(token)
    if request.method == "POST":
        act = stopping.resume if "resume" in request.POST else stopping.stop
        act(actor_of(request), who)
    return render(request, "reports_app/stop.html", {"who": who, "ended": who.has_stopped})
