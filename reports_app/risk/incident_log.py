"""An incident log as of a moment: which incidents were open, done or late, and what was known of them. Pure.

Of the log's columns only those are read that each row says as of its own time; `closed_at`, `resolved_at`,
`resolved_by` and `closed_code` are final on all rows, so they tell the future and are never read. Times are
hours since the Monday before the first opening.
"""

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from reports_app.risk.spells import Columns

KINDS = (
    "caller_id", "opened_by", "contact_type", "location", "category", "subcategory", "u_symptom", "impact",
    "urgency", "priority", "assignment_group", "assigned_to", "sys_created_by", "sys_updated_by",
    "incident_state",
)  # fmt: skip
PAIRS = (
    ("assignment_group", "category"), ("assignment_group", "subcategory"), ("subcategory", "u_symptom"),
    ("assignment_group", "incident_state"), ("opened_by", "assignment_group"), ("location", "category"),
    ("assignment_group", "location"), ("category", "subcategory"),
)  # fmt: skip
KNOWN_AFTER = 1.0
RECENT = 168.0
UNKNOWN = "?"
FINISHED = ("Resolved", "Closed")


@dataclass(frozen=True)
class Event:
    """A row of the log: when it was written, what state it says, and its cells by column."""

    at: float
    state: str | None
    cells: dict[str, str]


@dataclass(frozen=True)
class Incident:
    """An incident's rows in order. What became of it is asked only as of a moment."""

    opened: float
    events: list[Event]

    def by(self, moment: float) -> list[Event]:
        """The rows written until `moment`."""
        return self.events[: bisect_right(self.events, moment, key=lambda event: event.at)]

    @property
    def breached(self) -> bool:
        """What the last row says of the SLA: the outcome."""
        return self.events[-1].cells.get("made_sla") == "false"


def incidents_of(rows_of_incidents: Sequence[Sequence]) -> list[Incident]:
    """The incidents of a log as the replay reads it, in order of opening."""
    if not rows_of_incidents:
        return []
    first = min(rows[0].opened_at for rows in rows_of_incidents)
    monday = (first - timedelta(days=first.weekday())).replace(hour=0, minute=0)

    def hours(at):
        return (at - monday) / timedelta(hours=1)

    found = [
        Incident(hours(rows[0].opened_at), [Event(hours(row.at), row.state, row.cells) for row in rows])
        for rows in rows_of_incidents
    ]
    return sorted(found, key=lambda incident: incident.opened)


@dataclass(frozen=True)
class Known:
    """What is known of the incidents opened before a moment. Hours; nan where there is none (yet).

    `resolved`: when it came to rest as resolved; `closed`: when it was closed; `breached` counts only then.
    """

    opened: np.ndarray
    resolved: np.ndarray
    closed: np.ndarray
    breached: np.ndarray


def known_at(incidents: Sequence[Incident], moment: float) -> Known:
    """What the rows written until `moment` say of incidents."""
    rows = [(incident.opened, *_ended(incident.by(moment))) for incident in incidents]
    opened, resolved, closed, breached = np.array(rows, float).reshape(-1, 4).T
    return Known(opened, resolved, closed, breached == 1)


def _ended(events) -> tuple[float, float, bool]:
    """(when resolved, when closed, whether breached)"""
    resolved = closed = float("nan")
    for event in events:
        if event.state == "Resolved":
            resolved, closed = event.at, float("nan")
        elif event.state == "Closed":
            closed = event.at
        elif event.state is not None:
            resolved = closed = float("nan")
    breached = bool(events) and closed == closed and events[-1].cells.get("made_sla") == "false"
    return resolved, closed, breached


def columns_of(incidents: Sequence[Incident]) -> Columns:
    """What is known of each incident an hour after its opening."""
    seen = [incident.by(incident.opened + KNOWN_AFTER) for incident in incidents]
    kinds = {name: _texts(seen, name) for name in KINDS}
    kinds["first_group"] = np.array([_cell(events[:1], "assignment_group") for events in seen], object)
    for one, other in PAIRS:
        kinds[f"{one} and {other}"] = kinds[one] + "/" + kinds[other]
    return Columns(kinds, _sizes(incidents, seen) | _loads(incidents, kinds["assignment_group"]))


def _texts(seen, name):
    return np.array([_cell(events[-1:], name) for events in seen], object)


def _cell(events, name) -> str:
    return events[0].cells.get(name, UNKNOWN) if events else UNKNOWN


def _sizes(incidents, seen) -> dict[str, np.ndarray]:
    opened = np.array([incident.opened for incident in incidents])
    clock = 2 * np.pi * (opened % 24) / 24
    day = (opened // 24) % 7
    updates = np.array([len(events) for events in seen], float)
    moves = [float(_cell(events[-1:], "reassignment_count").replace(UNKNOWN, "0")) for events in seen]
    return {
        "updates": np.log1p(updates),
        "moves": np.array(moves),
        "hour_sine": np.sin(clock),
        "hour_cosine": np.cos(clock),
        "weekday": day,
        "weekend": (day >= 5).astype(float),
    }


def _loads(incidents, groups) -> dict[str, np.ndarray]:
    """Of the incident's group an hour after opening: open incidents, and those it finished in a week."""
    changes = sorted(_changes(incidents), key=lambda change: change[0])
    found, open_, finished = np.zeros((len(incidents), 3)), Counter(), defaultdict(deque)
    place = total = 0
    for index, (incident, group) in enumerate(zip(incidents, groups, strict=True)):
        asked = incident.opened + KNOWN_AFTER
        while place < len(changes) and changes[place][0] <= asked:
            at, left, entered = changes[place]
            place += 1
            _move(open_, finished, at, left, entered)
            total += (entered is not None) - (left is not None)
        recent = finished[group]
        while recent and recent[0] < asked - RECENT:
            recent.popleft()
        found[index] = open_[group], len(recent), total
    load, done, all_ = np.log1p(np.maximum(found, 0)).T
    return {"load": load, "finished": done, "load_by_finished": load - done, "open": all_}


def _changes(incidents):
    """(when, the group that an incident left, the group it came to); None for none: it is finished."""
    for incident in incidents:
        before = None
        for event in incident.events:
            finished = event.state in FINISHED
            group = None if finished else event.cells.get("assignment_group", UNKNOWN)
            if group != before:
                yield event.at, before, group
            before = group


def _move(open_, finished, at, left, entered):
    if left is not None:
        open_[left] -= 1
        if entered is None:
            finished[left].append(at)
    if entered is not None:
        open_[entered] += 1
