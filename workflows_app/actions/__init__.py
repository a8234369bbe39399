"""Every change to workflows. Each is one transaction with its audit event; `actor` comes first.

Refusals are those of tts.core.errors; a refused action has changed nothing.
"""

from workflows_app.actions.editing import Saved, create_workflow, problems_of, save_graph, update_details
from workflows_app.actions.lifecycle import archive, delete_draft, deploy, pause, resume, unarchive
from workflows_app.actions.outside import receive_workflow
from workflows_app.actions.publishing import initialize, workflow_published
from workflows_app.actions.restoring import restore
from workflows_app.actions.sharing import share

__all__ = [
    "Saved",
    "archive",
    "create_workflow",
    "delete_draft",
    "deploy",
    "initialize",
    "pause",
    "problems_of",
    "receive_workflow",
    "restore",
    "resume",
    "save_graph",
    "share",
    "unarchive",
    "update_details",
    "workflow_published",
]
