"""Lives of cases cut into spells: what a discrete-time survival model learns from. Pure.

A case has a span of time to be finished in. Its share is how much of that it used: up to its end if it is
done, up to now if not; above 1 it is late. The span is cut at EDGES: a case contributes a spell for each
part that it entered and whose outcome is known: it ended there, or went on. So an open case, of which
nobody knows yet how it ends, still says that it was not done within the parts that it has behind it.
"""

from dataclasses import dataclass

import numpy as np

EDGES = np.array([0.0, 0.02, 0.08, 0.2, 0.35, 0.6, 1.0])
PARTS = len(EDGES) - 1


@dataclass(frozen=True)
class Cases:
    """What is known of cases: shares used, whether done, and the weight of each. Arrays of one length."""

    share: np.ndarray
    done: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Columns:
    """What a model may know: columns of texts (`kinds`) and of numbers (`sizes`), all of one length."""

    kinds: dict[str, np.ndarray]
    sizes: dict[str, np.ndarray]

    def take(self, rows: np.ndarray) -> "Columns":
        """The chosen rows."""
        kinds = {name: values[rows] for name, values in self.kinds.items()}
        return Columns(kinds, {name: values[rows] for name, values in self.sizes.items()})

    def __len__(self) -> int:
        columns = [*self.kinds.values(), *self.sizes.values()]
        return len(columns[0]) if columns else 0


@dataclass(frozen=True)
class Spells:
    """A row for each spell: which case, which part of its span, and whether it ended there."""

    case: np.ndarray
    part: np.ndarray
    ended: np.ndarray


def part_of(share: np.ndarray) -> np.ndarray:
    """The part of the span in which a share lies."""
    return np.clip(np.searchsorted(EDGES, share, side="right") - 1, 0, PARTS - 1)


def spells_of(cases: Cases) -> Spells:
    """The spells of cases whose outcome is known."""
    found = [_spells_in(part, cases) for part in range(PARTS)]
    return Spells(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _spells_in(part, cases):
    begin, end = EDGES[part], EDGES[part + 1]
    entered = (cases.share > begin) | (part == 0)
    ended = entered & cases.done & (cases.share <= end)
    rows = np.flatnonzero(ended | (cases.share > end))
    return rows, np.full(len(rows), part), ended[rows]


def lateness(cases: Cases) -> np.ndarray:
    """How likely each case is late: 1 or 0 where known, else by how those went on that got as far.

    The product-limit (Kaplan-Meier) estimate over the parts of the span.
    """
    spells = spells_of(cases)
    weight = cases.weight[spells.case]
    total = np.bincount(spells.part, weight, PARTS)
    ended = np.bincount(spells.part, weight * spells.ended, PARTS)
    going_on = 1 - ended / np.maximum(total, 1e-9)
    until_the_end = np.cumprod(going_on[::-1])[::-1]
    known = cases.done | (cases.share > 1)
    return np.where(known, cases.share > 1, until_the_end[part_of(cases.share)]).astype(float)
