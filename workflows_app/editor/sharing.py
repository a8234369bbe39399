"""The dialog in which rights on one workflow are given to people and roles."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tts.accounts.models import Role, User
from tts.core.errors import Invalid
from tts.core.middleware import actor_of
from tts.core.policy import allow
from workflows_app import actions
from workflows_app.access import (
    PERMISSIONS,
    READS_WORKFLOWS,
    Right,
    require,
    workflow_for_read,
)


@allow(READS_WORKFLOWS)
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request, workflow_id):
    """Who has which right; a POST with `holder` (user:1 or role:2) and `right` gives or takes one."""
    workflow, _right = workflow_for_read(request.user, workflow_id)
    require(request.user, workflow, Right.PUBLISH)
    if request.method == "POST":
        holder = _holder(request.POST.get("holder", ""))
        actions.share(actor_of(request), workflow, holder, _right_of(request.POST.get("right", "")))
    context = {
        "workflow": workflow,
        "holders": _holders(workflow),
        "rights": [(right.name.lower(), word) for right, word in _words().items()],
        "people": User.objects.filter(is_active=True).order_by("username"),
        "roles": Role.objects.filter(retired_at__isnull=True).order_by("name"),
    }
    return render(request, "workflows_app/editor/_sharing.html", context)


def _words():
    return {Right.VIEW: _("sees the draft"), Right.EDIT: _("edits"), Right.PUBLISH: _("publishes")}


def _holders(workflow):
    """[{"value", "name", "kind", "right"}] of everyone who was given a right, people first."""
    users, groups = {}, {}
    for row in workflow.workflowuserpermission_set.select_related("user", "permission"):
        users.setdefault(row.user, []).append(row.permission.codename)
    for row in workflow.workflowgrouppermission_set.select_related("group__role", "permission"):
        groups.setdefault(row.group.role, []).append(row.permission.codename)
    people = [_entry(f"user:{user.pk}", user.full_name, "user", codes) for user, codes in users.items()]
    roles = [_entry(f"role:{role.pk}", role.name, "users", codes) for role, codes in groups.items()]
    return sorted(people, key=_by_name) + sorted(roles, key=_by_name)


def _by_name(entry):
    return entry["name"].lower()


def _entry(value, name, symbol, codes):
    right = max(PERMISSIONS[code] for code in codes if code in PERMISSIONS)
    return {"value": value, "name": name, "symbol": symbol, "right": right.name.lower()}


def _holder(text):
    kind, _colon, number = text.partition(":")
    model = {"user": User, "role": Role}.get(kind)
    found = model.objects.filter(pk=int(number)).first() if model and number.isdecimal() else None
    if found is None:
        raise Invalid({"holder": [_("Choose a person or a role.")]}, _("Choose a person or a role."))
    return found


def _right_of(text):
    rights = {right.name.lower(): right for right in (Right.NONE, *_words())}
    if text not in rights:
        raise Invalid({"right": [_("Choose a right.")]}, _("Choose a right."))
    return rights[text]
