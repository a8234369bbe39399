"""Many tickets of every age and state with their search index, made by the database itself.

Each lot lives in a schema of its own, so that the same pages can be asked of lots of different sizes in turn,
and nothing of it is left for other benchmarks.
"""

from django.db import connection
from django.utils import timezone

from tests.factories import make_role, make_user, publish
from tickets_app.search.schema import TABLE
from tts.accounts.models import Role, User

TABLES = ("tickets_app_ticket", "tickets_app_task", "tickets_app_taskitem", TABLE)
# One word is in every ticket, one in a fifth, one in a hundredth, and one in a fifty-thousandth of them.
EVERYWHERE, COMMON, HUNDREDTH, RARE = "request", "printer", "projector", "seismograph"

# Of a hundred tickets 30 run (a hundredth of these wait for somebody), 70 are finished, and of ten thousand
# four have no workflow. They arrived evenly over two years. Counted from the newest: the newest of many are
# like those of few, and pages show the same.
TICKETS = f"""
INSERT INTO tickets_app_ticket (id, number, subject, description, department, category, sub_category,
    priority, status, source_service, requester_id, requester_external_id, requester_name, requester_email,
    requester_company_id, requester_department, attachments, extra, created_at, updated_at, resolved_at)
SELECT id, 'TX' || lpad(id::text, 14, '0'),
    (ARRAY['{COMMON}', 'laptop', 'screen', 'badge', 'phone'])[1 + n %% 5] || ' {EVERYWHERE} '
        || CASE WHEN n %% 100 = 7 THEN '{HUNDREDTH} ' ELSE '' END
        || CASE WHEN n %% 50000 = 11 THEN '{RARE} ' ELSE '' END || 'number ' || n %% 9973,
    'It worked yesterday and does not today in room ' || n %% 401 || '. Please look at ' || md5(n::text),
    (ARRAY['IT', 'Finance', 'Assets', 'People'])[1 + n / 3 %% 4], 'Support', '',
    (ARRAY['Low', 'Medium', 'Medium', 'High', 'Urgent'])[1 + n / 7 %% 5],
    CASE WHEN n %% 2500 = 1 THEN 'New'
         WHEN runs THEN (ARRAY['Open', 'In Progress', 'In Progress', 'On Hold'])[1 + n / 11 %% 4]
         ELSE (ARRAY['Resolved', 'Closed', 'Closed', 'Withdrawn'])[1 + n / 13 %% 4] END,
    '', NULL, '', 'Person ' || n %% 1009, 'person-' || n %% 1009 || '@example.com', '', '', '[]', '{{}}',
    at, at, CASE WHEN NOT runs THEN at + interval '20 hours' END
FROM (SELECT id, n, %(now)s::timestamptz - n * (interval '730 days' / %(count)s) AS at,
             n %% 2500 = 1 OR hashint4(n) & 127 < 38 AS runs
      FROM (SELECT id, %(count)s - id AS n FROM generate_series(1, %(count)s) AS id) AS counted) AS numbers
"""
TASKS = """
INSERT INTO tickets_app_task (id, ticket_id, workflow_id, version_id, owner_id, status, step_id, step_name,
    step_role_id, entries, revision, started_at, hold_reason, tells, sla_plan, target_resolution,
    completed_at, measured_at)
SELECT id, id, %(workflow)s, %(version)s,
    (%(owners)s::bigint[])[1 + (%(count)s - id) %% array_length(%(owners)s::bigint[], 1)],
    CASE status WHEN 'Open' THEN 'pending' WHEN 'In Progress' THEN 'in progress' WHEN 'On Hold' THEN 'on_hold'
        WHEN 'Withdrawn' THEN 'cancelled' ELSE 'completed' END,
    CASE WHEN resolved_at IS NULL THEN %(step)s END, CASE WHEN resolved_at IS NULL THEN 'Triage' ELSE '' END,
    CASE WHEN resolved_at IS NULL THEN %(role)s END, '{}', 1, created_at, '', true, '',
    CASE WHEN status <> 'On Hold' THEN created_at + interval '24 hours' END, resolved_at, resolved_at
FROM tickets_app_ticket WHERE status <> 'New'
"""
ITEMS = """
INSERT INTO tickets_app_taskitem (id, task_id, role_id, user_id, step_id, step_name, status, origin, entry,
    clock_started_at, created_at, assigned_on, closed_at, target_resolution)
SELECT id, id, %(role)s,
    CASE WHEN completed_at IS NOT NULL OR (%(count)s - id) %% 100 <> 53
        THEN (%(holders)s::bigint[])[1 + (%(count)s - id) %% array_length(%(holders)s::bigint[], 1)] END,
    %(step)s, 'Triage', CASE WHEN completed_at IS NULL THEN 'new' ELSE 'resolved' END, 'System', 1,
    started_at, started_at, started_at, completed_at, target_resolution
FROM tickets_app_task
"""
WORDS = f"""
INSERT INTO {TABLE} (ticket_id, number, public)
SELECT id, upper(number), tts_ticket_words(ROW(ticket.*)::public.tickets_app_ticket)
FROM tickets_app_ticket AS ticket
"""


class Lot:
    """`count` tickets in the schema `name`; in the block of `with`, everything sees them and no others."""

    def __init__(self, name: str, count: int, version):
        self.name = name
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {name}")
            for table in TABLES:
                cursor.execute(
                    f"CREATE TABLE {name}.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES)"
                )
        with self, connection.cursor() as cursor:
            for statement in (TICKETS, TASKS, ITEMS, WORDS):
                cursor.execute(statement, _values(count, version))
            for table in TABLES:
                _index(cursor, name, table)

    def __enter__(self):
        self._search(f"{self.name}, public")

    def __exit__(self, *_):
        self._search("public")

    def drop(self):
        """Forget the lot."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {self.name} CASCADE")

    def _search(self, path):
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {path}")


def _values(count, version):
    step = version.graph.start
    return {
        "now": timezone.now(),
        "count": count,
        "workflow": version.workflow_id,
        "version": version.pk,
        "step": step.id,
        "role": step.role_id,
        "owners": _members("Lot coordinator"),
        "holders": _members("Lot agent"),
    }


def _members(role):
    return list(
        User.objects.filter(memberships__role=Role.objects.get(name=role)).values_list("pk", flat=True)
    )


def _index(cursor, schema, table):
    """Give a filled table the indexes and the statistics of the real one."""
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s", [table])
    for (definition,) in cursor.fetchall():
        cursor.execute(definition.replace(f"ON public.{table}", f"ON {schema}.{table}", 1))
    cursor.execute(
        "SELECT attname, attstattarget FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND attstattarget > 0 AND NOT attisdropped", [f"public.{table}"],
    )  # fmt: skip
    for column, target in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {schema}.{table} ALTER COLUMN {column} SET STATISTICS {target}")
    cursor.execute(f"VACUUM ANALYZE {schema}.{table}")


def people_and_workflow():
    """A live workflow with twenty people on its step and ten coordinators, one of them of Finance only."""
    kinds = {"Lot agent": "step", "Lot coordinator": "coordinator"}
    roles = {name: make_role(name, kind=kind) for name, kind in kinds.items()}
    for number in range(20):
        make_user(f"lot-agent-{number}", roles["Lot agent"])
    for number in range(9):
        make_user(f"lot-coordinator-{number}", roles["Lot coordinator"])
    make_user("lot-finance", roles["Lot coordinator"], departments=["Finance"])
    return publish("Lot", [("Triage", "Lot agent", 1.0)], [], roles)
