"""What is watched: the figure of a segment on each day, in one of three kinds.

`Deviation` says of each watched day how far it is from what the days before it let expect. Summed over a
stretch of days, the deviation over the root of its variance is about normal while nothing is amiss.
"""

from dataclasses import dataclass

import numpy as np

from reports_app.forecast.candidates import by_week, median

WEEK = 7
BACK = 8 * WEEK
LEAST_BACK = 4 * WEEK
MAD = 1.4826
QUIET = 0.3
DEPTHS = {"": 0, "department": 1}
ALIKE = 0.3
# Square roots of counts that vary by chance alone spread by a half; the median of eight makes it a bit more.
CHANCE = 0.55


@dataclass(frozen=True)
class Segment:
    """All tickets (`dimension` is ""), or those with `value` in it; of `department` where one is named."""

    dimension: str = ""
    value: object = ""
    department: str = ""

    @property
    def depth(self) -> int:
        """How narrow it is: 0 for everything."""
        return DEPTHS.get(self.dimension, 2)

    def is_apart_from(self, other: "Segment") -> bool:
        """Whether no ticket is in both."""
        if self.department and other.department and self.department != other.department:
            return True
        return bool(self.dimension) and self.dimension == other.dimension and self.value != other.value


@dataclass(frozen=True)
class Deviation:
    """Of each watched day: `away` from the expected, its `variance`, and whether the day `counts`."""

    away: np.ndarray
    variance: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Counts:
    """How many there were on each day."""

    values: np.ndarray
    least_change = (1.5, 5.0)

    def deviation(self, days: range, closed: np.ndarray) -> Deviation:
        """Square roots against the median of the weekday, in the spread of the days before."""
        roots = np.sqrt(self.values + 0.375)
        away = np.zeros(len(days))
        for place, day in enumerate(days):
            expected, spread = _roots_before(roots, day, closed)
            away[place] = (roots[day] - expected) / spread
        return Deviation(away, np.full(len(days), 1.2), _open(days, closed))

    def sizes(self, first: int, last: int, closed: np.ndarray) -> tuple[float, float]:
        """(expected, observed) over a stretch of days."""
        roots = np.sqrt(self.values + 0.375)
        days = [day for day in range(first, last + 1) if not closed[day]]
        expected = sum(max(_roots_before(roots, day, closed)[0] ** 2 - 0.375, 0.0) for day in days)
        return float(expected), float(self.values[days].sum())

    def is_much(self, expected: float, observed: float) -> bool:
        """Whether somebody would care: half as much again or a third less, and five tickets."""
        ratio, least = self.least_change
        changed = observed >= ratio * expected or observed <= expected / ratio
        return changed and abs(observed - expected) >= least


def _roots_before(roots, day, closed) -> tuple[float, float]:
    """(median of the weekday, robust spread) of the weeks before a day, closed days left out."""
    start = max(day - BACK, 0)
    known = np.where(closed[start:day], np.nan, roots[start:day])
    weekday = (np.arange(start, day) - day) % WEEK
    medians = median(by_week(known))
    # Busy days vary more than quiet ones: only days like this one say how much.
    alike = np.abs(medians - medians[0]) <= ALIKE * medians[0]
    rest = (known - medians[weekday])[alike[weekday]]
    rest = np.abs(rest[~np.isnan(rest)])
    spread = MAD * np.sqrt(8 / 7) * np.median(rest) if len(rest) else CHANCE
    return float(medians[0]), max(float(spread), CHANCE)


def _before(numbers, day) -> np.ndarray:
    """The indices of the days before, of its kind: quiet days of the week (a weekend), or busy ones."""
    past = np.arange(max(day - BACK, 0), day)
    weekday = (past - day) % WEEK
    usual = np.bincount(weekday, numbers[past], WEEK) / np.maximum(np.bincount(weekday, minlength=WEEK), 1)
    quiet = usual < QUIET * usual.max()
    return past[quiet[weekday] == quiet[0]]


def _weighed(numbers, first, last, of) -> float:
    """The mean of what a function says of each day, weighed by the day's number."""
    days = range(first, last + 1)
    total = sum(numbers[day] for day in days)
    return float(sum(numbers[day] * of(day) for day in days) / total) if total else 0.0


def _open(days, closed):
    return ~closed[days.start : days.stop]


@dataclass(frozen=True)
class Times:
    """Durations: on each day the number, the sum and the sum of squares of their logarithms."""

    numbers: np.ndarray
    sums: np.ndarray
    squares: np.ndarray

    def deviation(self, days: range, closed: np.ndarray) -> Deviation:
        """Means of logarithms, weighed by how sure they are, against those of the weeks before."""
        away, variance = np.zeros(len(days)), np.zeros(len(days))
        for place, day in enumerate(days):
            number = self.numbers[day]
            expected, within, between = self._before(day)
            if number and within:
                weight = 1 / (between + within / number)
                away[place] = weight * (self.sums[day] / number - expected)
                variance[place] = weight
        return Deviation(away, variance, _open(days, closed))

    def _before(self, day) -> tuple[float, float, float]:
        """(mean, variance within a day, variance between days) of the logarithms before a day."""
        past = _before(self.numbers, day)
        numbers, sums = self.numbers[past], self.sums[past]
        total = numbers.sum()
        if total < LEAST_BACK:
            return 0.0, 0.0, 0.0
        mean = sums.sum() / total
        some = numbers > 0
        means = sums[some] / numbers[some]
        within = (self.squares[past].sum() - (numbers[some] * means**2).sum()) / max(total - some.sum(), 1)
        within = max(within, 0.05)
        between = np.median((means - mean) ** 2 / 0.455 - within / numbers[some])
        return float(mean), float(within), max(float(between), 0.0)

    def sizes(self, first: int, last: int, _closed: np.ndarray) -> tuple[float, float]:
        """(expected, observed) typical seconds over a stretch of days."""
        stretch = slice(first, last + 1)
        number = self.numbers[stretch].sum()
        observed = self.sums[stretch].sum() / number if number else 0.0
        expected = _weighed(self.numbers, first, last, lambda day: self._before(day)[0])
        return float(np.exp(expected)), float(np.exp(observed))

    def is_much(self, expected: float, observed: float) -> bool:
        """Whether somebody would care: half as long again, or a third less."""
        return observed >= 1.5 * expected or observed <= expected / 1.5


@dataclass(frozen=True)
class Shares:
    """On each day how many, and how many of them were of the kind that is counted."""

    numbers: np.ndarray
    parts: np.ndarray
    least_points: float = 10.0

    def deviation(self, days: range, closed: np.ndarray) -> Deviation:
        """The parts against the share of the weeks before, its variance widened by theirs."""
        away, variance = np.zeros(len(days)), np.zeros(len(days))
        for place, day in enumerate(days):
            share, wider = self._before(day)
            away[place] = self.parts[day] - self.numbers[day] * share
            variance[place] = self.numbers[day] * share * (1 - share) * wider
        return Deviation(away, variance, _open(days, closed))

    def _before(self, day) -> tuple[float, float]:
        past = _before(self.numbers, day)
        numbers, parts = self.numbers[past], self.parts[past]
        share = (parts.sum() + 0.5) / (numbers.sum() + 1)
        some = numbers > 0
        chance = numbers[some] * share * (1 - share)
        wider = np.mean((parts[some] - numbers[some] * share) ** 2 / chance) if some.any() else 1.0
        return float(share), float(np.clip(wider, 1.0, 9.0))

    def sizes(self, first: int, last: int, _closed: np.ndarray) -> tuple[float, float]:
        """(expected, observed) percent over a stretch of days."""
        stretch = slice(first, last + 1)
        number = self.numbers[stretch].sum()
        observed = self.parts[stretch].sum() / number if number else 0.0
        expected = _weighed(self.numbers, first, last, lambda day: self._before(day)[0])
        return 100 * expected, float(100 * observed)

    def is_much(self, expected: float, observed: float) -> bool:
        """Whether somebody would care: so many points."""
        return abs(observed - expected) >= self.least_points


Track = Counts | Times | Shares
