"""Pages by which new workflows come about: from nothing, a starter, a file, another workflow."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tts.accounts.access import COORDINATES
from tts.core.errors import Invalid
from tts.core.forms import carried_out
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app import actions, drafts
from workflows_app.access import READS_WORKFLOWS, Right, workflow_for_read
from workflows_app.forms import NewWorkflowForm
from workflows_app.interchange import cloned, exported, imported
from workflows_app.listing import shown
from workflows_app.starters import STANDARD_SLAS, graph_of, starters


@allow(COORDINATES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """A new workflow, blank or from a starter; then the editor."""
    form = NewWorkflowForm(request.POST or None)
    made = []

    def make(values):
        graph = graph_of(values.pop("starter"))
        made.append(actions.create_workflow(actor_of(request), values | STANDARD_SLAS, graph).workflow)

    if request.method == "POST" and carried_out(form, make):
        return redirect("workflow_edit", made[0].pk)
    return _page(request, form, status=400 if request.method == "POST" else 200)


@allow(COORDINATES)
@require_POST
def import_file(request):
    """A new workflow made of an exported file; then the editor."""
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Invalid({"file": [_("Choose a file.")]})
        workflow = imported(actor_of(request), given.read())
    except Invalid as refusal:
        return _page(request, NewWorkflowForm(), refusal, status=400)
    messages.success(request, _("“%(name)s” is made from the file.") % {"name": workflow.name})
    return redirect("workflow_edit", workflow.pk)


def _page(request, form, refusal=None, status=200):
    context = {"form": form, "starters": starters(), "refusal": refusal}
    return render(request, "workflows_app/editor/new.html", context, status=status)


@allow(COORDINATES)
@require_POST
def clone(request, workflow_id):
    """A new workflow like this one; then the editor."""
    workflow, graph = _seen(request, workflow_id)
    copy = cloned(actor_of(request), workflow, graph)
    messages.success(request, _("“%(name)s” is a copy; tickets do not reach it yet.") % {"name": copy.name})
    return redirect("workflow_edit", copy.pk)


@allow(READS_WORKFLOWS)
@require_safe
def export(request, workflow_id):
    """The workflow as a file that can be imported."""
    workflow, graph = _seen(request, workflow_id)
    answer = JsonResponse(exported(workflow, workflow.name, graph), json_dumps_params={"indent": 2})
    name = slugify(workflow.name) or "workflow"
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def _seen(request, workflow_id):
    """The workflow as the person may see it, and its graph: the draft by right, else the active version."""
    workflow, right = workflow_for_read(request.user, workflow_id)
    graph = drafts.load(workflow) if right >= Right.VIEW else workflow.active_version.graph
    return shown(workflow, right), graph
