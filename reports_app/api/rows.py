"""Rows of assignments as data."""

from rest_framework import serializers

from tickets_app.models import TaskItem


class ItemRow(serializers.Serializer):
    """An assignment with its ticket."""

    task_item_id = serializers.IntegerField()
    task_id = serializers.IntegerField()
    ticket_number = serializers.CharField()
    ticket_subject = serializers.CharField()
    step = serializers.CharField()
    role = serializers.CharField()
    user_id = serializers.IntegerField(allow_null=True)
    full_name = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    origin = serializers.CharField()
    created_at = serializers.DateTimeField()
    began_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    target_resolution = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)


MOMENTS = ("created_at", "began_at", "closed_at", "target_resolution", "breached_at")


def item_row(item: TaskItem) -> dict:
    """An item with ticket, role and user as ItemRow has it."""
    ticket = item.task.ticket
    return {
        "task_item_id": item.pk,
        "task_id": item.task_id,
        "ticket_number": ticket.number,
        "ticket_subject": ticket.subject,
        "step": item.step_name,
        "role": item.role.name,
        "user_id": item.user_id,
        "full_name": item.user.full_name if item.user else None,
        "status": item.status,
        "origin": item.origin,
        **{name: getattr(item, name) for name in MOMENTS},
    }
