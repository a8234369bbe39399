"""Pages of attainability: all workflows, one workflow with sliders, and what goes into its draft."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from reports_app.attainability import asked, figures, presenting, putting
from reports_app.attainability.access import STUDIES, studied_workflows, workflow_for_study
from reports_app.attainability.suggesting import LEAST
from tickets_app import measuring
from tickets_app.models import Priority
from tts.core.errors import Conflict, Invalid, NotFound
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app import drafts
from workflows_app.access import Right
from workflows_app.actions.editing import EDITABLE
from workflows_app.models import Workflow

PERIODS = (
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (365, gettext_lazy("12 months")),
    (figures.EVERYTHING, gettext_lazy("all time")),
)


@allow(STUDIES)
@require_safe
def overview(request):
    """How the present targets of all workflows would have been kept by what was resolved."""
    days = asked.days_of(request.GET)
    workflows = studied_workflows(request.user)
    judged = figures.judged(workflows, asked.since(days, timezone.now()))
    rows = presenting.overview(workflows, judged)
    known = [row for row in rows if any(cell.judged.count for cell in row.cells)]
    context = {
        "rows": known,
        "without": len(rows) - len(known),
        **_common(days),
    }
    return render(request, "reports_app/attainability/overview.html", context)


def _common(days) -> dict:
    return {
        "periods": PERIODS,
        "days": days,
        "least": LEAST,
        "unmeasured": measuring.unmeasured().count(),
        "priorities": [priority.label for priority in presenting.MOST_URGENT_FIRST],
    }


@allow(STUDIES)
@require_safe
def workflow(request, workflow_id):
    """One workflow: its targets with sliders, its steps with the weights that they suggest."""
    return _page(request, *workflow_for_study(request.user, workflow_id))


def _page(request, found: Workflow, right: Right, refusal: Invalid | Conflict | None = None) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    days = asked.days_of(given)
    since = asked.since(days, timezone.now())
    judged = figures.judged(Workflow.objects.filter(pk=found.pk), since)
    graph = drafts.load(found) if right >= Right.VIEW else found.active_version.graph
    steps = presenting.step_rows(graph, figures.step_spreads(found, since))
    targets = presenting.target_rows(found, since, judged, asked.goal_of(given))
    context = {
        "workflow": found,
        "targets": targets,
        "tries": any(row.what_if for row in targets),
        "steps": steps,
        "suggests": any(step.weight is not None for step in steps),
        "goals": asked.GOALS,
        "goal": asked.goal_of(given),
        "may_put": right >= Right.EDIT and found.status in EDITABLE,
        "refusal": _sentences(refusal),
        **_common(days),
    }
    status = refusal.status if refusal else 200
    return render(request, "reports_app/attainability/workflow.html", context, status=status)


def _sentences(refusal) -> list[str]:
    if refusal is None:
        return []
    texts = [text for texts in (refusal.details or {}).values() for text in texts]
    return list(dict.fromkeys(texts)) if isinstance(refusal, Invalid) and texts else [refusal.message]


@allow(STUDIES)
@require_safe
def what_if(request, workflow_id, slug):
    """How another target of one priority would have been kept."""
    found, _right = workflow_for_study(request.user, workflow_id)
    priority = next((name for name in Priority.values if name.lower() == slug), None)
    if priority is None:
        raise NotFound
    tried = asked.minutes_of(request.GET, slug)
    since = asked.since(asked.days_of(request.GET), timezone.now())
    times = figures.ticket_spreads(found, since).get(priority, figures.NOTHING)
    if times.count < LEAST:
        raise NotFound
    present = found.active_version.duration(priority)
    kept = figures.kept_within(found, since, {priority: tried})[priority]
    kept_now = figures.kept_within(found, since, {priority: present})[priority] if present else 0
    shown = presenting.what_if(priority, tried, present, times, kept, kept_now)
    return render(request, "reports_app/attainability/_what_if.html", {"what_if": shown})


@allow(STUDIES)
@require_POST
def weights(request, workflow_id):
    """Put the suggested weights into the draft: whoever may change the workflow."""

    def put(found):
        given = asked.weights_of(request.POST)
        putting.put_weights(actor_of(request), found, given, asked.revision_of(request.POST))
        return _("The weights are in the draft. Publish it to make them count for new tickets.")

    return _put(request, workflow_id, put)


@allow(STUDIES)
@require_POST
def targets(request, workflow_id):
    """Put the targets at which the sliders stand into the draft: whoever may change the workflow."""

    def put(found):
        given = asked.changed_targets(request.POST)
        if not given:
            return _("No slider was moved: the draft stays as it is.")
        putting.put_targets(actor_of(request), found, given, asked.revision_of(request.POST))
        return _("The targets are in the draft. Publish it to make them count for new tickets.")

    return _put(request, workflow_id, put)


def _put(request, workflow_id, put: Callable[[Workflow], str]) -> HttpResponse:
    found, right = workflow_for_study(request.user, workflow_id)
    try:
        said = put(found)
    except (Invalid, Conflict) as refusal:
        return _page(request, found, right, refusal)
    messages.success(request, said)
    days = asked.days_of(request.POST)
    return redirect(f"{reverse('attainability_workflow', args=[found.pk])}?days={days}")
