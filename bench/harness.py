"""What a benchmark module needs: a way to measure fairly, and the form of a result.

A module bench/bench_<area>.py has a function `benchmarks()` that yields `Result`s; their names begin
with the area (`receive_one`, `lists_my_work`).
"""

import operator
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

REPETITIONS = 5
COMPARISONS = {">=": operator.ge, "<=": operator.le, "==": operator.eq}


@dataclass(frozen=True)
class Goal:
    """What is to be reached, as `Goal("ratio", ">=", 0.2)`: `of` is "ratio" or "value" of the result."""

    of: str
    comparison: str
    bound: float

    def __post_init__(self):
        if self.of not in ("ratio", "value") or self.comparison not in COMPARISONS:
            raise ValueError(f"not a goal: {self}")

    def is_met_by(self, number):
        """Whether `number`, the result's ratio or value, reaches the goal."""
        return COMPARISONS[self.comparison](number, self.bound)

    def __str__(self):
        return f"{self.of} {self.comparison} {self.bound:g}"


@dataclass(frozen=True)
class Result:
    """One measured figure: `value` in `unit`, and the yardstick's in the same unit, if there is one."""

    name: str
    value: float
    unit: str
    goal: Goal
    yardstick: float | None = None

    def __post_init__(self):
        if self.goal.of == "ratio" and not self.yardstick:
            raise ValueError(f"{self.name}: a goal for the ratio needs a yardstick")

    @property
    def ratio(self):
        """The value over the yardstick; None without a yardstick."""
        return self.value / self.yardstick if self.yardstick else None

    @property
    def met(self):
        """Whether the goal is reached."""
        return self.goal.is_met_by(getattr(self, self.goal.of))

    def as_data(self):
        """The result as it stands in results.json."""
        names = ("name", "value", "unit", "yardstick", "ratio", "met")
        return {**{name: getattr(self, name) for name in names}, "goal": str(self.goal)}


def per_second(work: Callable[[], object], times: int) -> float:
    """How often a second `work()` runs, measured over `times` calls one after the other."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return times / (time.perf_counter() - start)


def interleaved(
    candidate: Callable[[], float], yardstick: Callable[[], float], repetitions: int = REPETITIONS
) -> tuple[float, float]:
    """The medians of a candidate and its yardstick, so many repetitions each, in turn.

    Each call measures one repetition and returns its figure. The machine's speed drifts by a fifth and
    more; in turn, both see the same drift. Both run once beforehand, so that neither pays for warming up.
    """
    candidate(), yardstick()
    pairs = [(candidate(), yardstick()) for _ in range(repetitions)]
    candidates, yardsticks = zip(*pairs, strict=True)
    return statistics.median(candidates), statistics.median(yardsticks)
