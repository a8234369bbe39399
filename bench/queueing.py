"""How long requests wait for a free place, simulated: for the numbers in docs/scaling.md.

    python -m bench.queueing --requests 25 --milliseconds 60 --places 2

Requests come at random (Poisson), each takes a time drawn from a log-normal distribution with that mean and
spread, and the first free one of `places` serves it, in order of arrival.
"""

import argparse
import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean, quantiles


@dataclass(frozen=True)
class Waiting:
    """What came out: the share of time that places are busy; waiting and the whole, mean and p95, in ms."""

    utilisation: float
    mean_wait: float
    p95_wait: float
    p95_whole: float


def service_times(rng: random.Random, average: float, spread: float) -> Iterator[float]:
    """Times with that mean; `spread` is their standard deviation by their mean."""
    sigma = math.sqrt(math.log(1 + spread**2))
    while True:
        yield rng.lognormvariate(math.log(average) - sigma**2 / 2, sigma)


def simulate(
    per_second: float,
    milliseconds: float,
    places: int,
    *,
    spread: float = 1.0,
    count: int = 200_000,
    seed: int = 1,
) -> Waiting:
    """Let `count` requests pass through `places`. Raises ValueError where they cannot keep up."""
    load = per_second * milliseconds / 1000 / places
    if load >= 1:
        raise ValueError(f"{places} places would have to be busy {load:.0%} of the time")
    rng = random.Random(seed)
    times = service_times(rng, milliseconds / 1000, spread)
    free, now = [0.0] * places, 0.0
    waits, wholes = [], []
    for _ in range(count):
        now += rng.expovariate(per_second)
        start = max(now, free[0])
        end = start + next(times)
        heapq.heapreplace(free, end)
        waits.append((start - now) * 1000)
        wholes.append((end - now) * 1000)
    return Waiting(load, mean(waits), p95(waits), p95(wholes))


def p95(values: list[float]) -> float:
    """The value that 95 in a hundred do not exceed."""
    return quantiles(values, n=20, method="inclusive")[18]


def fewest_places(per_second: float, milliseconds: float, most_ms: float, **more) -> int:
    """The fewest places with which 95 of a hundred requests are answered within `most_ms`."""
    places = int(per_second * milliseconds / 1000) + 1
    while simulate(per_second, milliseconds, places, **more).p95_whole > most_ms:
        places += 1
    return places


def main():
    """Print what the simulation says."""
    parser = argparse.ArgumentParser(prog="python -m bench.queueing", description=__doc__.split("\n")[0])
    parser.add_argument("--requests", type=float, default=25, help="a second (25)")
    parser.add_argument("--milliseconds", type=float, default=60, help="that one takes (60)")
    parser.add_argument("--places", type=int, default=2, help="that serve at once (2)")
    parser.add_argument("--spread", type=float, default=1.0, help="standard deviation by mean (1)")
    options = parser.parse_args()
    found = simulate(options.requests, options.milliseconds, options.places, spread=options.spread)
    print(
        f"{found.utilisation:.0%} busy; a request waits {found.mean_wait:.1f} ms on average, at most "
        f"{found.p95_wait:.1f} ms in 95 of 100, and is answered within {found.p95_whole:.1f} ms"
    )


if __name__ == "__main__":
    main()
