"""What each row of an incident means in TTS: its rows become a list of intended actions. Pure.

    New            at the step Register
    Active         at the step Work; its item has begun
    Awaiting ...   the whole ticket is on hold, with the state as the reason
    Resolved       the task is completed; any other state after it is a reopening
    Closed         closed

A first row in a later state implies the earlier ones. A group or person that the log does not know is
taken to be as before.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tickets_app.replay.reader import Row

# Said by the ticket itself: its number, status, priority, requester and times.
IN_THE_TICKET = frozenset(
    {"number", "incident_state", "priority", "caller_id", "opened_at", "sys_updated_at"}
)
# Running counters, and what the log repeats on every row though it became known at the end only.
LAST_WORD = frozenset(
    {
        "active", "made_sla", "reassignment_count", "reopen_count", "sys_mod_count", "sys_updated_by",
        "assignment_group", "assigned_to", "closed_code", "resolved_by", "resolved_at", "closed_at",
    }
)  # fmt: skip
NO_GROUP = "Group unknown"


class Kind(StrEnum):
    RECEIVE = "receive"
    UPDATE = "update facts"
    REOPEN = "reopen"
    RESUME = "resume"
    MOVE = "move to work"
    PLACE = "assign"
    BEGIN = "begin"
    HOLD = "hold"
    COMPLETE = "complete"
    CLOSE = "close"


@dataclass(frozen=True)
class Intention:
    """One action to take at `at`, because of the incident's row number `row` (from 1), line `line`.

    `group` and `person` are who gets it (PLACE; without a person, by turn), `facts` what becomes
    different (`extra` among them), `reason` why it is held.
    """

    kind: Kind
    at: datetime
    row: int
    line: int
    group: str = ""
    person: str = ""
    reason: str = ""
    facts: dict = field(default_factory=dict)


class Places:
    """Which people a log shows in which groups."""

    def __init__(self, incidents: Iterable[Sequence[Row]]):
        self._counts: dict[str, Counter] = defaultdict(Counter)
        for rows in incidents:
            for row in rows:
                if row.person and row.group:
                    self._counts[row.person][row.group] += 1

    def has(self, group: str, person: str) -> bool:
        """Whether some row has `person` in `group`."""
        return group in self._counts[person]

    def usual(self, person: str) -> str:
        """The group that `person` is most often seen in; NO_GROUP if in none."""
        groups = self._counts[person]
        return min(groups, key=lambda group: (-groups[group], group)) if groups else NO_GROUP


def plan(rows: Sequence[Row], places: Places) -> list[Intention]:
    """What to do for one incident, in order. `rows` are all of its rows, in order of time."""
    return _Planner(rows, places).run()


class _Planner:
    """Walks the rows, knowing where the incident stands."""

    def __init__(self, rows, places):
        self.rows, self.places = rows, places
        self.state, self.at_work, self.begun, self.placed = "New", False, False, False
        self.group = self.person = ""
        self.facts: dict = {}
        self.at = min(rows[0].opened_at, rows[0].at)
        self.closing_row = _closing_row(rows)
        self.intentions: list[Intention] = []

    def run(self):
        for index, row in enumerate(self.rows, start=1):
            self.row, self.index = row, index
            if index == 1:
                self._receive()
            self.at = max(self.at, row.at)
            self._follow(row.state or self.state)
        return self.intentions

    def _intend(self, kind, **values):
        self.intentions.append(Intention(kind, self.at, self.index, self.row.line, **values))

    def _receive(self):
        self.facts = _facts(self.row)
        facts = {**self.facts, "submitted_at": self.row.opened_at}
        self._intend(Kind.RECEIVE, facts=facts)

    def _follow(self, state):
        """Take the incident from where it stands to `state` and to this row's facts and place."""
        was, self.state = self.state, state
        self._update()
        self._take_up(was)
        arrived = self._move(was)
        moved = self._place(arrived)
        if state == "Active" and self.placed and not self.begun and (arrived or was != state or not moved):
            self._intend(Kind.BEGIN)
            self.begun = True
        if _held(state) and was != state:
            self._intend(Kind.HOLD, reason=state)
        if _finished(state) and not _finished(was):
            self._intend(Kind.COMPLETE)
        if state == "Closed" and was != "Closed":
            self._intend(Kind.CLOSE)

    def _update(self):
        facts = _facts(self.row)
        changed = {name: value for name, value in facts.items() if value != self.facts[name]}
        extra = {k: v for k, v in facts["extra"].items() if v != self.facts["extra"].get(k)}
        if self.index == self.closing_row:
            extra |= _last_word(self.rows[-1])
        if extra:
            changed["extra"] = extra
        if changed:
            self._intend(Kind.UPDATE, facts=changed)
        self.facts = {**facts, "extra": self.facts["extra"] | facts["extra"]}

    def _take_up(self, was):
        if _finished(was) and not _finished(self.state):
            self._intend(Kind.REOPEN)
            self.begun, self.placed = False, False
        elif _held(was) and was != self.state:
            self._intend(Kind.RESUME)

    def _move(self, was) -> bool:
        """Go on to Work where this state lies behind it. Whether an item was opened that needs a holder."""
        reopened = _finished(was) and not _finished(self.state)
        implied = _held(self.state) and self.index == 1
        if self.at_work or not (self.state == "Active" or _finished(self.state) or implied):
            return reopened
        self._intend(Kind.MOVE)
        self.at_work, self.begun, self.placed = True, False, False
        return True

    def _place(self, arrived) -> bool:
        group, person = self._whom()
        if (group, person) == (self.group, self.person) and not (arrived and group):
            return False
        self.group, self.person = group, person
        self._intend(Kind.PLACE, group=group, person=person)
        self.begun, self.placed = False, True
        return True

    def _whom(self) -> tuple[str, str]:
        """The group and person who have it by this row; without a person, whose turn it is in the group."""
        group, person = self.row.group, self.row.person
        if person and not group:
            stays = self.group and self.places.has(self.group, person)
            return (self.group if stays else self.places.usual(person)), person
        if person:
            return group, person
        return (group, "") if group and group != self.group else (self.group, self.person)


def _held(state) -> bool:
    return state.startswith("Awaiting")


def _finished(state) -> bool:
    return state in ("Resolved", "Closed")


def _closing_row(rows) -> int:
    """The row (from 1) with which the incident is closed for good, else the last one."""
    states = [row.state for row in rows]
    entered = [
        index
        for index, (before, state) in enumerate(zip([None, *states], states, strict=False), start=1)
        if state == "Closed" and before != "Closed"
    ]
    return entered[-1] if entered and states[-1] in ("Closed", None) else len(rows)


def _facts(row) -> dict:
    """Facts of the ticket as of `row`, `extra` being the log's other columns."""
    cells = row.cells
    kept = {k: v for k, v in cells.items() if k not in IN_THE_TICKET and k not in LAST_WORD}
    return {
        "subject": _subject(cells),
        "sub_category": f"Category {cells['category']}"[:64] if "category" in cells else "",
        "priority": row.priority,
        "requester_external_id": row.caller.lower().replace(" ", "-"),
        "requester_name": row.caller,
        "extra": kept,
    }


def _subject(cells) -> str:
    parts = [
        f"{word} {cells[name]}"
        for name, word in (("category", "category"), ("subcategory", "subcategory"), ("u_symptom", "symptom"))
        if name in cells
    ]
    return ", ".join(["Incident", *parts])[:255]


def _last_word(row) -> dict:
    return {name: value for name, value in row.cells.items() if name in LAST_WORD}
