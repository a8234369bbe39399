"""Who is told that a clock reached a threshold (SPEC 6), and of what kind it is. Pure but for `members`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tickets_app.models import Notification
from tts.accounts.models import Membership

Kind = Notification.Kind
CHANNELS = (Notification.Channel.IN_APP.value, Notification.Channel.EMAIL.value)


def kind_of(share: float, thresholds: Sequence[float]) -> Kind:
    """A breach from the whole clock on; of the shares below, the last is a risk and the others warn."""
    if share >= 1:
        return Kind.SLA_BREACH
    below = sorted(other for other in thresholds if other < 1)
    return Kind.SLA_AT_RISK if len(below) > 1 and share == below[-1] else Kind.SLA_WARNING


def told(kind: Kind, holder: int | None, owner: int | None, superiors: Iterable[int]) -> list[int]:
    """The ids of those who are told, each once: the holder; of a risk the owner too; of a breach also
    the members of the step's escalation role."""
    people = [holder]
    if kind != Kind.SLA_WARNING:
        people.append(owner)
    if kind == Kind.SLA_BREACH:
        people += superiors
    return list(dict.fromkeys(person for person in people if person is not None))


def members(role_ids: Iterable[int]) -> dict[int, list[int]]:
    """The active members of roles, by role id."""
    rows = Membership.objects.filter(role__in=set(role_ids), is_active=True, user__is_active=True)
    found = defaultdict(list)
    for role_id, user_id in rows.order_by("pk").values_list("role_id", "user_id"):
        found[role_id].append(user_id)
    return found
