"""From an incident log to a prediction: what targets the log lives by, and how likely each is missed. Pure.

A log says whether an incident met its SLA only once it is closed, and it is closed some days after it was
resolved. But when it was resolved is known at once. So three things are learned at a training moment:

- the limit: working hours from opening to closing beyond which the closed incidents had mostly breached;
- the wait: hours from resolution until closing;
- who gets there: with limit and wait each incident has a moment until which it must be resolved to be in
  time. That is learned from resolved and from open incidents, so it lags by hours, not by weeks.
"""

from dataclasses import dataclass

import numpy as np

from reports_app.risk import landmark
from reports_app.risk.incident_log import Known
from reports_app.risk.spells import Cases, Columns, landmarks_of
from reports_app.risk.working_hours import moment, worked

HALF_LIFE = 21 * 24.0
USUAL_WAIT = 0.25
PSEUDO_COUNT = 20.0
BREACHED_IF_LATE, BREACHED_IF_IN_TIME = 0.95, 0.05
A_DAY = 24.0
FEWEST = 20


@dataclass(frozen=True)
class Limits:
    """`limit`: working hours from opening to closing. `wait`: hours from resolution to closing.

    `late`, `in_time`: the share that breached of those resolved late and in time.
    """

    limit: float
    wait: float
    late: float
    in_time: float

    def share(self, opened: np.ndarray, until: np.ndarray) -> np.ndarray:
        """How much of its time to be resolved each incident used from opening until a moment."""
        return (worked(until) - worked(opened)) / self.span(opened)

    def span(self, opened: np.ndarray) -> np.ndarray:
        """The working hours in which each incident must be resolved."""
        last = moment(worked(opened) + self.limit) - self.wait
        return np.maximum(worked(last) - worked(opened), 1.0)


@dataclass(frozen=True)
class LogModel:
    """A trained model for incidents of a log."""

    limits: Limits
    lateness: landmark.Model

    def breach(self, opened: np.ndarray, columns: Columns) -> np.ndarray:
        """How likely incidents breach, an hour after their opening."""
        late = self.lateness.late(_with_span(columns, self.limits, opened))
        return self.limits.in_time + (self.limits.late - self.limits.in_time) * late


def train(known: Known, columns: Columns, now: float) -> LogModel | None:
    """Learn from what is known at `now`; None where too few incidents are closed to know any target."""
    limits = _limits(known)
    if limits is None:
        return None
    done = ~np.isnan(known.resolved)
    share = limits.share(known.opened, np.where(done, known.resolved, now))
    weight = 0.5 ** ((now - known.opened) / HALF_LIFE)
    cases = Cases(share, done, weight)
    first = landmarks_of(cases, parts=1)
    each = _with_span(columns, limits, known.opened)
    return LogModel(limits, landmark.fit(cases, first, each))


def _with_span(columns, limits, opened) -> Columns:
    return Columns(columns.kinds, columns.sizes | {"span": limits.span(opened)})


def _limits(known) -> Limits | None:
    usual = ~np.isnan(known.closed) & ~np.isnan(known.resolved)
    if usual.sum() < FEWEST:
        return None
    opened, closed, resolved, breached = (
        column[usual] for column in (known.opened, known.closed, known.resolved, known.breached)
    )
    wait = float(np.quantile(closed - resolved, USUAL_WAIT))
    limit = _limit(worked(closed) - worked(opened), breached)
    plain = Limits(limit, wait, BREACHED_IF_LATE, BREACHED_IF_IN_TIME)
    late = plain.share(opened, resolved) > 1
    in_time = ~late & (closed - resolved <= wait + A_DAY)
    return Limits(
        limit,
        wait,
        _drawn(breached[late], BREACHED_IF_LATE),
        _drawn(breached[in_time], BREACHED_IF_IN_TIME),
    )


def _limit(age, breached) -> float:
    """The age that best parts breached from met: fewest met above it and breached at most it."""
    order = np.argsort(age, kind="stable")
    wrong = np.cumsum(np.where(breached[order], 1, -1))
    return float(age[order][len(wrong) - 1 - np.argmin(wrong[::-1])])


def _drawn(breached, usual) -> float:
    """The share of breached, drawn to the usual one where there are few."""
    return float((breached.sum() + PSEUDO_COUNT * usual) / (len(breached) + PSEUDO_COUNT))
