"""A table of rates: of the cases of a group that were open as long, how many were late. Pure.

The plain predictor that the regression has to beat, and what is used while there is little to learn.
"""

from dataclasses import dataclass

import numpy as np

from reports_app.risk import rates
from reports_app.risk.spells import EDGES, PARTS, Cases, Columns, lateness, part_of

GROUP = "workflow and priority"


@dataclass(frozen=True)
class Table:
    """The rates by group, for each part of the span that cases had reached."""

    parts: list[rates.Rates]

    def late(self, columns: Columns, share: np.ndarray | None = None) -> np.ndarray:
        """How likely cases are late that are open with this share used (0 unless given)."""
        groups = columns.kinds[GROUP]
        parts = np.zeros(len(groups), int) if share is None else part_of(np.asarray(share))
        pairs = zip(groups, parts, strict=True)
        return np.array([self.parts[part].of(str(group))[0] for group, part in pairs], float)


def fit(cases: Cases, groups: np.ndarray) -> Table:
    """Learn from cases and the group of each."""
    late = lateness(cases)

    def part(number):
        entered = (cases.share > EDGES[number]) | (number == 0)
        return rates.learn(groups[entered], late[entered], cases.weight[entered])

    return Table([part(number) for number in range(PARTS)])
