"""Who may look at which workflow's history: its overseers, analysts, and who may see its draft."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tts.accounts.access import standing
from tts.accounts.models import User
from tts.core.errors import NotFound
from tts.core.policy import Policy
from workflows_app.access import Right, has_any_right, right_on, with_draft_right
from workflows_app.models import Workflow

STUDIES = Policy(
    "coordinators, analysts and designers",
    lambda user: standing(user).coordinates or standing(user).is_analyst or has_any_right(user),
    _("This is for coordinators, analysts and whoever designs workflows."),
)


def studied_workflows(user: User) -> QuerySet[Workflow]:
    """The published workflows whose history `user` may look at, with the version in force."""
    rights = standing(user)
    published = Workflow.objects.filter(active_version__isnull=False).select_related("active_version")
    if rights.is_analyst or (rights.coordinates and rights.departments is None):
        return published
    mine = Q(pk__in=with_draft_right(user, list(published)))
    if rights.is_coordinator:
        mine |= Q(department_name__in=rights.departments)
    return published.alias(department_name=Lower("department")).filter(mine)


def workflow_for_study(user: User, workflow_id: int) -> tuple[Workflow, Right]:
    """One of `studied_workflows`, and the right of `user` on it; NotFound where there is none."""
    workflow = studied_workflows(user).filter(pk=workflow_id).first()
    if workflow is None:
        raise NotFound
    return workflow, right_on(user, workflow)
