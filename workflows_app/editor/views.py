"""The editor's page and what its scripts ask for beside the REST API."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tts.core.errors import Conflict, Invalid
from tts.core.markdown import render as markdown
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app import actions
from workflows_app.access import READS_WORKFLOWS, Right, require, workflow_for_read
from workflows_app.conditions import ConditionError, explain
from workflows_app.editor import data
from workflows_app.editor.bodies import body_of
from workflows_app.editor.presence import seen
from workflows_app.editor.texts import texts
from workflows_app.models import Calendar, EndLogic, WorkflowStatus
from workflows_app.naming import free_name
from workflows_app.thresholds import PEOPLE
from workflows_app.usage import open_by_workflow


@allow(READS_WORKFLOWS)
@require_safe
def edit(request, workflow_id):
    """The workflow designer, for whom the draft may be changed by."""
    workflow, right = workflow_for_read(request.user, workflow_id)
    require(request.user, workflow, Right.EDIT)
    if workflow.status == WorkflowStatus.ARCHIVED:
        raise Conflict(
            _("“%(name)s” is in the archive; bring it back to change it.") % {"name": workflow.name}
        )
    may_publish = right >= Right.PUBLISH
    page = data.page_data(workflow, may_publish)
    context = {
        "workflow": workflow,
        "running": open_by_workflow([workflow]).get(workflow.pk, []),
        "data": page,
        "rows": data.table_rows(page["draft"]["graph"], page["facts"]["roles"]),
        "texts": texts(),
        "roles": data.role_choices(workflow),
        "calendars": Calendar.objects.order_by("name"),
        "threshold_people": PEOPLE.items(),
        "end_logics": EndLogic.choices,
        "may_publish": may_publish,
    }
    return render(request, "workflows_app/editor/page.html", context)


@allow(READS_WORKFLOWS)
@require_safe
def draft(request, workflow_id):
    """The draft as it is now, and who changed it since it was last published."""
    workflow, _right = workflow_for_read(request.user, workflow_id)
    require(request.user, workflow, Right.VIEW)
    authors = data.authors_since_published(workflow)
    return JsonResponse({**data.draft_data(workflow), "authors": authors})


@allow(READS_WORKFLOWS)
@require_POST
def presence(request, workflow_id):
    """A sign of life of an editor; who else is there."""
    workflow, _right = workflow_for_read(request.user, workflow_id)
    require(request.user, workflow, Right.VIEW)
    return JsonResponse({"others": seen(workflow.pk, request.user)})


@allow(READS_WORKFLOWS)
@require_POST
def condition(request):
    """A condition in plain words, or what is wrong with it."""
    try:
        return JsonResponse({"sentence": explain(body_of(request).get("condition"))})
    except ConditionError as error:
        return JsonResponse({"error": str(error)})


@allow(READS_WORKFLOWS)
@require_POST
def preview(request):
    """An instruction as those who work on the step will see it."""
    return JsonResponse({"html": markdown(str(body_of(request).get("text", "")))})


@allow(READS_WORKFLOWS)
@require_POST
def copy(request):
    """A new draft of what somebody has in their editor, after a conflict."""
    given = body_of(request)
    details = given.get("details")
    if not isinstance(details, dict):
        raise Invalid({"details": [_("This must be an object.")]})
    details |= {"name": free_name(str(details.get("name", "")), copy=True)}
    saved = actions.create_workflow(actor_of(request), details, given.get("graph"))
    return JsonResponse({"workflow_id": saved.workflow.pk}, status=201)
