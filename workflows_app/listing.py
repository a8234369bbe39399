"""Which workflows a list shows, and what of them: for the pages and for REST."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tts.accounts.models import User
from workflows_app.access import Right, readable_workflows, with_draft_right
from workflows_app.models import Workflow
from workflows_app.models.workflow import DEFINITION_FIELDS


def narrowed(
    user: User, status: str = "", search: str = "", department: str = "", category: str = ""
) -> QuerySet[Workflow]:
    """The workflows that `user` may open, by name; every word of `search` stands in name, description,
    department or category. An empty filter lets everything through."""
    found = readable_workflows(user).select_related("active_version", "created_by")
    exact = {"status": status, "department__iexact": department, "category__iexact": category}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    for word in search.split()[:10]:
        fields = ("name", "description", "department", "category", "sub_category")
        rule = Q()
        for name in fields:
            rule |= Q(**{f"{name}__icontains": word})
        found = found.filter(rule)
    return found.order_by("name", "pk")


def shown(workflow: Workflow, right: Right) -> Workflow:
    """`workflow` as someone with `right` may see it: without the right to its draft, with the details
    of its active version. Never to be saved."""
    if right < Right.VIEW:
        for name in ("name", *DEFINITION_FIELDS):
            column = Workflow._meta.get_field(name).attname
            setattr(workflow, column, getattr(workflow.active_version, column))
    return workflow


def shown_to(user: User, workflows: Iterable[Workflow]) -> list[Workflow]:
    """`workflows`, readable ones, as `user` may see them. One query or two."""
    workflows = list(workflows)
    viewable = with_draft_right(user, workflows)
    return [shown(row, Right.VIEW if row.pk in viewable else Right.READ) for row in workflows]
