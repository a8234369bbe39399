"""Keeping, sharing and dropping views, and finding those that a person has."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from tickets_app.saved_views.kept import check
from tickets_app.saved_views.models import SavedView
from tts.accounts.access import standing
from tts.accounts.models import Role, User
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Forbidden, NotFound

KEPT = (
    "q", "tab", "sort", "status", "priority", "state", "role", "person", "workflow", "department", "age",
)  # fmt: skip


def tidy(query: str) -> str:
    """What `query` asks of a list, in one spelling: without page, format and what nobody knows."""
    query = query.lstrip("?").encode(errors="replace")  # JSON can name half a character; addresses cannot
    given, kept = QueryDict(query), QueryDict(mutable=True)
    for name in KEPT:
        value = given.get(name, "").replace("\x00", "").strip()
        if value and (name, value) not in (("tab", "active"), ("tab", "open")):
            kept[name] = value
    return kept.urlencode()


def views_of(user: User, page: str) -> QuerySet[SavedView]:
    """The views of a list that `user` has: their own, and those shared with their roles."""
    shared = Q(role__in=standing(user).role_ids)
    return SavedView.objects.filter(Q(owner=user) | shared, page=page).select_related("owner", "role")


def may_share_with(user: User) -> QuerySet[Role]:
    """The roles that `user` may share views with: their own; admins: all."""
    roles = Role.objects.filter(retired_at__isnull=True)
    return roles if standing(user).is_admin else roles.filter(pk__in=standing(user).role_ids)


@transaction.atomic
def keep(
    actor: Actor, page: str, name: str, query: str, *, role_id: int | None = None, is_default: bool = False
) -> SavedView:
    """Keep a view under `name`; one's own view of that name on the same list is replaced.

    Raises Invalid naming the field, Forbidden for a role that one is not in.
    """
    name = name.strip()
    query = tidy(query)
    check(name, query, page=(page, SavedView.Page))
    if role_id is not None and not may_share_with(actor.user).filter(pk=role_id).exists():
        raise Forbidden(_("You can share views with your own roles."))
    if is_default:
        SavedView.objects.filter(owner=actor.user, page=page).update(is_default=False)
    values = {"query": query, "role_id": role_id, "is_default": is_default}
    view, _made = SavedView.objects.update_or_create(owner=actor.user, page=page, name=name, defaults=values)
    record(actor, "view.kept", "saved_view", view.pk, after={"name": name, "page": page, **values})
    return view


@transaction.atomic
def drop(actor: Actor, view_id: int) -> SavedView:
    """Drop a view: its owner; admins drop shared ones, too. NotFound for anybody else."""
    view = SavedView.objects.filter(pk=view_id).first()
    if view is None or not _may_drop(actor.user, view):
        raise NotFound
    record(actor, "view.dropped", "saved_view", view.pk, before={"name": view.name, "page": view.page})
    view.delete()
    return view


def _may_drop(user, view):
    return view.owner_id == user.pk or (view.role_id is not None and standing(user).is_admin)
