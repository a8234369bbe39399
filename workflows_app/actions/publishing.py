"""Publishing: the draft becomes the version on which new tickets run."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Conflict, Invalid
from tts.core.hooks import Hook
from workflows_app import drafts
from workflows_app.access import Right
from workflows_app.actions.base import TARGET, check_status, locked, refuse_errors
from workflows_app.actions.editing import EDITABLE, problems_of
from workflows_app.matching import normal
from workflows_app.models import Workflow, WorkflowStatus, WorkflowVersion
from workflows_app.models.workflow import DEFINITION_FIELDS

MAX_NOTE = 256

# Called as workflow_published(workflow=..., version=..., at=...) in the transaction that published it.
workflow_published = Hook()


@transaction.atomic
def initialize(
    actor: Actor, workflow: Workflow, note: str = "", at: datetime | None = None
) -> WorkflowVersion:
    """Publish: freeze the draft as the next version and make that one active. A paused workflow stays
    paused. `note` says what is new, `at` is when (now).

    Raises Forbidden; Invalid with every graph error, each naming its step or edge; Conflict when
    nothing has changed since the active version, or the workflow is archived.
    """
    row = locked(actor, workflow, Right.PUBLISH)
    check_status(row, *EDITABLE)
    if row.active_version_id is not None and not row.has_changes:
        raise Conflict(_("Nothing has changed since “%(name)s” was last published.") % {"name": row.name})
    note = _short(note)
    graph = drafts.load(row)
    refuse_errors(graph, problems_of(graph))
    at = at or timezone.now()
    version = _freeze(actor, row, graph, note, at)
    before = {"status": row.status, "active_version": row.active_version_id}
    _activate(row, version)
    after = {"status": row.status, "active_version": version.pk, "number": version.number}
    record(actor, "workflow.initialized", TARGET, row.pk, before=before, after=after, note=note, at=at)
    workflow_published(workflow=row, version=version, at=at)
    return version


def _short(note):
    note = note.strip()
    if len(note) > MAX_NOTE:
        raise Invalid({"note": [_("At most %(n)d characters.") % {"n": MAX_NOTE}]})
    return note


def _freeze(actor, workflow, graph, note, at) -> WorkflowVersion:
    last = workflow.versions.aggregate(last=Max("number"))["last"] or 0
    return WorkflowVersion.objects.create(
        workflow=workflow,
        number=last + 1,
        name=workflow.name,
        graph_data=graph.to_data(),
        match_department=normal(workflow.department),
        match_category=normal(workflow.category),
        match_sub_category=normal(workflow.sub_category),
        published_at=at,
        published_by=actor.user,
        note=note,
        **{name: getattr(workflow, name) for name in DEFINITION_FIELDS},
    )


def _activate(workflow, version):
    workflow.active_version = version
    workflow.has_changes = False
    if workflow.status != WorkflowStatus.PAUSED:
        workflow.status = WorkflowStatus.INITIALIZED
    workflow.save(update_fields=["active_version", "has_changes", "status", "updated_at"])
