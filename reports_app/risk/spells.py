"""Cases and how far they have come. Pure.

A case has a span of time to be finished in. Its share is how much of that it used: up to its end if it is
done, up to now if not; above 1 it is late. The span is cut at EDGES. An open case, of which nobody knows
yet how it ends, still says that it was not done within the parts that it has behind it.
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
class Landmarks:
    """A row for each part of its span that a case entered: which case, which part."""

    case: np.ndarray
    part: np.ndarray


def part_of(share: np.ndarray) -> np.ndarray:
    """The part of the span in which a share lies."""
    return np.clip(np.searchsorted(EDGES, share, side="right") - 1, 0, PARTS - 1)


def landmarks_of(cases: Cases, parts: int = PARTS) -> Landmarks:
    """The parts that cases entered, of the first so many."""
    entered = [np.flatnonzero(_entered(part, cases)) for part in range(parts)]
    return Landmarks(np.concatenate(entered), np.repeat(np.arange(parts), [len(rows) for rows in entered]))


def _entered(part, cases):
    return (cases.share > EDGES[part]) | (part == 0)


def lateness(cases: Cases) -> np.ndarray:
    """How likely each case is late: 1 or 0 where known, else by how those went on that got as far.

    The product-limit (Kaplan-Meier) estimate over the parts of the span.
    """
    going_on = np.array([_going_on(part, cases) for part in range(PARTS)])
    until_the_end = np.cumprod(going_on[::-1])[::-1]
    known = cases.done | (cases.share > 1)
    return np.where(known, cases.share > 1, until_the_end[part_of(cases.share)]).astype(float)


def _going_on(part, cases) -> float:
    """The share that was not done within a part, of those that entered it and left it or were done in it."""
    left = cases.share > EDGES[part + 1]
    ended = _entered(part, cases) & cases.done & ~left
    total = (cases.weight * (left | ended)).sum()
    return 1 - (cases.weight * ended).sum() / max(total, 1e-9)
