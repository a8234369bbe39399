"""Jobs for the worker, enqueued in the transaction that causes them."""

from functools import cache

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task

from tts.core import rows


class Broker(ORM):
    """django-q2's queue in the database, filled by a statement that is worked out once."""

    def enqueue(self, task: str) -> int:
        """Put a signed task into the queue. Answers its id there."""
        row = OrmQ(key=self.list_key, payload=task, lock=timezone.now())
        rows.insert([row])
        return row.pk


@cache
def _broker() -> Broker:
    return Broker()


def enqueue(function: str, *ids: int) -> None:
    """Have the worker call the function of that dotted name with `ids`, if the present transaction commits.

    The job is a row of this transaction, so it exists exactly if the transaction does.
    """
    async_task(function, *ids, broker=_broker())
