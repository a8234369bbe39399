"""Why work waits for somebody of a role, and what can be done about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets_app.presenters.words import clock_time
from tts.accounts.models import Membership, Role


@dataclass(frozen=True)
class Why:
    """The reason in words, and what to do."""

    reason: str
    advice: str


def why_waiting(roles: Collection[Role], now: datetime) -> dict[int, Why]:
    """For each of the roles, by id, why its work waits. One query; none for no role."""
    if not roles:
        return {}
    members = {role.pk: [] for role in roles}
    rows = Membership.objects.filter(role__in=roles, is_active=True, user__is_active=True)
    for row in rows.select_related("user"):
        members[row.role_id].append(row.user)
    return {role.pk: _why(role, members[role.pk], now) for role in roles}


def _why(role, people, now) -> Why:
    if not role.is_active:
        return Why(_("The role %(role)s is retired.") % {"role": role.name}, _("Transfer to another role."))
    if not people:
        return Why(
            _("Nobody is in the role %(role)s.") % {"role": role.name},
            _("Put somebody into it under People, or transfer to another role."),
        )
    if all(person.is_away(now) for person in people):
        return Why(
            _all_away(role, people, now), _("Give it to somebody by hand, or transfer to another role.")
        )
    if role.cap is not None:
        return Why(
            _("Everybody present in %(role)s has %(cap)s open, as many as the role allows.")
            % {"role": role.name, "cap": role.cap},
            _("It is handed out when something of theirs is done. Or give it to somebody by hand."),
        )
    return Why(
        _("Nobody in the role %(role)s was available.") % {"role": role.name},
        _("Somebody is by now: it is handed out within a minute."),
    )


def _all_away(role, people, now) -> str:
    facts = {"count": len(people), "role": role.name}
    said = ngettext(
        "The only member of %(role)s is away.", "All %(count)s members of %(role)s are away.", len(people)
    )
    back = min((person for person in people if person.away_until), key=lambda p: p.away_until, default=None)
    if back is None:
        return said % facts
    facts |= {"who": back.full_name, "when": clock_time(back.away_until, now)}
    return said % facts + " " + _("%(who)s is back %(when)s.") % facts
