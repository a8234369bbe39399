"""Findings: stretches of up to a week on which a track is too far from the expected to be chance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reports_app.anomaly.tracks import LEAST_BACK, Segment, Track

LONGEST = 7
WATCHED = 14
FALSE_RATE = 0.03
# How many independent looks the overlapping stretches of one track amount to.
LOOKS = 20
# A day alone is further off by chance than a normal distribution has it; over several days that evens out.
SHORT = 0.4


@dataclass(frozen=True)
class Finding:
    """Days `first` to `last` (indices) of a segment: expected, observed, and how many deviations apart."""

    segment: Segment
    first: int
    last: int
    expected: float
    observed: float
    score: float


def detect(tracks: Mapping[Segment, Track], length: int, closed: np.ndarray) -> list[Finding]:
    """What is out of the ordinary in the last WATCHED of `length` days, the surest first.

    `tracks` are of one measure. `closed`: whether each day is a holiday; those are neither judged nor learnt
    from. Of several segments with tickets in common that moved together, the one that says most is named.
    Among findings, the share of false ones is held at 5 % (Benjamini and Hochberg).
    """
    days = range(max(length - WATCHED, LEAST_BACK), length)
    if not days:
        return []
    best = [_best(segment, track, days, closed) for segment, track in tracks.items()]
    return _told_apart(_sure([one for one in best if one], len(tracks)))


def _best(segment, track, days, closed) -> Finding | None:
    """The stretch of a track that is furthest from the expected."""
    deviation = track.deviation(days, closed)
    away = np.concatenate([[0.0], np.cumsum(np.where(deviation.counts, deviation.away, 0.0))])
    variance = np.concatenate([[0.0], np.cumsum(np.where(deviation.counts, deviation.variance, 0.0))])
    found, score = None, 0.0
    for first in range(len(days)):
        for last in range(first, min(first + LONGEST, len(days))):
            spread = variance[last + 1] - variance[first]
            if not spread or not (deviation.counts[first] and deviation.counts[last]):
                continue
            length = int(deviation.counts[first : last + 1].sum())
            one = (away[last + 1] - away[first]) / math.sqrt(spread * (1 + SHORT / length))
            if abs(one) > abs(score):
                found, score = (days[first], days[last]), one
    if found is None:
        return None
    expected, observed = track.sizes(*found, closed)
    if not track.is_much(expected, observed):
        return None
    return Finding(segment, *found, expected, observed, float(score))


def _sure(found: list[Finding], tried: int) -> list[Finding]:
    """Those that survive when so many tracks were looked at."""
    ordered = sorted(found, key=lambda one: (-abs(one.score), -one.segment.depth))
    kept = 0
    for rank, one in enumerate(ordered, start=1):
        if LOOKS * math.erfc(abs(one.score) / math.sqrt(2)) <= FALSE_RATE * rank / tried:
            kept = rank
    return ordered[:kept]


def _told_apart(found: list[Finding]) -> list[Finding]:
    told: list[Finding] = []
    for one in found:
        if not any(_is_same(one, other) for other in told):
            told.append(one)
    return told


def _is_same(one, other) -> bool:
    together = one.first <= other.last and other.first <= one.last
    alike = (one.score > 0) == (other.score > 0)
    return together and alike and not one.segment.is_apart_from(other.segment)
