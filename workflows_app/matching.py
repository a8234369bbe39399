"""Which workflow takes a ticket (SPEC 4)."""

from collections.abc import Iterable

from tts.accounts.models import Role
from tts.core import rows
from workflows_app.models import WorkflowStatus, WorkflowVersion
from workflows_app.versions import COLUMNS, SIZE, version_of

Kind = tuple[str, str, str]

ACTIVE = f"""
SELECT {COLUMNS}, (SELECT min(id) FROM accounts_role WHERE kind = %s)
FROM workflows_app_workflow AS workflow
JOIN workflows_app_workflowversion AS version ON version.id = workflow.active_version_id
LEFT JOIN workflows_app_calendar AS calendar ON calendar.id = version.calendar_id
WHERE workflow.status = %s AND """
OF_WORKFLOW = ACTIVE + "workflow.id = %s"
TAKING = f"""{ACTIVE} version.match_department IN ({{departments}})
AND version.match_category IN ({{categories}}) AND version.match_sub_category IN ({{sub_categories}})
ORDER BY version.match_sub_category DESC, version.published_at DESC, version.id DESC"""


def normal(text: str) -> str:
    """`text` as matching compares it: trimmed, in lower case."""
    return text.strip().lower()


def taker(department: str, category: str, sub_category: str = "") -> WorkflowVersion | None:
    """The active version that takes such a ticket (rules: `takers`)."""
    kind = (department, category, sub_category)
    return takers([kind])[kind]


def active_version(workflow_id: int) -> WorkflowVersion | None:
    """The version that new tickets of a workflow run on (read as by `takers`); None while it takes none."""
    return next(iter(_versions(OF_WORKFLOW, [workflow_id])), None)


def takers(kinds: Iterable[Kind]) -> dict[Kind, WorkflowVersion | None]:
    """For each (department, category, sub-category), the active version that takes such a ticket, or None.

    Department and category must be equal; an equal sub-category beats a workflow without one, another
    never matches; then the most recently published wins. One statement. Each version comes with its
    calendar, and with `coordinator_role_id`, to save another statement on the busiest path.
    """
    kinds = set(kinds)
    found = _taking(kinds)
    return {kind: next((version for version in found if _takes(version, kind)), None) for kind in kinds}


def _taking(kinds) -> list[WorkflowVersion]:
    """The versions that may take a ticket of one of `kinds`, the best first."""
    departments, categories, sub_categories = ({normal(kind[place]) for kind in kinds} for place in range(3))
    sub_categories.add("")
    statement = TAKING.format(
        departments=_marks(departments), categories=_marks(categories), sub_categories=_marks(sub_categories)
    )
    return _versions(statement, [*departments, *categories, *sub_categories])


def _marks(values) -> str:
    return ", ".join(["%s"] * len(values))


def _versions(statement, values) -> list[WorkflowVersion]:
    with rows.prepared() as cursor:
        cursor.execute(statement, [Role.Kind.COORDINATOR, WorkflowStatus.INITIALIZED, *values])
        return [_version(row) for row in cursor.fetchall()]


def _version(row) -> WorkflowVersion:
    version = version_of(row[:SIZE])
    version.coordinator_role_id = row[SIZE]
    return version


def _takes(version, kind) -> bool:
    department, category, sub_category = (normal(part) for part in kind)
    own = (version.match_department, version.match_category)
    return own == (department, category) and version.match_sub_category in ("", sub_category)
