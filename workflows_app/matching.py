"""Which workflow takes a ticket (SPEC 4)."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from workflows_app.models import WorkflowStatus, WorkflowVersion


def normal(text: str) -> str:
    """`text` as matching compares it: trimmed, in lower case."""
    return text.strip().lower()


def versions_for(department: str, category: str, sub_category: str = "") -> QuerySet[WorkflowVersion]:
    """The active versions that take such a ticket, the one that gets it first (rules: `takers`)."""
    return _taking([(department, category, sub_category)], WorkflowVersion.objects.all())


Kind = tuple[str, str, str]


def takers(kinds: Iterable[Kind], versions: QuerySet | None = None) -> dict[Kind, WorkflowVersion | None]:
    """For each (department, category, sub-category), the active version that takes such a ticket, or None.

    Department and category must be equal; an equal sub-category beats a workflow without one, another
    never matches; then the most recently published wins. One statement, on `versions` where given.
    """
    kinds = set(kinds)
    rows = list(_taking(kinds, WorkflowVersion.objects.all() if versions is None else versions))
    return {kind: next((row for row in rows if _takes(row, kind)), None) for kind in kinds}


def _taking(kinds, versions):
    """Of `versions` those that may take a ticket of one of `kinds`, the best first."""
    departments, categories, sub_categories = ({normal(kind[place]) for kind in kinds} for place in range(3))
    return (
        versions.filter(
            workflow__status=WorkflowStatus.INITIALIZED,
            workflow__active_version=F("pk"),
            match_department__in=departments,
            match_category__in=categories,
            match_sub_category__in={"", *sub_categories},
        )
        .select_related("calendar")
        .order_by("-match_sub_category", "-published_at", "-pk")
    )


def _takes(version, kind) -> bool:
    department, category, sub_category = (normal(part) for part in kind)
    own = (version.match_department, version.match_category)
    return own == (department, category) and version.match_sub_category in ("", sub_category)
