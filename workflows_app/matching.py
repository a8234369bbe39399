"""Which workflow takes a ticket (SPEC 4)."""

from django.db.models import F, QuerySet

from workflows_app.models import WorkflowStatus, WorkflowVersion


def normal(text: str) -> str:
    """`text` as matching compares it: trimmed, in lower case."""
    return text.strip().lower()


def versions_for(department: str, category: str, sub_category: str = "") -> QuerySet[WorkflowVersion]:
    """The active versions that take such a ticket, the one that gets it first.

    Department and category must be equal; an equal sub-category beats a workflow without one, another
    never matches; then the most recently published wins.
    """
    return (
        WorkflowVersion.objects.filter(
            workflow__status=WorkflowStatus.INITIALIZED,
            workflow__active_version=F("pk"),
            match_department=normal(department),
            match_category=normal(category),
            match_sub_category__in={"", normal(sub_category)},
        )
        .select_related("calendar")
        .order_by("-match_sub_category", "-published_at", "-pk")
    )
