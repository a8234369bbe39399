"""What people do on report pages: have forecasts made anew, dismiss an anomaly."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports_app import actions
from tts.accounts.access import OVERSIGHT
from tts.core.middleware import actor_of
from tts.core.policy import allow


@allow(OVERSIGHT)
@require_POST
def train(request):
    """Ask the worker for new forecasts."""
    actions.train(actor_of(request))
    messages.success(request, _("The forecasts are being made anew. This takes a few minutes."))
    return redirect("report", "forecast")


@allow(OVERSIGHT)
@require_POST
def dismiss(request, anomaly_id):
    """Dismiss an anomaly, with a reason."""
    actions.dismiss(actor_of(request), anomaly_id, request.POST.get("reason", ""))
    messages.success(request, _("Dismissed."))
    return redirect("report", "insights")
