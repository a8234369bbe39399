"""Reading people and roles: lists, filters, choices. Changes are in `actions`."""

import zoneinfo
from datetime import datetime
from functools import cache

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from tts.accounts.models import Membership, Role, User

STATES = ("active", "away", "inactive")


def people(at: datetime, *, words: str = "", role_id: int | None = None, state: str = "") -> QuerySet[User]:
    """People in order of name, with `current_memberships` (a list, roles included) and `substitute`.

    `words`: each must occur in the name, address or user name. `state`: one of STATES as of `at`, "" for
    everybody.
    """
    found = User.objects.select_related("substitute").prefetch_related(_current_memberships())
    for word in words.split()[:5]:
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(username__icontains=word)
        )
    if role_id is not None:
        found = found.filter(Exists(_memberships().filter(user=OuterRef("pk"), role_id=role_id)))
    if state:
        found = found.filter(_in_state(state, at))
    return found.order_by(Lower("first_name"), Lower("last_name"), "pk")


def _memberships():
    return Membership.objects.filter(is_active=True, role__retired_at__isnull=True)


def _current_memberships():
    rows = _memberships().select_related("role").order_by("role__name")
    return Prefetch("memberships", queryset=rows, to_attr="current_memberships")


def _in_state(state, at) -> Q:
    if state == "inactive":
        return Q(is_active=False)
    if state == "active":
        return Q(is_active=True)
    begun = Q(away_from__isnull=True, away_until__isnull=False) | Q(away_from__lte=at)
    return Q(is_active=True) & begun & (Q(away_until__isnull=True) | Q(away_until__gt=at))


def roles_with_counts() -> QuerySet[Role]:
    """Every role with `member_count`, its active members; retired roles last."""
    members = Count("memberships", filter=Q(memberships__is_active=True, memberships__user__is_active=True))
    return Role.objects.annotate(member_count=members).order_by(F("retired_at").asc(nulls_first=True), "name")


def active_roles() -> QuerySet[Role]:
    """The roles that are not retired, by name."""
    return Role.objects.filter(retired_at__isnull=True).order_by("name")


def roles_of(person: User) -> list[tuple[Role, Membership | None]]:
    """Every role in use with the active membership of `person` in it, or None."""
    rows = {row.role_id: row for row in Membership.objects.filter(user=person, is_active=True)}
    return [(role, rows.get(role.pk)) for role in active_roles()]


def possible_substitutes(person: User) -> QuerySet[User]:
    """Active people with a role, and whoever stands in at present; not `person`."""
    works = Exists(_memberships().filter(user=OuterRef("pk")))
    found = User.objects.filter(Q(works, is_active=True) | Q(pk=person.substitute_id))
    return found.exclude(pk=person.pk).order_by(Lower("first_name"), Lower("last_name"))


@cache
def zone_names() -> tuple[str, ...]:
    """Time zones by place, such as Europe/Berlin, and UTC."""
    places = [name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")]
    return ("UTC", *sorted(places))
