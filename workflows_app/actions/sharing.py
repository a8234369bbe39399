"""Rights on one workflow, given to people and to roles."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from tts.accounts.models import Role, User
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Invalid
from workflows_app.access import PERMISSIONS, Right
from workflows_app.actions.base import TARGET, locked
from workflows_app.models import Workflow


@transaction.atomic
def share(actor: Actor, workflow: Workflow, holder: User | Role, right: Right) -> None:
    """Give `holder` exactly `right` on the workflow (Right.NONE takes it away). Through a role, its
    active members have it.

    Raises Forbidden for whom may not publish the workflow, Invalid for a right that cannot be given.
    """
    row = locked(actor, workflow, Right.PUBLISH)
    if right == Right.READ:
        raise Invalid({"right": [_("Published workflows can be read by everyone with a role.")]})
    before = {"right": _given(holder, row).name.lower()}
    grant(holder, row, right)
    kind = "role" if isinstance(holder, Role) else "user"
    after = {"right": right.name.lower(), kind: holder.pk}
    record(actor, "workflow.shared", TARGET, row.pk, before=before, after=after)


def grant(holder: User | Role, workflow: Workflow, right: Right) -> None:
    """Make the stored permissions of `holder` those of `right`, in the caller's transaction."""
    to = holder.group if isinstance(holder, Role) else holder
    for permission in _permissions():
        wanted = PERMISSIONS[permission.codename] <= right
        (assign_perm if wanted else remove_perm)(permission, to, workflow)


def _permissions():
    kind = ContentType.objects.get_for_model(Workflow)
    return Permission.objects.filter(content_type=kind, codename__in=PERMISSIONS)


def _given(holder, workflow) -> Right:
    rows = workflow.workflowgrouppermission_set if isinstance(holder, Role) else None
    if rows is not None:
        names = rows.filter(group=holder.group_id)
    else:
        names = workflow.workflowuserpermission_set.filter(user=holder)
    codes = names.values_list("permission__codename", flat=True)
    return max((PERMISSIONS[code] for code in codes if code in PERMISSIONS), default=Right.NONE)
