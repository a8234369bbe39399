"""A made-up desk with an anomaly put into one segment, to see whether it is found: 5 departments with 4
categories each, 18 weeks of days with a drifting level, quiet weekends and three holidays. In one of the last
two weeks, from Monday to Friday, one department or one category with at least 8 tickets a working day gets
twice as many tickets, or takes three times as long."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from reports_app.anomaly.detect import Finding, detect
from reports_app.anomaly.tracks import Counts, Segment, Times

DAYS = 126
WEEK = np.array([1.25, 1.1, 1.0, 0.95, 0.95, 0.12, 0.1])
PLACES = [(f"d{i}", f"d{i}c{j}") for i in range(5) for j in range(4)]
LEAST = 8
WORKING_DAYS = 5
HOLIDAYS = [40, 75, DAYS - 6]
SPREAD = 1.2  # of the logarithm of a resolution time


@dataclass(frozen=True)
class Desk:
    """`numbers`, `sums`, `squares` of tickets by place and day (the last two of logarithms of times)."""

    numbers: np.ndarray
    sums: np.ndarray
    squares: np.ndarray
    closed: np.ndarray
    truth: Segment | None
    first: int

    def tracks(self) -> tuple[dict, dict]:
        """(tracks of volume, of time to resolution) of everything, each department, each category."""
        places = {Segment(): slice(0, 20)}
        places |= {Segment("department", f"d{i}", f"d{i}"): slice(4 * i, 4 * i + 4) for i in range(5)}
        places |= {Segment("category", name, own): slice(i, i + 1) for i, (own, name) in enumerate(PLACES)}
        volume = {segment: Counts(self.numbers[rows].sum(0)) for segment, rows in places.items()}
        parts = (self.numbers, self.sums, self.squares)
        times = {segment: Times(*(part[rows].sum(0) for part in parts)) for segment, rows in places.items()}
        return volume, times


def desk(seed: int, kind: str) -> Desk:
    """A desk; `kind` of what is put in: volume, resolution, or "" for nothing."""
    random = np.random.default_rng(seed)
    rates = random.lognormal(2.3, 0.6, len(PLACES))
    closed = np.isin(np.arange(DAYS), HOLIDAYS)
    level = np.exp(np.cumsum(random.normal(0, 0.01, DAYS))) * WEEK[np.arange(DAYS) % 7]
    expected = rates[:, None] * np.where(closed, 0.05, 1.0) * level
    place = int(random.choice(np.flatnonzero(rates >= LEAST)))
    first = DAYS - 14 + 7 * int(random.integers(0, 2))
    truth, hit = _target(place, random.random() < 0.4)
    stretch = slice(first, first + WORKING_DAYS)
    if kind == "volume":
        expected[hit, stretch] *= 2
    numbers = random.negative_binomial(25, 25 / (25 + expected))
    slower = np.zeros(expected.shape)
    if kind == "resolution":
        slower[hit, stretch] = np.log(3)
    sums, squares = _times(random, numbers, slower)
    return Desk(numbers.astype(float), sums, squares, closed, truth if kind else None, first)


def _target(place, whole_department) -> tuple[Segment, slice]:
    department, category = PLACES[place]
    if whole_department:
        start = place // 4 * 4
        return Segment("department", department, department), slice(start, start + 4)
    return Segment("category", category, department), slice(place, place + 1)


def _times(random, numbers, slower):
    """Sums and sums of squares of so many normal logarithms, drawn as what they are distributed like."""
    means = 9.5 + 0.3 * (np.arange(len(PLACES)) % 3)[:, None] + slower
    average = random.normal(means, SPREAD / np.sqrt(np.maximum(numbers, 1)))
    inner = SPREAD**2 * random.chisquare(np.maximum(numbers - 1, 1)) * (numbers > 1)
    return numbers * average, numbers * average**2 + inner


@dataclass
class Tally:
    """Findings that were right and wrong, and how many of the anomalies were found, and named rightly."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    named: int = 0
    tried: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.tried, 1)

    @property
    def naming(self) -> float:
        """Of those found, the share whose segment was the right one."""
        return self.named / max(self.found, 1)


def tally(seeds: Iterable[int], kinds=("volume", "resolution")) -> Tally:
    """Both kinds put in with each seed, both measures watched."""
    total = Tally()
    for seed in seeds:
        for kind in kinds:
            _judge(total, desk(seed, kind), kind)
    return total


def _judge(total, made, kind):
    hits = []
    for measure, tracks in zip(("volume", "resolution"), made.tracks(), strict=True):
        for finding in detect(tracks, DAYS, made.closed):
            is_right = measure == kind and _is_it(finding, made)
            total.right += is_right
            total.wrong += not is_right
            hits += [finding.segment == made.truth] if is_right else []
    total.tried += 1
    total.found += bool(hits)
    total.named += bool(hits) and hits[0]


def _is_it(finding: Finding, made) -> bool:
    together = finding.first < made.first + WORKING_DAYS and finding.last >= made.first
    return together and finding.score > 0 and not finding.segment.is_apart_from(made.truth)
