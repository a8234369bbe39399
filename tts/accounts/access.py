"""What a person's roles give them: computed once a request, asked everywhere."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tts.accounts.models import Membership, Role, User
from tts.core.policy import Policy
from tts.core.rows import Columns, prepared


@dataclass(frozen=True)
class Standing:
    """The rights that follow from a person's active memberships (SPEC 2).

    `departments`: lower-case names that a coordinator oversees; None means all of them.
    """

    user_id: int
    role_ids: frozenset[int]
    is_admin: bool
    is_coordinator: bool
    is_analyst: bool
    holds_steps: bool
    departments: frozenset[str] | None

    @property
    def coordinates(self) -> bool:
        """Whether the person may direct other people's work somewhere."""
        return self.is_admin or self.is_coordinator

    @property
    def is_staff(self) -> bool:
        """Whether the person has any role at all; a person without one is a requester only."""
        return self.is_admin or bool(self.role_ids)

    def oversees(self, department: str) -> bool:
        """Whether the person coordinates `department` (admins: every one)."""
        if self.is_admin:
            return True
        if not self.is_coordinator:
            return False
        return self.departments is None or department.strip().lower() in self.departments


def standing(user: User) -> Standing:
    """The Standing of `user`, read once for each user object."""
    if not hasattr(user, "_standing"):
        read_standings([user])
    return user._standing


MEMBER = Columns(Membership, "member")
MEMBERSHIPS = f"""
SELECT role.kind, {MEMBER.sql} FROM accounts_membership AS member
JOIN accounts_role AS role ON role.id = member.role_id
WHERE member.user_id IN ({{}}) AND member.is_active AND role.retired_at IS NULL
"""


def read_standings(users: Collection[User]) -> None:
    """Read the Standing of each of `users`, in one query however many they are."""
    found: dict[int, list[tuple]] = {user.pk: [] for user in users if user.is_active}
    if found:
        with prepared() as cursor:
            cursor.execute(MEMBERSHIPS.format(", ".join(["%s"] * len(found))), list(found))
            for kind, *values in cursor.fetchall():
                row = MEMBER.instance(values)
                found[row.user_id].append((row.role_id, kind, row.departments))
    for user in users:
        user._standing = _standing(user, found.get(user.pk, []))


def _standing(user, rows) -> Standing:
    kinds = {kind for _role, kind, _departments in rows}
    overseen = [names for _role, kind, names in rows if kind == Role.Kind.COORDINATOR]
    everything = any(not names for names in overseen)
    return Standing(
        user_id=user.pk,
        role_ids=frozenset(role for role, _kind, _departments in rows),
        is_admin=user.is_superuser or Role.Kind.ADMIN in kinds,
        is_coordinator=bool(overseen),
        is_analyst=Role.Kind.ANALYST in kinds,
        holds_steps=bool(rows),
        departments=None if everything else frozenset(n.strip().lower() for names in overseen for n in names),
    )


STAFF = Policy("staff", lambda user: standing(user).is_staff, _("This is for people with a role."))
COORDINATES = Policy("coordinator", lambda user: standing(user).coordinates, _("This is for coordinators."))
ADMIN = Policy("admin", lambda user: standing(user).is_admin, _("This is for administrators."))
OVERSIGHT = Policy(
    "coordinator or analyst",
    lambda user: standing(user).coordinates or standing(user).is_analyst,
    _("This is for coordinators and analysts."),
)
