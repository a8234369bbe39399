"""Messages for other systems leave by the outbox, never from inside an action."""

from tts.core.models import OutboxMessage


def message(queue: str, task_name: str, args: list, order_key: str) -> OutboxMessage:
    """An unsaved message for `queue`: a Celery task name and its JSON arguments."""
    return OutboxMessage(queue=queue, task_name=task_name, args=args, order_key=order_key)


def write(messages: list[OutboxMessage]) -> None:
    """Store `messages` in the caller's transaction, in one statement."""
    if messages:
        OutboxMessage.objects.bulk_create(messages)
