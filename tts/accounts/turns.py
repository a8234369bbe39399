"""Turns: strict round robin over the present members of a role, under any concurrency.

A draw advances the role's one Turn row, which stays locked until the caller commits; so draws of one
role happen one after the other, and a draw that is rolled back has not happened. Rows are locked in
order of role, so that two draws of the same two roles cannot wait for each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from tts.accounts.models import Membership, Role, Turn

LOCK = "SELECT role_id FROM accounts_turn WHERE role_id = ANY(%s) ORDER BY role_id FOR UPDATE"
ADVANCE_POSTGRES = f"""
WITH locked AS MATERIALIZED ({LOCK})
UPDATE accounts_turn AS turn SET position = turn.position + 1
FROM locked WHERE turn.role_id = locked.role_id
RETURNING turn.role_id, turn.position, turn.members, turn.policy, turn.cap
"""
ADVANCE_SQLITE = """
UPDATE accounts_turn SET position = position + 1 WHERE role_id IN (%s)
RETURNING role_id, position, members, policy, cap
"""


@dataclass(frozen=True)
class Load:
    """What a policy other than strict turns asks for: open items of each of `user_ids` in the role."""

    role_id: int
    user_ids: list[int]


OpenItems = Callable[[Load], dict[int, int]]


def draw(role_ids: Iterable[int], at: datetime, open_items: OpenItems) -> dict[int, int | None]:
    """The next member of each role, by role id; None where no active member is present.

    `open_items` is asked only for roles with a cap or the fewest-open policy. One statement, two when
    an absent member was passed over.
    """
    drawn = {}
    for role_id, position, members, policy, cap in _advance(sorted(set(role_ids))):
        order = _in_turn(members, position - 1, at)
        chosen = _by_policy(role_id, order, policy, cap, open_items)
        drawn[role_id] = chosen[1] if chosen else None
        skipped = chosen[0] if chosen else -1
        if skipped:
            Turn.objects.filter(pk=role_id).update(position=F("position") + skipped)
    return {role_id: drawn.get(role_id) for role_id in role_ids}


def _advance(role_ids):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ADVANCE_POSTGRES, [role_ids])
        else:
            marks = ", ".join(["%s"] * len(role_ids))
            cursor.execute(ADVANCE_SQLITE % marks, role_ids)
        rows = cursor.fetchall()
    return [(r, p, _loads(members), policy, cap) for r, p, members, policy, cap in rows]


def _loads(members):
    return Turn._meta.get_field("members").from_db_value(members, None, connection)


def _in_turn(members, position, at) -> list[tuple[int, int]]:
    """(places skipped, user id) of the members present at `at`, beginning with whose turn it is."""
    size = len(members)
    turned = [(skip, members[(position + skip) % size]) for skip in range(size)]
    return [(skip, member[0]) for skip, member in turned if _present(member, at)]


def _present(member, at) -> bool:
    _user_id, away_from, away_until = member
    if away_from is None and away_until is None:
        return True
    begun = away_from is None or datetime.fromisoformat(away_from) <= at
    return not (begun and (away_until is None or at < datetime.fromisoformat(away_until)))


def _by_policy(role_id, order, policy, cap, open_items):
    """The (skip, user id) that the role's policy takes from `order`, or None."""
    if not order or (policy == Role.Policy.ROUND_ROBIN and cap is None):
        return order[0] if order else None
    counts = open_items(Load(role_id, [user_id for _skip, user_id in order]))
    free = [entry for entry in order if cap is None or counts.get(entry[1], 0) < cap]
    if not free or policy == Role.Policy.ROUND_ROBIN:
        return free[0] if free else None
    return min(free, key=lambda entry: (counts.get(entry[1], 0), entry[0]))


def lock(role_id: int) -> Turn:
    """The role's turn row, made if missing, locked until the caller commits."""
    Turn.objects.get_or_create(role_id=role_id)
    return Turn.objects.select_for_update().get(role_id=role_id)


def refresh(role_id: int) -> None:
    """Copy the role's pool and policy into its turn, in the transaction that changed them.

    Whoever was next stays next; new members queue behind the others, without a backlog.
    """
    turn = lock(role_id)
    role = Role.objects.get(pk=role_id)
    present = {row[0]: row for row in _pool(role)}
    size = len(turn.members)
    order = [turn.members[(turn.position + step) % size][0] for step in range(size)]
    known = [user_id for user_id in order if user_id in present]
    new = [user_id for user_id in present if user_id not in known]
    turn.members = [present[user_id] for user_id in known + new]
    turn.position = 0
    turn.policy, turn.cap = role.policy, role.cap
    turn.save()


def _pool(role):
    if not role.is_active:
        return []
    rows = (
        Membership.objects.filter(role=role, is_active=True, user__is_active=True)
        .order_by("pk")
        .values_list("user_id", "user__away_from", "user__away_until")
    )
    return [[user_id, _iso(since), _iso(until)] for user_id, since, until in rows]


def _iso(moment):
    return moment.isoformat() if moment else None
