"""Who gets the next work of a role."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from tickets_app.models import TaskItem
from tts.accounts import turns
from tts.accounts.turns import Load


def draw(role_ids: Iterable[int], at: datetime) -> dict[int, int | None]:
    """The person whose turn it is in each role, by role id; None where nobody is present.

    Holds the roles' turns until the caller commits, so draw as late in a transaction as possible.
    """
    return turns.draw(role_ids, at, open_items)


def open_items(load: Load) -> dict[int, int]:
    """Open items of each person of `load` in its role, by user id."""
    rows = TaskItem.objects.filter(role_id=load.role_id, user_id__in=load.user_ids, closed_at__isnull=True)
    return dict(rows.values_list("user_id").annotate(count=Count("pk")))
