"""What weights and targets would fit what was observed. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from reports_app.attainability.figures import Spread
from workflows_app.graph import Graph

LEAST = 20  # of which at least must be known before anything is concluded
GOAL = 80  # the percentile of a step's times that its share is made from
FINEST = 100  # weights are in hundredths
MINUTE = timedelta(minutes=1)
# Up to (first) a target is rounded up to whole (second).
ROUNDING = (
    (timedelta(hours=2), 5 * MINUTE),
    (timedelta(hours=8), 15 * MINUTE),
    (timedelta(hours=24), 30 * MINUTE),
    (timedelta(hours=80), 60 * MINUTE),
    (timedelta.max, 240 * MINUTE),
)
SLIDER_STEPS = (240, 60, 30, 15, 5, 1)
POSITIONS = 40


def weights(graph: Graph, times: Mapping[int, Spread]) -> dict[int, float] | None:
    """For each step of `graph` the weight that its observed p80 suggests; they add up to 1.

    Steps entered fewer than LEAST times keep their share of the whole. None where no two steps are known well
    enough to be compared. `times`: how long their entries took, by step id.
    """
    known = {
        step.id: times[step.id].at(GOAL).total_seconds()
        for step in graph.steps
        if step.id in times and times[step.id].count >= LEAST
    }
    if len(known) < 2 or not sum(known.values()):
        return None
    left = 1 - sum(graph.share(step.id) for step in graph.steps if step.id not in known)
    shares = {
        step.id: left * known[step.id] / sum(known.values()) if step.id in known else graph.share(step.id)
        for step in graph.steps
    }
    return _in_hundredths(shares)


def _in_hundredths(shares: dict[int, float]) -> dict[int, float]:
    """`shares` in whole hundredths, none of them nothing, that still add up to 1."""
    if len(shares) > FINEST:
        return shares
    parts = {key: max(1, int(share * FINEST)) for key, share in shares.items()}
    while (missing := FINEST - sum(parts.values())) != 0:
        one = 1 if missing > 0 else -1
        able = [key for key in parts if parts[key] + one >= 1]
        nearest = max(able, key=lambda key: one * (shares[key] * FINEST - parts[key]))
        parts[nearest] += one
    return {key: part / FINEST for key, part in parts.items()}


def with_weights(graph: Graph, given: Mapping[int, float]) -> Graph:
    """`graph` with other weights; steps that `given` leaves out keep theirs."""
    return Graph([replace(step, weight=given.get(step.id, step.weight)) for step in graph.steps], graph.edges)


def target(times: Spread, percent: int) -> timedelta | None:
    """A round target that `percent` of tickets would have kept; None where too few are known."""
    if times.count < LEAST:
        return None
    # Kept is what took less than the target, so the time itself is not enough.
    least = times.at(percent) + timedelta(seconds=1)
    unit = next(unit for most, unit in ROUNDING if least <= most)
    return -(-least // unit) * unit


def slider(present: timedelta | None, times: Spread) -> tuple[int, int]:
    """How far a slider for targets reaches and how finely, in minutes; the present target is on it."""
    longest = max(filter(None, (present and 2 * present, times.at(95), 60 * MINUTE)))
    most = -(-longest // MINUTE)
    now = present // MINUTE if present else 0
    step = next(step for step in SLIDER_STEPS if now % step == 0 and step * POSITIONS <= max(most, POSITIONS))
    return -(-most // step) * step, step
