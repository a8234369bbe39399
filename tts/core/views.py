"""Pages that belong to no app: what probes ask, and all components on one page."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import Error
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tts.core.errors import Conflict
from tts.core.health import background
from tts.core.policy import PUBLIC, SIGNED_IN, allow
from tts.core.styleguide import STATUSES, SampleForm


@allow(PUBLIC)
@never_cache
@require_safe
def health(request):
    """200 as long as this process answers; asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@allow(PUBLIC)
@never_cache
@require_safe
def ready(request):
    """503 only when this process cannot use its database.

    A background process that hangs is said in the body: taking web machines out would not help it.
    """
    try:
        parts = background()
    except Error:
        return JsonResponse({"status": "unavailable", "database": "unavailable"}, status=503)
    status = "degraded" if "degraded" in parts.values() else "ok"
    return JsonResponse({"status": status, "database": "ok", **parts})


# What a page may ask for ahead: the ticket that comes next in the list one came from.
AHEAD = {"prefetch": [{"where": {"selector_matches": "[data-queue-next]"}, "eagerness": "immediate"}]}


@allow(PUBLIC)
@require_safe
def ahead(request):
    """The speculation rules that pages of tickets name in a header: a file, for no script is in a page."""
    response = JsonResponse(AHEAD, content_type="application/speculationrules+json")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@allow(SIGNED_IN)
@require_safe
def styleguide(request):
    """Every component in every state; in production there is no such page."""
    if settings.IS_PRODUCTION:
        raise Http404
    messages.success(request, _("Saved."))
    messages.error(request, _("That did not work. Try again."))
    form = SampleForm({"subject": "", "priority": "High"})
    form.full_clean()
    refusal = Conflict(_("Ann has sent it to Diagnose two minutes ago. Reload to see where it is."))
    context = {"form": form, "error": refusal, "page": Paginator(range(60), 20).page(2), "statuses": STATUSES}
    return render(request, "core/styleguide.html", context)
