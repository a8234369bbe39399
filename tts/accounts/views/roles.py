"""Roles: who may hold a step, and how each hands out work."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tts.accounts import actions, directory
from tts.accounts.access import ADMIN, COORDINATES, standing
from tts.accounts.forms import RoleForm
from tts.accounts.models import Role
from tts.core.forms import carried_out, posted
from tts.core.middleware import actor_of
from tts.core.policy import allow


@allow(COORDINATES)
@require_safe
def roles(request):
    """Every role, retired ones last."""
    context = {"roles": directory.roles_with_counts(), "may_change": standing(request.user).is_admin}
    return render(request, "accounts/roles.html", context)


@allow(ADMIN)
@require_http_methods(["GET", "POST"])
def role_new(request):
    """Add a role that can hold steps."""
    form = RoleForm(posted(request))
    if form.is_bound and carried_out(form, lambda data: _create(request, data)):
        messages.success(request, _("The role is there. Now add its members."))
        return redirect("roles")
    return render(request, "accounts/role.html", {"form": form}, status=400 if form.errors else 200)


def _create(request, data):
    return actions.create_role(actor_of(request), **data)


@allow(ADMIN)
@require_http_methods(["GET", "POST"])
def role(request, pk):
    """Rename a role, or change how it hands out work."""
    role = get_object_or_404(Role, pk=pk)
    initial = {name: getattr(role, name) for name in RoleForm.base_fields}
    form = RoleForm(posted(request), initial=initial)
    if form.is_bound and carried_out(form, lambda data: actions.update_role(actor_of(request), role, **data)):
        messages.success(request, _("The role is saved."))
        return redirect("roles")
    context = {"form": form, "role": role, "can_retire": role.kind == Role.Kind.STEP}
    return render(request, "accounts/role.html", context, status=400 if form.errors else 200)


@allow(ADMIN)
@require_POST
def role_retire(request, pk):
    """Take the role out of use."""
    role = get_object_or_404(Role, pk=pk)
    actions.retire_role(actor_of(request), role)
    messages.success(request, _("%(role)s is retired.") % {"role": role.name})
    return redirect("roles")


@allow(ADMIN)
@require_POST
def role_restore(request, pk):
    """Put the role into use again, with the members that it had."""
    role = get_object_or_404(Role, pk=pk)
    actions.update_role(actor_of(request), role, retired_at=None)
    messages.success(request, _("%(role)s is in use again.") % {"role": role.name})
    return redirect("roles")
