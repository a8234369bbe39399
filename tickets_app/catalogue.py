"""What may be asked for: the departments, categories and sub-categories that live workflows take."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from workflows_app.matching import normal
from workflows_app.models import WorkflowStatus, WorkflowVersion


@dataclass(frozen=True)
class Kind:
    """What one live workflow takes. `end_logic` tells which further facts are of use."""

    department: str
    category: str
    sub_category: str
    end_logic: str


def live_kinds() -> list[Kind]:
    """What live workflows take, in order of the alphabet. One query."""
    rows = WorkflowVersion.objects.filter(
        workflow__status=WorkflowStatus.INITIALIZED, workflow__active_version=F("pk")
    ).values_list("department", "category", "sub_category", "end_logic")
    return sorted(
        (Kind(*row) for row in rows), key=lambda kind: (kind.department, kind.category, kind.sub_category)
    )


def departments(kinds: Iterable[Kind]) -> list[str]:
    """The departments, each once however it is spelled."""
    return _once(kind.department for kind in kinds)


def categories(kinds: Iterable[Kind], department: str) -> list[str]:
    """The categories of a department."""
    return _once(kind.category for kind in kinds if _same(kind.department, department))


def sub_categories(kinds: Iterable[Kind], department: str, category: str) -> list[str]:
    """The sub-categories of a category; "" among them where a workflow takes any."""
    return _once(kind.sub_category for kind in _of(kinds, department, category))


def end_logic(kinds: Iterable[Kind], department: str, category: str, sub_category: str) -> str:
    """The end logic of the workflow that would take such a ticket; "" where none would."""
    fitting = [
        kind
        for kind in _of(kinds, department, category)
        if normal(kind.sub_category) in ("", normal(sub_category))
    ]
    fitting.sort(key=lambda kind: normal(kind.sub_category), reverse=True)
    return fitting[0].end_logic if fitting else ""


def _of(kinds, department, category):
    return [kind for kind in kinds if _same(kind.department, department) and _same(kind.category, category)]


def _same(one: str, other: str) -> bool:
    return normal(one) == normal(other)


def _once(names: Iterable[str]) -> list[str]:
    return list({normal(name): name.strip() for name in names}.values())
