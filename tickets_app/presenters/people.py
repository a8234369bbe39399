"""People by name, for somebody who may see full names of staff or first names only (SPEC 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tickets_app.models import Ticket
from tts.accounts.models import User

NOBODY = User(pk=0)  # who looks at a page without having an account


@dataclass(frozen=True)
class Names:
    """`full`: whether the reader may know full names; `unshortened`: people named in full to everyone,
    such as the requester themself."""

    users: Mapping[int, User] = field(default_factory=dict)
    roles: Mapping[int, str] = field(default_factory=dict)
    full: bool = True
    unshortened: frozenset[int] = frozenset()

    def person(self, user_id: int | None) -> str:
        """The name to show; the system has one too."""
        if user_id is None:
            return _("TTS")
        user = self.users.get(user_id)
        if user is None:
            return _("somebody")
        return user.full_name if self.full or user_id in self.unshortened else first_name(user)

    def role(self, role_id: int | None) -> str:
        return self.roles.get(role_id, "")


def asker(ticket: Ticket) -> str:
    """The requester's name, else their address."""
    name = ticket.requester.full_name if ticket.requester else ticket.requester_name
    return name or ticket.requester_email or _("the requester")


def first_name(user: User) -> str:
    """The first name; a user name would say more than that, so who has none stays unnamed."""
    return user.first_name.strip() or _("our team")
