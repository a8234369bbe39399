"""Pages of kept reports: what tabs show of them, the list, and one's own."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports_app.figures import View
from reports_app.filters import parse
from reports_app.mailing.models import ReportMailing
from reports_app.saved import actions
from reports_app.saved.models import SavedReport
from reports_app.tabs.known import KNOWN
from reports_app.views import mailing
from reports_app.views.narrowing import words
from tickets_app.saved_views.kept import LONGEST_NAME
from tts.accounts.access import OVERSIGHT
from tts.accounts.models import User
from tts.accounts.zones import zone_of
from tts.core.errors import Invalid
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import allow

MOST_MAILS = 10


class ReportForm(forms.Form):
    """The name of a report, and who has it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    is_shared = forms.BooleanField(label=gettext_lazy("Share with all who may see reports"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="report_%s", **kwargs)


class KeepForm(ReportForm):
    """A report to keep."""

    tab = forms.ChoiceField(choices=[(name, name) for name in KNOWN], widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Entry:
    """A kept report as pages show it. `is_here`: the tab shows just that."""

    report: SavedReport
    is_own: bool
    is_here: bool = False
    may_drop: bool = False

    @property
    def href(self) -> str:
        """Where it opens. The address carries everything, so it can be sent to somebody."""
        return f"{reverse('report', args=[self.report.tab])}?{self.report.query}"

    @property
    def tab(self) -> str:
        """What its tab is called."""
        return KNOWN[self.report.tab].label


def beside(user: User, tab: str, view: View) -> dict:
    """What a tab shows of kept reports: `saved`, and the form to keep what it shows. One statement."""
    query = view.filters.query()
    found = [
        Entry(report, report.owner_id == user.pk, (report.tab, report.query) == (tab, query))
        for report in actions.reports_of(user)
    ]
    return {"saved": found, "keep_form": KeepForm(initial={"tab": tab, "query": query})}


@allow(OVERSIGHT)
@require_safe
def saved_reports(request):
    """The kept reports that the person has."""
    user = request.user
    found = [
        Entry(report, report.owner_id == user.pk, may_drop=actions.may_drop(user, report))
        for report in actions.reports_of(user)
    ]
    return render(request, "reports_app/saved.html", {"entries": found})


@allow(OVERSIGHT)
@require_POST
def keep(request):
    """Keep what a tab shows, and come back to it."""
    form = KeepForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: list(texts) for name, texts in form.errors.items()})
    report = actions.keep(actor_of(request), **form.cleaned_data)
    messages.success(request, _("%(name)s is kept.") % {"name": report.name})
    return redirect(Entry(report, True).href)


@allow(OVERSIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def saved_report(request, pk: int):
    """One's own report: its name, and who has it."""
    report = actions.own_report(request.user, pk)
    form = ReportForm(posted(request), initial={"name": report.name, "is_shared": report.is_shared})
    if form.is_bound and carried_out(form, lambda data: actions.change(actor_of(request), pk, **data)):
        messages.success(request, _("Saved."))
        return redirect("saved_reports")
    facts = {
        "form": form,
        "entry": Entry(report, True),
        "narrowed": _narrowed(request.user, report),
        "mailing_form": mailing.form_of(report),
        "mailing": ReportMailing.objects.filter(report=report).first(),
        "mails": report.mails.select_related("recipient")[:MOST_MAILS],
        "zone": zone_of(request.user).key,
    }
    return render(request, "reports_app/saved_report.html", facts, status=400 if form.errors else 200)


def _narrowed(user, report) -> list[str]:
    now = timezone.now()
    filters, _wrong = parse(QueryDict(report.query), now, zone_of(user))
    return words(View(user, filters, now))


@allow(OVERSIGHT)
@require_POST
def drop(request, pk: int):
    """Drop a report."""
    report = actions.drop(actor_of(request), pk)
    messages.success(request, _("%(name)s is gone.") % {"name": report.name})
    return redirect("saved_reports")
