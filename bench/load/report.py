"""What a day's load came to: errors, times beside those of an unloaded desk, memory. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

MOST_RATIO = 10  # p95 under load to the median without
MOST_GROWTH = 0.05  # of a web process over the second half
A_SECOND = 25  # answers at full load: what is in flight on a web process that dies


@dataclass(frozen=True)
class Answer:
    """One answer: when (epoch seconds), "api", "page" or "socket", what was asked, how long, what failed."""

    at: float
    kind: str
    name: str
    ms: float
    failure: str = ""


def read(path: Path) -> list[Answer]:
    """The answers that `bench.load.day` kept."""
    return [Answer(*json.loads(line)) for line in path.read_text().splitlines()]


def p95(times: list[float]) -> float:
    """The time that 95 in a hundred do not exceed."""
    return quantiles(times, n=20, method="inclusive")[18] if len(times) > 1 else times[0]


@dataclass(frozen=True)
class Figures:
    """Of one kind: answers a second, median and p95 under load (ms), median without load (ms)."""

    kind: str
    a_second: float
    median: float
    p95: float
    unloaded: float

    @property
    def ratio(self) -> float:
        return self.p95 / self.unloaded


def figures(kind: str, calm: Iterable[Answer], loaded: Iterable[Answer], seconds: float) -> Figures:
    """The figures of one kind of answers. Both runs must have had some."""
    idle = [answer.ms for answer in calm if answer.kind == kind and not answer.failure]
    busy = [answer.ms for answer in loaded if answer.kind == kind and not answer.failure]
    return Figures(kind, len(busy) / seconds, median(busy), p95(busy), median(idle))


def growth(half: dict[str, int], end: dict[str, int]) -> dict[str, float]:
    """By process, by what share its memory grew over the second half."""
    return {name: end[name] / half[name] - 1 for name in half}


def verdict(found: list[Figures], errors: list[str], grown: dict[str, float]) -> list[str]:
    """Each goal that was missed, as a sentence."""
    missed = [f"{len(errors)} errors, such as {errors[0]}"] if errors else []
    missed += [
        f"p95 of {one.kind} is {one.ratio:.1f} times the unloaded median"
        for one in found
        if one.ratio > MOST_RATIO
    ]
    return missed + [f"{name} grew by {share:.1%}" for name, share in grown.items() if share >= MOST_GROWTH]


def after_kills(answers: Iterable[Answer], kills: list[tuple[float, str]]) -> list[tuple]:
    """(seconds since the first, victim, answers, failures) of each of `kills`, until the next.

    A kill is (epoch seconds, name of the victim).

    Sockets are left out: those of a process that dies are dropped, and connect anew.
    """
    found = []
    ends = [at for at, _name in kills[1:]] + [float("inf")]
    for (at, name), end in zip(kills, ends, strict=True):
        asked = [one for one in answers if at <= one.at < end and one.kind != "socket"]
        failed = [f"{one.name}: {one.failure}" for one in asked if one.failure]
        found.append((at - kills[0][0], name, len(asked), failed))
    return found


def unexcused(answers: Iterable[Answer], kills: list[tuple[float, str]]) -> list[str]:
    """Failures that nothing explains: the database was not away, nor did a web process die with them."""
    return [
        f"{len(failed)} failed after {name} was killed, such as {failed[0]}"
        for _at, name, _answered, failed in after_kills(answers, kills)
        if name != "database" and len(failed) > (A_SECOND if name.startswith("web") else 0)
    ]
