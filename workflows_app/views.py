"""Pages of workflows: the list, one workflow, its versions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tts.core.errors import Invalid, NotFound
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app import actions, drafts
from workflows_app.access import READS_WORKFLOWS, Right, workflow_for_read
from workflows_app.forms import FilterForm, PublishForm
from workflows_app.listing import narrowed, shown, shown_to
from workflows_app.models import WorkflowStatus
from workflows_app.presenting import picture, sla_rows, threshold_rows, versions_of
from workflows_app.usage import open_by_workflow, time_kept

PAGE_SIZE = 25


@allow(READS_WORKFLOWS)
@require_safe
def workflow_list(request):
    """The workflows that the person may open, filtered by words and status."""
    filters = FilterForm(request.GET).filters()
    pages = Paginator(narrowed(request.user, **filters), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = shown_to(request.user, page.object_list)
    running, kept = open_by_workflow(page.object_list), time_kept(page.object_list, timezone.now())
    for row in page.object_list:
        row.running, row.time_kept = running.get(row.pk, []), kept.get(row.pk)
    context = {"page": page, "filters": filters, "statuses": WorkflowStatus.choices}
    return render(request, "workflows_app/list.html", context)


@allow(READS_WORKFLOWS)
@require_safe
def workflow(request, workflow_id):
    """One workflow: its draft for whom it is shown to, else the active version."""
    return render(request, "workflows_app/workflow.html", _facts(request, workflow_id))


def _facts(request, workflow_id):
    found, right = workflow_for_read(request.user, workflow_id)
    sees_draft = right >= Right.VIEW
    graph = drafts.load(found) if sees_draft else found.active_version.graph
    return {
        "workflow": shown(found, right),
        "sees_draft": sees_draft,
        "may_share": right >= Right.PUBLISH,
        "may_edit": right >= Right.EDIT and found.status != WorkflowStatus.ARCHIVED,
        "offers": _offers(found, right),
        "problems": actions.problems_of(graph) if sees_draft else [],
        "slas": sla_rows(found),
        "thresholds": threshold_rows(found),
        "picture": picture(graph),
        "versions": versions_of(found),
    }


def _offers(found, right) -> set[str]:
    """The names of the changes of status that the person may make now."""
    if right < Right.PUBLISH:
        return set()
    status, published = found.status, found.active_version_id is not None
    offered = {
        "publish": status != WorkflowStatus.ARCHIVED and (found.has_changes or not published),
        "deploy": status == WorkflowStatus.DRAFT,
        "pause": status == WorkflowStatus.INITIALIZED,
        "resume": status == WorkflowStatus.PAUSED,
        "archive": status != WorkflowStatus.ARCHIVED,
        "unarchive": status == WorkflowStatus.ARCHIVED,
        "delete": not published,
    }
    return {name for name, is_offered in offered.items() if is_offered}


@allow(READS_WORKFLOWS)
@require_safe
def version(request, workflow_id, number):
    """One published version, as tickets on it see it."""
    found, right = workflow_for_read(request.user, workflow_id)
    row = found.versions.select_related("published_by", "calendar").filter(number=number).first()
    if row is None:
        raise NotFound
    context = {
        "version": row,
        "workflow": found,
        "may_restore": right >= Right.EDIT and found.status != WorkflowStatus.ARCHIVED,
        "is_active": row.pk == found.active_version_id,
        "slas": sla_rows(row),
        "thresholds": threshold_rows(row),
        "picture": picture(row.graph),
    }
    return render(request, "workflows_app/version.html", context)


@allow(READS_WORKFLOWS)
@require_POST
def publish(request, workflow_id):
    """Publish the draft as the next version."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: list(texts) for name, texts in form.errors.items()})
    found, _right = workflow_for_read(request.user, workflow_id)
    made = actions.initialize(actor_of(request), found, form.cleaned_data["note"])
    return _done(request, workflow_id, _("Version %(number)d is published.") % {"number": made.number})


@allow(READS_WORKFLOWS)
@require_POST
def deploy(request, workflow_id):
    """Declare a draft checked."""
    return _change(request, workflow_id, actions.deploy, _("Declared ready; it takes no tickets yet."))


@allow(READS_WORKFLOWS)
@require_POST
def pause(request, workflow_id):
    """Take no new tickets."""
    said = _("Paused: it takes no new tickets; what runs is finished.")
    return _change(request, workflow_id, actions.pause, said)


@allow(READS_WORKFLOWS)
@require_POST
def resume(request, workflow_id):
    """Take tickets again."""
    return _change(request, workflow_id, actions.resume, _("Live: it takes tickets again."))


@allow(READS_WORKFLOWS)
@require_POST
def archive(request, workflow_id):
    """Put it out of use."""
    return _change(request, workflow_id, actions.archive, _("Archived: what runs is finished."))


@allow(READS_WORKFLOWS)
@require_POST
def unarchive(request, workflow_id):
    """Bring it back from the archive."""
    return _change(request, workflow_id, actions.unarchive, _("Brought back from the archive."))


@allow(READS_WORKFLOWS)
@require_POST
def delete(request, workflow_id):
    """Delete a draft that was never published."""
    found, _right = workflow_for_read(request.user, workflow_id)
    actions.delete_draft(actor_of(request), found)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
    return redirect("workflow_list")


def _change(request, workflow_id, action, said):
    action(actor_of(request), workflow_for_read(request.user, workflow_id)[0])
    return _done(request, workflow_id, said)


def _done(request, workflow_id, said):
    messages.success(request, said)
    if not request.htmx:
        return redirect("workflow", workflow_id)
    return render(request, "workflows_app/_changed.html", _facts(request, workflow_id))
