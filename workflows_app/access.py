"""Who may do what with a workflow: rights on one workflow, given to a person or to a role (SPEC 2).

The rights build on each other: whoever publishes may edit, whoever edits may view the draft. A
workflow's creator publishes; admins may do everything; people with a role read what is published.
"""

from enum import IntEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tts.accounts.access import standing
from tts.accounts.models import User
from tts.core.errors import Forbidden, NotFound
from tts.core.policy import Policy
from workflows_app.models import Workflow, WorkflowGroupPermission, WorkflowUserPermission


class Right(IntEnum):
    """How far a person may go with one workflow; each includes those before it."""

    NONE = 0
    READ = 1  # the published versions
    VIEW = 2  # the draft too
    EDIT = 3
    PUBLISH = 4  # and pause, archive, delete, share


PERMISSIONS = {
    "view_workflow": Right.VIEW,
    "change_workflow": Right.EDIT,
    "publish_workflow": Right.PUBLISH,
}
REFUSALS = {
    Right.READ: gettext_lazy("This workflow is not published."),
    Right.VIEW: gettext_lazy("You have no right to see the draft of this workflow."),
    Right.EDIT: gettext_lazy("You have no right to change this workflow."),
    Right.PUBLISH: gettext_lazy("You have no right to publish this workflow."),
}


def has_any_right(user: User) -> bool:
    """Whether `user` was given a right on some workflow, in person or through a role."""
    given = Q(Exists(_grants(WorkflowUserPermission, user))) | Q(
        Exists(_grants(WorkflowGroupPermission, user))
    )
    return User.objects.filter(given, pk=user.pk).exists()


def _grants(model, user) -> QuerySet:
    holder = {"user": user} if model is WorkflowUserPermission else {"group__user": user}
    return model.objects.filter(permission__codename__in=PERMISSIONS, **holder)


READS_WORKFLOWS = Policy(
    "people with a role, and designers",
    lambda user: standing(user).is_staff or has_any_right(user),
    gettext_lazy("This is for people with a role."),
)


def readable_workflows(user: User) -> QuerySet[Workflow]:
    """The workflows that `user` may open: published ones for people with a role, drafts by right."""
    rights = standing(user)
    if rights.is_admin:
        return Workflow.objects.all()
    rule = Q()
    for model in (WorkflowUserPermission, WorkflowGroupPermission):
        rule |= Q(Exists(_grants(model, user).filter(content_object=OuterRef("pk"))))
    if rights.is_staff:
        rule |= Q(active_version__isnull=False)
    return Workflow.objects.filter(rule)


def with_draft_right(user: User, workflows: list[Workflow]) -> set[int]:
    """The ids of those of `workflows` whose draft `user` may view. At most two queries."""
    ids = {workflow.pk for workflow in workflows}
    if standing(user).is_admin:
        return ids
    return {
        pk
        for model in (WorkflowUserPermission, WorkflowGroupPermission)
        for pk in _grants(model, user).filter(content_object__in=ids).values_list("content_object", flat=True)
    }


def right_on(user: User | None, workflow: Workflow) -> Right:
    """The right of `user` on `workflow`; the system (None) may do everything. At most two queries."""
    if user is None or standing(user).is_admin:
        return Right.PUBLISH
    names = {
        name
        for model in (WorkflowUserPermission, WorkflowGroupPermission)
        for name in _grants(model, user)
        .filter(content_object=workflow)
        .values_list("permission__codename", flat=True)
    }
    given = max((PERMISSIONS[name] for name in names), default=Right.NONE)
    published = standing(user).is_staff and workflow.active_version_id is not None
    return max(given, Right.READ if published else Right.NONE)


def require(user: User | None, workflow: Workflow, right: Right) -> Right:
    """The right that `user` has, at least `right`; else Forbidden."""
    found = right_on(user, workflow)
    if found < right:
        raise Forbidden(str(REFUSALS[right]))
    return found


def workflow_for_read(user: User, workflow_id: int) -> tuple[Workflow, Right]:
    """The workflow with its active version, and the right of `user` on it.

    Raises NotFound where there is none, Forbidden where `user` may not read it.
    """
    related = ("active_version", "created_by", "calendar")
    workflow = Workflow.objects.select_related(*related).filter(pk=workflow_id).first()
    if workflow is None:
        raise NotFound
    return workflow, require(user, workflow, Right.READ)


def may_create(user: User | None) -> bool:
    """Whether `user` may make new workflows: coordinators, admins, and the system."""
    return user is None or standing(user).coordinates


def require_create(user: User | None) -> None:
    """Raise Forbidden unless `user` may make new workflows."""
    if not may_create(user):
        raise Forbidden(_("Only coordinators and administrators create workflows."))
