"""Jobs for the worker, enqueued in the transaction that causes them."""

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task

from tts.core import rows


class Keeper(ORM):
    """django-q2's queue in the database, as far as keeping the row that a job becomes."""

    row: OrmQ

    def enqueue(self, task: str) -> None:
        """Keep the row of a signed task; whoever asked for it stores it."""
        self.row = OrmQ(key=self.list_key, payload=task, lock=timezone.now())


def job(function: str, *ids: int) -> OrmQ:
    """The unsaved row that has the worker call the function of that dotted name with `ids`."""
    keeper = Keeper()
    async_task(function, *ids, broker=keeper)
    return keeper.row


def enqueue(function: str, *ids: int) -> None:
    """Have the worker call the function of that dotted name with `ids`, if the present transaction commits.

    The job is a row of this transaction, so it exists exactly if the transaction does.
    """
    rows.insert([job(function, *ids)])
