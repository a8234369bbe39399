"""Whom the open work of somebody who is not here could go to: the substitute, else whoever's turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets_app.assignment import open_items
from tickets_app.models import TaskItem
from tts.accounts import turns
from tts.accounts.models import Membership, User


@dataclass(frozen=True)
class Proposal:
    """An item and whom it could go to: `people` of its role, present ones first; `chosen` of them, or None
    where nobody is available. `stands_in`: chosen as the substitute."""

    item: TaskItem
    people: list[User]
    chosen: User | None
    stands_in: bool = False


def proposals(person: User, items: Sequence[TaskItem], now: datetime) -> list[Proposal]:
    """A proposal for each open item of `person`, in order. Nobody's turn is used up by it."""
    members = _members({item.role_id for item in items}, person, now)
    lines = {role_id: _line(role_id, items, person, now) for role_id in members}
    return [_proposal(item, members[item.role_id], lines[item.role_id], person, now) for item in items]


def _members(role_ids, person, now) -> dict[int, list[User]]:
    rows = Membership.objects.filter(role__in=role_ids, is_active=True, user__is_active=True)
    members = {role_id: [] for role_id in role_ids}
    for row in rows.exclude(user=person).select_related("user"):
        members[row.role_id].append(row.user)
    for people in members.values():
        people.sort(key=lambda one: (one.is_away(now), one.full_name.lower()))
    return members


def _line(role_id, items, person, now):
    times = sum(item.role_id == role_id for item in items)
    return iter(turns.foresee(role_id, times, now, open_items, without=person.pk))


def _proposal(item, people, line, person, now) -> Proposal:
    other = next((one for one in people if one.pk == person.substitute_id and not one.is_away(now)), None)
    if other is not None:
        return Proposal(item, people, other, stands_in=True)
    whose_turn = next(line)
    return Proposal(item, people, next((one for one in people if one.pk == whose_turn), None))
