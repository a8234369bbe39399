"""Who does an action."""

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The doer of an action, handed to it explicitly: there is no ambient current user.

    `user` is None for the system itself; `rule` then names the rule that acted. `machine` is the
    name of the service whose credential was used, "" for a person. `tells` is False for replayed
    history: what happened long ago is told to nobody, neither people nor other systems. `guest` is the
    address of a requester without an account, whom the signed link of one ticket proves; such an actor
    has no rights but those of that ticket's requester.
    """

    user: Any = None
    request_id: str = ""
    machine: str = ""
    rule: str = ""
    tells: bool = True
    guest: str = ""

    @property
    def is_system(self) -> bool:
        """Whether nobody in particular acts: neither a person nor a guest."""
        return self.user is None and not self.guest

    @property
    def id(self) -> int | None:
        return self.user.pk if self.user is not None else None

    def by_rule(self, rule: str) -> "Actor":
        """The system acting by `rule` within this actor's request."""
        return replace(self, user=None, rule=rule)


SYSTEM = Actor()
