"""What the REST API takes: bodies of actions, and filters of lists."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tickets_app.models import ItemStatus, Priority, TaskStatus, TicketLink, TicketStatus
from tickets_app.selectors import TABS
from tts.accounts.models import Role
from tts.core.api_views import Filters
from tts.core.fields import StrictId, StrictInteger, StrictSerializer, StrictText
from tts.core.ids import id_in
from tts.core.ordering import Ordering
from workflows_app.models import Workflow

NEW_TICKET = {
    "application/json": {
        "type": "object",
        "required": ["subject", "department"],
        "additionalProperties": True,
        "description": "Every other key is kept as it is, in `extra`.",
        "example": {
            "subject": "Printer on fire",
            "description": "It prints nothing but black pages.",
            "department": "IT",
            "category": "Technology",
            "sub_category": "Support",
            "priority": "High",
            "employee": {"id": "4711", "name": "Ada Byron", "email": "ada@example.com"},
            "asset_name": "LP-1",
        },
        "properties": {
            "ticket_number": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
            "subject": {"type": "string", "maxLength": 255},
            "description": {"type": "string"},
            "department": {"type": "string", "maxLength": 64},
            "category": {"type": "string", "maxLength": 64},
            "sub_category": {"type": "string", "maxLength": 64},
            "priority": {"type": "string", "enum": [*Priority.values, "Critical"]},
            "source_service": {"type": "string", "maxLength": 64},
            "submitted_at": {"type": "string", "format": "date-time"},
            "employee": {
                "type": "object",
                "properties": {name: {} for name in ("id", "name", "email", "company_id", "department")},
            },
            "attachments": {"type": "array", "items": {"type": "object"}},
        },
    }
}
TICKET_FACTS = {
    "application/json": {
        "type": "object",
        "additionalProperties": True,
        "example": {"priority": "Urgent", "location": "Room 204"},
    }
}


class RoleName(serializers.CharField):
    """A role by its name, in whatever case, or by its id."""

    default_error_messages = {"unknown": _("There is no such role.")}

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        role = Role.objects.filter(name__iexact=name).first()
        if role is None and (pk := id_in(name)) is not None:
            role = Role.objects.filter(pk=pk).first()
        if role is None:
            self.fail("unknown")
        return role

    def to_representation(self, value):
        return value.name


def by_ticket() -> Ordering:
    """What lists of tickets, with or without their tasks, can be ordered by."""
    return Ordering(
        created_at="created_at", updated_at="updated_at", target_resolution="task__target_resolution",
        ticket_number="number",
    )  # fmt: skip


class TicketFilters(Filters):
    ordering = by_ticket()
    search = serializers.CharField(
        required=False, help_text="a number or its beginning, words of the subject"
    )
    ticket_number = serializers.CharField(required=False)
    status = serializers.ChoiceField(TicketStatus.choices, required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    department = serializers.CharField(required=False)
    category = serializers.CharField(required=False)


class TaskFilters(Filters):
    ordering = by_ticket()
    ticket_number = serializers.CharField(required=False)
    status = serializers.ChoiceField(TaskStatus.choices, required=False)
    search = serializers.CharField(
        required=False, help_text="a number or its beginning, words of the subject"
    )


class MyTaskFilters(Filters):
    ordering = Ordering(target_resolution="target_resolution", assigned_on="assigned_on")
    role = RoleName(required=False)
    assignment_status = serializers.ChoiceField(
        ItemStatus.choices, required=False, help_text="without it: what is open"
    )
    task__workflow_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class OwnedFilters(Filters):
    ordering = by_ticket()
    tab = serializers.ChoiceField(TABS, required=False, help_text="without it: all, finished ones too")
    search = serializers.CharField(
        required=False, help_text="a number or its beginning, words of the subject"
    )


class AllTaskFilters(OwnedFilters):
    role = RoleName(required=False)


class LogFilters(Filters):
    ticket_id = serializers.CharField(help_text="the ticket's number or its id")


class WorkflowId(StrictId):
    """The id of a workflow that exists."""

    default_error_messages = {"unknown": _("There is no such workflow.")}

    def to_internal_value(self, data):
        workflow_id = super().to_internal_value(data)
        if not Workflow.objects.filter(pk=workflow_id).exists():
            self.fail("unknown")
        return workflow_id


class WorkflowBody(StrictSerializer):
    workflow_id = WorkflowId()


class TransitionBody(StrictSerializer):
    transition_id = StrictId(required=False, allow_null=True, default=None, help_text="none at an end step")
    notes = StrictText(required=False, blank=True, default="", max_length=10_000)
    revision = StrictInteger(
        required=False, allow_null=True, default=None, help_text="the task's as you saw it; else 409"
    )


class TransferBody(StrictSerializer):
    task_item_id = StrictId()
    new_user_id = StrictId()
    notes = StrictText(required=False, blank=True, default="", max_length=10_000)
    role_id = StrictId(required=False, allow_null=True, default=None, help_text="to move it to another role")


class EscalateBody(StrictSerializer):
    task_item_id = StrictId()
    reason = StrictText(max_length=255)


class AssignBody(StrictSerializer):
    new_user_id = StrictId()
    notes = StrictText(required=False, blank=True, default="", max_length=10_000)
    role_id = StrictId(required=False, allow_null=True, default=None)


class BeginBody(StrictSerializer):
    status = serializers.ChoiceField([ItemStatus.IN_PROGRESS.value])


class ReasonBody(StrictSerializer):
    reason = StrictText(max_length=255)


class RatingBody(StrictSerializer):
    score = StrictInteger(min_value=1, max_value=5)
    comment = StrictText(required=False, blank=True, default="", max_length=2000)


class LinkBody(StrictSerializer):
    ticket_number = StrictText(max_length=64)
    kind = serializers.ChoiceField(TicketLink.Kind.values)


class CancelBody(ReasonBody):
    outcome = serializers.ChoiceField(["cancelled", "rejected"], default="cancelled")


class ReopenBody(StrictSerializer):
    reason = StrictText(required=False, blank=True, default="", max_length=255)


class NoBody(StrictSerializer):
    """An action that takes no values."""
