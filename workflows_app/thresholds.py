"""At which shares of a clock people are told, which of them, and whether the work is escalated then.

Part of each workflow and version, as JSON: [{"percent": 80, "tell": ["assignee"], "escalate": false}, ...],
in ascending order; the last one is always 100 %, the breach. `escalate` is heeded on the clocks of steps.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ASSIGNEE, OWNER, ESCALATION_ROLE = "assignee", "owner", "escalation_role"
PEOPLE = {
    ASSIGNEE: gettext_lazy("assignee"),
    OWNER: gettext_lazy("owner"),
    ESCALATION_ROLE: gettext_lazy("escalation role"),
}
MOST = 10
FIRST_RESPONSE = 20
WHOLE = 100


def default() -> list[dict]:
    """The thresholds of SPEC 6: a warning, a risk, the breach."""
    return [
        {"percent": 80, "tell": [ASSIGNEE], "escalate": False},
        {"percent": 90, "tell": [ASSIGNEE, OWNER], "escalate": False},
        {"percent": WHOLE, "tell": [ASSIGNEE, OWNER, ESCALATION_ROLE], "escalate": False},
    ]


def shares(thresholds: Iterable[dict]) -> list[float]:
    """The shares of a clock, 0 to 1, in ascending order."""
    return [row["percent"] / 100 for row in thresholds]


def at_share(thresholds: Sequence[dict], share: float) -> dict:
    """The threshold at `share`, one of `shares(thresholds)`. Raises LookupError for another."""
    return next(row for row in thresholds if row["percent"] / 100 == share)


def problem_of(thresholds: Sequence[dict]) -> str | None:
    """What is wrong with the thresholds as a whole: they ascend to 100 % and are few."""
    percents = [row["percent"] for row in thresholds]
    if not percents or percents[-1] != WHOLE:
        return _("The last threshold must be 100 %, the breach.")
    if percents != sorted(set(percents)):
        return _("Each percentage must be more than the one before it.")
    return _("At most %(n)d thresholds.") % {"n": MOST} if len(percents) > MOST else None


def words(threshold: dict) -> str:
    """Who is told and what happens, such as "assignee, owner; escalates"."""
    told = ", ".join(str(PEOPLE[person]) for person in threshold["tell"]) or _("nobody")
    return _("%(told)s; escalates") % {"told": told} if threshold["escalate"] else told
