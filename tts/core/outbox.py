"""Messages for other systems leave by the outbox, never from inside an action.

Delivery, order and retries are the publisher's (`tickets_app.ingest.publisher`); here is what it needs of
the table. In order: of the waiting rows of one key the oldest alone is a head, and only heads leave.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tts.core import rows
from tts.core.models import OutboxMessage

State = OutboxMessage.State
MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)


def message(queue: str, task_name: str, args: list, order_key: str) -> OutboxMessage:
    """An unsaved message for `queue`: a Celery task name and its JSON arguments."""
    return rows.new(OutboxMessage, queue=queue, task_name=task_name, args=args, order_key=order_key)


def write(messages: list[OutboxMessage]) -> None:
    """Store `messages` in the caller's transaction, in one statement."""
    rows.insert(messages)


def heads(at: datetime) -> QuerySet[OutboxMessage]:
    """The rows that may leave at `at`, oldest first: those for which no older one of their key waits."""
    older = OutboxMessage.objects.filter(
        order_key=OuterRef("order_key"), pk__lt=OuterRef("pk"), state=State.WAITING
    )
    due = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=at)
    return OutboxMessage.objects.filter(~Exists(older), due, state=State.WAITING).order_by("pk")


def mark_sent(ids: list[int]) -> None:
    """Say that the broker has confirmed these rows."""
    if ids:
        rows = OutboxMessage.objects.filter(pk__in=ids, state=State.WAITING)
        rows.update(state=State.SENT, published_at=timezone.now(), error="")


def mark_refused(row: OutboxMessage, why: str) -> None:
    """Say that the broker refused a row: it is tried again, each time after twice as long, then given up."""
    row.attempts += 1
    row.error = why[:500]
    wait = min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    row.next_attempt_at = timezone.now() + wait
    if row.attempts >= MAX_ATTEMPTS:
        row.state = State.DEAD
    row.save(update_fields=["attempts", "error", "next_attempt_at", "state"])


@transaction.atomic
def replace_dead(row_id: int, args: list | None = None) -> OutboxMessage | None:
    """Send a dead row anew, at the end of its key's line, with other `args` where given.

    None where it is not dead (any more).
    """
    row = OutboxMessage.objects.select_for_update().filter(pk=row_id, state=State.DEAD).first()
    if row is None:
        return None
    row.state = State.REPLACED
    row.save(update_fields=["state"])
    anew = message(row.queue, row.task_name, row.args if args is None else args, row.order_key)
    anew.save(force_insert=True)
    return anew
