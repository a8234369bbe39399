"""Changes of a workflow's status that make no version."""

from django.db import transaction
from django.utils.translation import gettext as _

from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Conflict
from workflows_app import drafts
from workflows_app.access import Right
from workflows_app.actions.base import TARGET, check_status, locked, refuse_errors
from workflows_app.actions.editing import problems_of
from workflows_app.models import Workflow, WorkflowStatus


@transaction.atomic
def deploy(actor: Actor, workflow: Workflow) -> Workflow:
    """Declare a draft checked and ready; it takes no tickets yet.

    Raises Forbidden, Conflict when it is no draft, Invalid with every graph error.
    """
    row = locked(actor, workflow, Right.PUBLISH)
    check_status(row, WorkflowStatus.DRAFT)
    graph = drafts.load(row)
    refuse_errors(graph, problems_of(graph))
    return _to(actor, row, WorkflowStatus.DEPLOYED, "workflow.deployed")


@transaction.atomic
def pause(actor: Actor, workflow: Workflow) -> Workflow:
    """Take no new tickets; what runs is finished. Raises Forbidden, Conflict unless it is live."""
    row = locked(actor, workflow, Right.PUBLISH)
    check_status(row, WorkflowStatus.INITIALIZED)
    return _to(actor, row, WorkflowStatus.PAUSED, "workflow.paused")


@transaction.atomic
def resume(actor: Actor, workflow: Workflow) -> Workflow:
    """Take tickets again. Raises Forbidden, Conflict unless it is paused."""
    row = locked(actor, workflow, Right.PUBLISH)
    check_status(row, WorkflowStatus.PAUSED)
    return _to(actor, row, WorkflowStatus.INITIALIZED, "workflow.resumed")


@transaction.atomic
def archive(actor: Actor, workflow: Workflow) -> Workflow:
    """Put a workflow out of use; what runs is finished. Raises Forbidden, Conflict if it is archived."""
    row = locked(actor, workflow, Right.PUBLISH)
    check_status(row, *(status for status in WorkflowStatus if status != WorkflowStatus.ARCHIVED))
    return _to(actor, row, WorkflowStatus.ARCHIVED, "workflow.archived")


@transaction.atomic
def unarchive(actor: Actor, workflow: Workflow) -> Workflow:
    """Bring a workflow back from the archive: paused if it was ever published, else as a draft.

    Raises Forbidden, Conflict unless it is archived.
    """
    row = locked(actor, workflow, Right.PUBLISH)
    check_status(row, WorkflowStatus.ARCHIVED)
    status = WorkflowStatus.DRAFT if row.active_version_id is None else WorkflowStatus.PAUSED
    return _to(actor, row, status, "workflow.unarchived")


@transaction.atomic
def delete_draft(actor: Actor, workflow: Workflow) -> None:
    """Delete a workflow that was never published. Raises Forbidden, Conflict for any other."""
    row = locked(actor, workflow, Right.PUBLISH)
    if row.versions.exists():
        raise Conflict(_("“%(name)s” has been published; archive it instead.") % {"name": row.name})
    before = {"name": row.name, "status": row.status}
    record(actor, "workflow.deleted", TARGET, row.pk, before=before)
    row.delete()


def _to(actor, workflow, status, action) -> Workflow:
    before = {"status": workflow.status}
    workflow.status = status
    workflow.save(update_fields=["status", "updated_at"])
    record(actor, action, TARGET, workflow.pk, before=before, after={"status": status.value})
    return workflow
