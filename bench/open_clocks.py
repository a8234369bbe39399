"""Many open tickets with clocks, made by the database itself."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from tickets_app.sla.plan import position
from tts.accounts.models import Role, User

FILL = """
WITH numbers AS (
    SELECT n, %(start)s::timestamptz + n * interval '1 second' AS check_at,
           %(owners)s::bigint[] AS owners, %(holders)s::bigint[] AS holders
    FROM generate_series(%(first)s, %(last)s) AS n
), tickets AS (
    INSERT INTO tickets_app_ticket (number, subject, description, department, category, sub_category,
        priority, status, source_service, requester_external_id, requester_name, requester_email,
        requester_company_id, requester_department, attachments, extra, created_at, updated_at)
    SELECT 'SLA' || n, 'Printer does not print', '', 'IT', 'Support', '',
        'Medium', 'Open', '', '', '', '', '', '', '[]', '{}', %(start)s, %(start)s
    FROM numbers RETURNING id, substr(number, 4)::int AS n
), tasks AS (
    INSERT INTO tickets_app_task (ticket_id, workflow_id, version_id, owner_id, status, step_id,
        step_name, step_role_id, entries, revision, started_at, hold_reason, tells, sla_check, sla_plan,
        target_resolution)
    SELECT id, %(workflow)s, %(version)s, owners[1 + n %% array_length(owners, 1)], 'pending', %(step)s,
        'Triage', %(role)s, '{}', 1, %(start)s, '', true, check_at,
        (extract(epoch FROM check_at) * 1000000)::bigint || ' step 1 '
            || (ARRAY['0.8', '0.9', '1.0'])[1 + n %% 3] || ' 17280.0' || %(later)s,
        check_at + interval '1 day'
    FROM tickets JOIN numbers USING (n) RETURNING id, ticket_id
)
INSERT INTO tickets_app_taskitem (task_id, role_id, user_id, step_id, step_name, status, origin, entry,
    clock_started_at, created_at, assigned_on, target_resolution)
SELECT tasks.id, %(role)s, holders[1 + n %% array_length(holders, 1)], %(step)s, 'Triage', 'new', 'System', 1,
    %(start)s, %(start)s, %(start)s, check_at
FROM tasks JOIN tickets ON tickets.id = tasks.ticket_id JOIN numbers USING (n)
"""


class Clocks:
    """Open tickets, of which one more is due each second after `before`: a third each of warnings, risks and
    breaches of their first step."""

    def __init__(self, version):
        self.version = version
        self.before = timezone.now().replace(microsecond=0)
        self.filled = self.taken = 0

    def fill(self, count: int) -> None:
        """Add tickets until there are `count`."""
        step = self.version.graph.start
        later = [
            f"\n{position(self.before + timedelta(days=1000 + 10 * place))} {kind} 0 {share} 86400.0"
            for place, (kind, share) in enumerate(_others())
        ]
        values = {
            "start": self.before,
            "first": self.filled + 1,
            "last": count,
            "owners": _members("Ticket Coordinator"),
            "holders": _members("Agent"),
            "workflow": self.version.workflow_id,
            "version": self.version.pk,
            "step": step.id,
            "role": step.role_id,
            "later": "".join(later),
        }
        with connection.cursor() as cursor:
            cursor.execute(FILL, values)
            for table in ("ticket", "task", "taskitem"):
                cursor.execute(f"VACUUM ANALYZE tickets_app_{table}")
        self.filled = count

    def next_due(self, count: int):
        """An instant at which `count` more clocks are due."""
        self.taken += count
        assert self.taken <= self.filled
        return self.before + timedelta(seconds=self.taken)


def _others():
    """The thresholds that are far away: a plan has up to nine."""
    return [(kind, share) for kind in ("first_response", "ticket") for share in (0.8, 0.9, 1.0)]


def _members(role):
    role = Role.objects.get(name=role)
    return list(User.objects.filter(memberships__role=role).values_list("pk", flat=True))


class Copied:
    """The tables of a scan as they are now, copied; in the block of `with`, scans see the copies."""

    def __init__(self, schema: str):
        self.schema = schema
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}")
            for table in ("tickets_app_task", "tickets_app_thresholdcrossing"):
                cursor.execute(f"CREATE TABLE {schema}.{table} (LIKE {table} INCLUDING ALL)")
                cursor.execute(f"INSERT INTO {schema}.{table} SELECT * FROM {table}")
                cursor.execute(f"VACUUM ANALYZE {schema}.{table}")

    def __enter__(self):
        self._search(f"{self.schema}, public")

    def __exit__(self, *_):
        self._search("public")

    def _search(self, path):
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {path}")
