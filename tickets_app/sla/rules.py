"""What a version says about its clocks' thresholds, in the form in which a scan asks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tickets_app.models import Notification
from workflows_app.models import WorkflowVersion

Kind = Notification.Kind


@dataclass(frozen=True)
class Threshold:
    """Of a share of the clock: of what kind it is, whom it tells, whether a step's item is escalated."""

    kind: Kind
    tell: frozenset[str]
    escalate: bool


class Rules:
    """The steps of a version (`step(id)`) and its thresholds by share."""

    def __init__(self, version: WorkflowVersion):
        self.step = version.graph.step
        self.thresholds = {
            share: Threshold(kind, frozenset(row["tell"]), row["escalate"])
            for share, kind, row in zip(
                version.thresholds, kinds_of(version.thresholds), version.sla_thresholds, strict=True
            )
        }


def kinds_of(shares: Sequence[float]) -> list[Kind]:
    """The kinds of ascending shares: the whole clock is a breach; of those below the last is a risk, the
    others warn, and so does an only one."""
    below = sum(share < 1 for share in shares)
    risk = below - 1 if below > 1 else None
    return [
        Kind.SLA_BREACH if share >= 1 else Kind.SLA_AT_RISK if place == risk else Kind.SLA_WARNING
        for place, share in enumerate(shares)
    ]


class Versions(dict):
    """The rules of versions by id, each version read once."""

    def read(self, ids: Iterable[int]) -> None:
        """See to it that the rules of these versions are here."""
        missing = set(ids) - self.keys()
        rows = WorkflowVersion.objects.in_bulk(missing) if missing else {}
        self.update((pk, Rules(version)) for pk, version in rows.items())
