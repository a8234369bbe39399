"""Pages about versions: what differs between two, and an earlier one back into the draft."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tts.core.errors import NotFound
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app import actions
from workflows_app.access import READS_WORKFLOWS, Right, require, workflow_for_read
from workflows_app.editor import data
from workflows_app.editor.texts import texts
from workflows_app.models import WorkflowVersion

DRAFT = "draft"
READING = "workflows_app/editor/reading.html"


@allow(READS_WORKFLOWS)
@require_safe
def compare(request, workflow_id):
    """What differs from `?from=` to `?to=`: numbers of versions, or `draft` for who may see it."""
    workflow, right = workflow_for_read(request.user, workflow_id)
    numbers = list(workflow.versions.order_by("-number").values_list("number", flat=True))
    choices = [str(number) for number in numbers]
    if right >= Right.VIEW:
        choices.insert(0, DRAFT)
    after = request.GET.get("to") or (choices[0] if choices else "")
    before = request.GET.get("from") or (choices[min(1, len(choices) - 1)] if choices else "")
    if before not in choices or after not in choices:
        raise NotFound(_("There are no such versions to compare."))
    context = {
        "workflow": workflow,
        "choices": choices,
        "before": before,
        "after": after,
        "texts": texts(),
        "data": {
            "before": _side(workflow, before),
            "after": _side(workflow, after),
            "facts": {"roles": data.role_data()},
        },
    }
    return render(request, "workflows_app/editor/compare.html", context)


@allow(READS_WORKFLOWS)
@require_safe
def drawing(request, workflow_id, number):
    """One version as the designer draws it, for reading."""
    workflow, _right = workflow_for_read(request.user, workflow_id)
    version = workflow.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    title = _("%(name)s, version %(number)d") % {"name": version.name, "number": number}
    back = reverse("workflow_version", args=[workflow_id, number])
    context = reading(version) | {"title": title, "name": title, "back": back, "back_words": _("The version")}
    return render(request, READING, context)


def reading(version: WorkflowVersion, way: dict | None = None) -> dict:
    """What the template READING needs of a version. `way`: what a ticket did: `visited` and `taken`, ids of
    steps and transitions; `current`, the id of a step or None; `times`, in words by step id."""
    shown = {"version": data.version_data(version), "roles": data.role_data(), "way": way}
    return {"texts": texts(), "way": way, "data": shown}


def _side(workflow, choice):
    if choice == DRAFT:
        return data.draft_data(workflow)
    return data.version_data(workflow.versions.get(number=int(choice)))


@allow(READS_WORKFLOWS)
@require_POST
def restore(request, workflow_id, number):
    """Make the draft what the version is; then the editor."""
    workflow, _right = workflow_for_read(request.user, workflow_id)
    require(request.user, workflow, Right.EDIT)
    version = workflow.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    actions.restore(actor_of(request), workflow, version)
    messages.success(request, _("The draft is version %(number)d again.") % {"number": number})
    return redirect("workflow_edit", workflow_id)
