"""How the installation is, in figures: for the status page and for metrics. Read only."""

import platform
import shutil
from collections import defaultdict
from datetime import datetime, timedelta

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.utils import timezone
from django_q.models import Failure, OrmQ

from tickets_app.models import TaskItem
from tts.accounts.models import Turn
from tts.core.health import STALE_AFTER
from tts.core.models import Heartbeat


def heartbeats(now: datetime) -> list[tuple[str, datetime, bool]]:
    """(process, when it last said that it lives, whether that is fresh), by name."""
    rows = Heartbeat.objects.order_by("name").values_list("name", "at")
    return [(name, at, at > now - STALE_AFTER) for name, at in rows]


def jobs() -> tuple[int, float, int]:
    """(jobs that wait or run, seconds since the oldest of them was due, jobs that failed and are kept).

    A job that runs has a lock in the future, so it is not late.
    """
    count, oldest = OrmQ.objects.aggregate(count=Count("pk"), oldest=Min("lock")).values()
    late = max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    return count, late, Failure.objects.count()


def skews() -> dict[str, int]:
    """By role of two members or more: most minus least open items among those whose turn comes."""
    held: dict[int, dict[int, int]] = defaultdict(dict)
    rows = TaskItem.objects.filter(closed_at__isnull=True, user__isnull=False)
    for role_id, user_id, count in rows.values_list("role_id", "user_id").annotate(Count("pk")):
        held[role_id][user_id] = count
    found = {}
    for turn in Turn.objects.select_related("role"):
        counts = [held[turn.role_id].get(user_id, 0) for user_id, *_away in turn.members]
        if len(counts) > 1:
            found[turn.role.name] = max(counts) - min(counts)
    return found


def versions() -> dict[str, str]:
    """What runs here, by name."""
    number = ".".join(map(str, connection.get_database_version()))
    return {
        "TTS": settings.TTS_VERSION,
        "Python": platform.python_version(),
        "Django": django.get_version(),
        connection.display_name: number,
    }


def pending_migrations() -> list[str]:
    """The migrations of this version that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _backwards in plan]


def storage() -> tuple[int, int]:
    """(free, all) bytes of the file system of attached files."""
    # The folder itself appears with the first file.
    folder = next(path for path in (settings.MEDIA_ROOT, *settings.MEDIA_ROOT.parents) if path.exists())
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total


def database_bytes() -> int:
    """The size of the database."""
    if connection.vendor == "postgresql":
        question = "SELECT pg_database_size(current_database())"
    else:
        question = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def is_late(lag: timedelta) -> bool:
    """Whether thresholds are recorded later than promised: two minutes."""
    return lag > timedelta(minutes=2)
