"""An earlier version as the draft again."""

from django.db import transaction
from django.utils.translation import gettext as _

from tts.core.actor import Actor
from tts.core.audit import changes, record
from tts.core.errors import Invalid
from workflows_app import drafts
from workflows_app.access import Right
from workflows_app.actions.base import TARGET, check_revision, check_status, locked
from workflows_app.actions.editing import EDITABLE, edited
from workflows_app.models import Workflow, WorkflowVersion
from workflows_app.models.workflow import DEFINITION_FIELDS


@transaction.atomic
def restore(
    actor: Actor, workflow: Workflow, version: WorkflowVersion, revision: int | None = None
) -> Workflow:
    """Make the draft what `version` is: graph, service levels, matching, end logic; the name stays.

    Steps and transitions keep their ids, also those that the draft has no more. Nothing that runs
    changes. Raises Forbidden, Conflict as `save_graph`, Invalid for a version of another workflow.
    """
    row = locked(actor, workflow, Right.EDIT)
    check_status(row, *EDITABLE)
    check_revision(row, revision)
    if version.workflow_id != row.pk:
        raise Invalid({"version": [_("This is a version of another workflow.")]})
    old = drafts.load(row)
    before, after = changes(row, {name: getattr(version, name) for name in DEFINITION_FIELDS})
    graph_before, graph_after = drafts.differences(old, version.graph)
    if not after and not graph_after:
        return row
    for name in DEFINITION_FIELDS:
        setattr(row, name, getattr(version, name))
    drafts.store(row, old, version.graph)
    before["revision"], after["revision"] = edited(row)
    row.save()
    after["restored_from"] = version.number
    record(
        actor, "workflow.restored", TARGET, row.pk, before=before | graph_before, after=after | graph_after
    )
    return row
