"""Turns: strict round robin over the present members of a role, under any concurrency.

A draw advances the role's one Turn row, which stays locked until the caller commits; so draws of one
role happen one after the other, and a draw that is rolled back has not happened. Rows are locked in
order of role, so that two draws of the same two roles cannot wait for each other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F

from tts.accounts.models import Membership, Role, Turn
from tts.core import rows

ADVANCE_POSTGRES = """
WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (role_id, times)),
locked AS MATERIALIZED (
    SELECT turn.role_id FROM accounts_turn AS turn
    WHERE turn.role_id = ANY(%s) ORDER BY turn.role_id FOR UPDATE
)
UPDATE accounts_turn AS turn SET position = turn.position + wanted.times
FROM locked JOIN wanted USING (role_id) WHERE turn.role_id = locked.role_id
RETURNING turn.role_id, turn.position, turn.members, turn.policy, turn.cap
"""
ADVANCE_SQLITE = """
UPDATE accounts_turn SET position = position + CASE role_id {cases} END WHERE role_id IN ({marks})
RETURNING role_id, position, members, policy, cap
"""


@dataclass(frozen=True)
class Load:
    """What a policy other than strict turns asks for: open items of each of `user_ids` in the role."""

    role_id: int
    user_ids: list[int]


OpenItems = Callable[[Load], dict[int, int]]


def draw(counts: Mapping[int, int], at: datetime, open_items: OpenItems) -> dict[int, list[int | None]]:
    """The next `counts[role_id]` members of each role in turn, by role id; None for a turn that nobody
    present can take.

    `open_items` is asked only for roles with a cap or the fewest-open policy. One statement, and one more
    for each role in which an absent member was passed over.
    """
    drawn = {role_id: [None] * times for role_id, times in counts.items()}
    for role_id, position, members, policy, cap in _advance(sorted(counts.items())):
        times = counts[role_id]
        began = position - times
        choose = _chooser(role_id, policy, cap, open_items)
        drawn[role_id], ended = _take_turns(members, began, times, at, choose)
        if ended != position:
            Turn.objects.filter(pk=role_id).update(position=F("position") + (ended - position))
    return drawn


def foresee(
    role_id: int, times: int, at: datetime, open_items: OpenItems, *, without: int
) -> list[int | None]:
    """Who would be drawn the next `times` times if `without` were no member. Nothing advances."""
    turn = Turn.objects.filter(pk=role_id).first()
    if turn is None:
        return [None] * times
    size = len(turn.members)
    order = [turn.members[(turn.position + step) % size] for step in range(size)]
    others = [member for member in order if member[0] != without]
    choose = _chooser(role_id, turn.policy, turn.cap, open_items)
    return _take_turns(others, 0, times, at, choose)[0]


def _take_turns(members, position, times, at, choose) -> tuple[list[int | None], int]:
    """(the user ids of `times` turns beginning at `position`, the position after them)."""
    taken = []
    for _turn in range(times):
        chosen = choose(_in_turn(members, position, at))
        taken.append(chosen[1] if chosen else None)
        position += chosen[0] + 1 if chosen else 0
    return taken, position


def _advance(wanted):
    role_ids, times = [role_id for role_id, _ in wanted], [count for _, count in wanted]
    with rows.prepared() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ADVANCE_POSTGRES, [role_ids, times, role_ids])
        elif wanted:
            cases = " ".join(["WHEN %s THEN %s"] * len(wanted))
            marks = ", ".join(["%s"] * len(wanted))
            statement = ADVANCE_SQLITE.format(cases=cases, marks=marks)
            cursor.execute(statement, [part for pair in wanted for part in pair] + role_ids)
        found = cursor.fetchall() if wanted else []
    return [(r, p, _loads(members), policy, cap) for r, p, members, policy, cap in found]


def _loads(members):
    return Turn._meta.get_field("members").from_db_value(members, None, connection)


def _in_turn(members, position, at) -> Iterator[tuple[int, int]]:
    """(places skipped, user id) of the members present at `at`, beginning with whose turn it is."""
    size = len(members)
    for skip in range(size):
        member = members[(position + skip) % size]
        if _present(member, at):
            yield skip, member[0]


def _present(member, at) -> bool:
    _user_id, away_from, away_until = member
    if away_from is None and away_until is None:
        return True
    begun = away_from is None or datetime.fromisoformat(away_from) <= at
    return not (begun and (away_until is None or at < datetime.fromisoformat(away_until)))


def _chooser(role_id, policy, cap, open_items):
    """A function that takes from an order of turn the (skip, user id) that the role's policy wants, or None.

    The load is asked once; what is drawn is counted on top of it.
    """
    if policy == Role.Policy.ROUND_ROBIN and cap is None:
        return lambda order: next(order, None)
    counts: dict[int, int] = {}

    def choose(order):
        order = list(order)
        missing = [user_id for _skip, user_id in order if user_id not in counts]
        if missing:
            counts.update(dict.fromkeys(missing, 0) | open_items(Load(role_id, missing)))
        chosen = _by_load(order, policy, cap, counts)
        if chosen:
            counts[chosen[1]] += 1
        return chosen

    return choose


def _by_load(order, policy, cap, counts):
    free = [entry for entry in order if cap is None or counts[entry[1]] < cap]
    if not free or policy == Role.Policy.ROUND_ROBIN:
        return free[0] if free else None
    return min(free, key=lambda entry: (counts[entry[1]], entry[0]))


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
