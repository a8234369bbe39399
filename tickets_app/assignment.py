"""Who gets the next work of a role."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count

from tickets_app.models import TaskItem
from tts.accounts import turns
from tts.accounts.turns import Load


def draw(role_ids: Iterable[int], at: datetime) -> dict[int, int | None]:
    """The person whose turn it is in each role, by role id; None where nobody is present.

    Holds the roles' turns until the caller commits, so draw as late in a transaction as possible.
    """
    return draw_each([role_ids], at)[0]


def draw_each(wanted: Sequence[Iterable[int]], at: datetime) -> list[dict[int, int | None]]:
    """As `draw`, for several in order: the n-th answer draws once from each role of the n-th entry."""
    entries = [set(role_ids) for role_ids in wanted]
    counts = Counter(role_id for role_ids in entries for role_id in role_ids)
    lines = {role_id: deque(line) for role_id, line in turns.draw(counts, at, open_items).items()}
    return [{role_id: lines[role_id].popleft() for role_id in role_ids} for role_ids in entries]


def open_items(load: Load) -> dict[int, int]:
    """Open items of each person of `load` in its role, by user id."""
    rows = TaskItem.objects.filter(role_id=load.role_id, user_id__in=load.user_ids, closed_at__isnull=True)
    return dict(rows.values_list("user_id").annotate(count=Count("pk")))
