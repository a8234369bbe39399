"""What other systems are told (SPEC 10), as outbox messages."""

from datetime import datetime

from tickets_app.models import Task, Ticket
from tts.core import outbox
from tts.core.models import OutboxMessage
from workflows_app.models import EndLogic

STATUS_QUEUE, ASSET_QUEUE, BUDGET_QUEUE = "ticket_status-default", "AMS_WORKFLOW_QUEUE", "BMS_WORKFLOW_QUEUE"
STATUS_TASK = "send_ticket_status"


def ticket_status(ticket: Ticket) -> OutboxMessage:
    """The present status of a ticket, for the system that it came from."""
    return outbox.message(STATUS_QUEUE, STATUS_TASK, [ticket.number, ticket.status], ticket.number)


def completion(task: Task, completed_at: datetime) -> OutboxMessage | None:
    """What the workflow's end logic tells another system; None where it tells none."""
    builders = {EndLogic.ASSET: _asset, EndLogic.BUDGET: _budget}
    build = builders.get(task.version.end_logic)
    return build(task, completed_at) if build else None


def _asset(task, completed_at):
    ticket = task.ticket
    facts = {
        "ticket_id": ticket.number,
        "asset_name": ticket.extra.get("asset_name"),
        "serial_number": ticket.extra.get("serial_number"),
        "action": ticket.extra.get("action") or _asset_action(task),
        "completed_at": completed_at.isoformat(),
    }
    return outbox.message(ASSET_QUEUE, "ams.tasks.process_workflow_completion", [facts], ticket.number)


def _asset_action(task):
    named = f"{task.version.name} {task.version.sub_category} {task.version.category}".lower()
    return "check_out" if "out" in named.replace("-", " ").split() else "check_in"


def _budget(task, completed_at):
    ticket = task.ticket
    facts = {
        "ticket_id": ticket.number,
        "requested_budget": ticket.extra.get("requested_budget"),
        "cost_items": ticket.extra.get("cost_items"),
        "approved_by": ticket.extra.get("approved_by"),
        "completed_at": completed_at.isoformat(),
    }
    return outbox.message(BUDGET_QUEUE, "bms.tasks.process_budget_approval", [facts], ticket.number)
