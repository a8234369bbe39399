"""Calendars: when clocks run. Coordinators read, administrators change."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tickets_app.presenters import calendars as shown
from tickets_app.sla import recounting
from tts.accounts.access import ADMIN, COORDINATES, standing
from tts.core.errors import Invalid
from tts.core.forms import posted
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app.actions import calendars as actions
from workflows_app.calendar_form import CalendarForm, field_of
from workflows_app.models import Calendar


@allow(COORDINATES)
@require_safe
def calendars(request):
    """All calendars, what they say, and how far counting anew has come after a change."""
    rows = shown.rows(Calendar.objects.order_by("name"), recounting.latest())
    context = {"rows": rows, "may_change": standing(request.user).is_admin}
    return render(request, "calendars/calendars.html", context)


@allow(ADMIN)
@require_http_methods(["GET", "POST"])
def calendar_new(request):
    """Make a calendar."""
    form = CalendarForm(posted(request))
    if form.is_bound and _saved(form, lambda data: actions.create_calendar(actor_of(request), **data)):
        messages.success(request, _("%(name)s is made.") % {"name": form.cleaned_data["name"]})
        return redirect("calendars")
    return _editor(request, form, None)


@allow(COORDINATES)
@require_http_methods(["GET", "POST"])
def calendar(request, pk):
    """One calendar; administrators can change it."""
    found = get_object_or_404(Calendar, pk=pk)
    if request.method == "POST":
        ADMIN.require(request.user)
    form = CalendarForm(posted(request), calendar=found.business, name=found.name)
    if form.is_bound and _saved(form, lambda data: actions.change_calendar(actor_of(request), pk, **data)):
        messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
        return redirect("calendar", pk)
    return _editor(request, form, found)


def _saved(form, act) -> bool:
    """Whether the form is sound and `act` took it; else its errors say why."""
    if form.made() is None:
        return False
    try:
        act({"name": form.cleaned_data["name"], "data": form.data_of()})
    except Invalid as refusal:
        for name, texts in refusal.details.items():
            form.add_error(field_of(name), texts)
        return False
    return True


def _editor(request, form, found):
    made = found.business if found and not form.is_bound else form.made() if form.is_bound else None
    context = {
        "form": form,
        "calendar": found,
        "may_change": standing(request.user).is_admin,
        "recount": recounting.latest().get(found.pk) if found else None,
        "preview": shown.preview(made, request.GET, timezone.now()) if made else None,
    }
    return render(request, "calendars/calendar.html", context, status=400 if form.errors else 200)


@allow(COORDINATES)
@require_safe
def calendar_preview(request):
    """The parts of the form that follow from what is typed: regions, and when something would be due."""
    form = CalendarForm(request.GET)
    made = form.made()
    preview = shown.preview(made, request.GET, timezone.now()) if made else None
    return render(request, "calendars/_preview.html", {"form": form, "preview": preview, "asked": True})


@allow(COORDINATES)
@require_safe
def calendar_progress(request, pk):
    """How far counting anew has come, for a page that asks again and again."""
    found = get_object_or_404(Calendar, pk=pk)
    return render(request, "calendars/_progress.html", {"recount": recounting.latest().get(found.pk)})
