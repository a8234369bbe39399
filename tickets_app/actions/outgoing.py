"""What other systems are told (SPEC 10), as outbox messages."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from tickets_app.models import Notification, Task, Ticket
from tts.accounts.models import User
from tts.core import outbox
from tts.core.models import OutboxMessage
from workflows_app.models import EndLogic

STATUS_QUEUE, ASSET_QUEUE, BUDGET_QUEUE = "ticket_status-default", "AMS_WORKFLOW_QUEUE", "BMS_WORKFLOW_QUEUE"
STATUS_TASK = "send_ticket_status"
MIRROR_TASK = "notifications.tasks.create_assignment_notification"
MIRROR_QUEUES = {
    Notification.Channel.IN_APP: "INAPP_NOTIFICATION_QUEUE",
    Notification.Channel.EMAIL: "EMAIL_NOTIFICATION_QUEUE",
}
NEW_WORK = (
    Notification.Kind.TASK_ASSIGNMENT,
    Notification.Kind.TASK_TRANSFER_IN,
    Notification.Kind.TASK_ESCALATION,
)


def ticket_status(ticket: Ticket) -> OutboxMessage:
    """The present status of a ticket, for the system that it came from."""
    return outbox.message(STATUS_QUEUE, STATUS_TASK, [ticket.number, ticket.status], ticket.number)


def mirrored(notices: Sequence[Notification]) -> list[OutboxMessage]:
    """What the platform's notification service is told of new work; nothing where no such service is named.

    Ordered by person, apart from the ticket's own messages: a service that is away delays no status.
    """
    told = [notice for notice in notices if notice.kind in NEW_WORK] if settings.MIRROR_NOTIFICATIONS else []
    people = User.objects.in_bulk({notice.recipient_id for notice in told}) if told else {}
    return [_mirror(notice, people[notice.recipient_id]) for notice in told]


def _mirror(notice, person):
    facts = {
        "user_id": person.external_id,
        "user_email": person.email,
        "kind": notice.kind,
        "ticket_number": notice.ticket.number,
        "ticket_subject": notice.ticket.subject,
        "step": notice.facts.get("step"),
        "created_at": notice.created_at.isoformat(),
    }
    return outbox.message(MIRROR_QUEUES[notice.channel], MIRROR_TASK, [facts], f"person {person.pk}")


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
