"""Reading an incident log: a CSV file, plain or gzipped, with one row for each update of an incident.

The format is that of the public "incident management process enriched event log": times are
`D/M/YYYY HH:MM` in the company's local time, `?` means unknown. Pure: nothing here touches a database.
"""

import csv
import gzip
import zlib
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from tickets_app.intake import NUMBER
from tickets_app.models.ticket import Priority

UNKNOWN = "?"
NEEDED = (
    "number", "incident_state", "sys_mod_count", "opened_at", "sys_updated_at", "priority",
    "caller_id", "assignment_group", "assigned_to",
)  # fmt: skip
PRIORITIES = {"1": Priority.URGENT, "2": Priority.HIGH, "3": Priority.MEDIUM, "4": Priority.LOW}
STATES = frozenset({"New", "Active", "Resolved", "Closed"})
UNKNOWN_STATES = frozenset({UNKNOWN, "-100", ""})
LONGEST_NAME = 48
LONGEST_VALUE = 500
GZIP_MAGIC = b"\x1f\x8b"


class LogError(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One update of an incident. Names are "" where the log does not know them.

    `state` is None where unknown. `values` are the cells as written, in the order of `header`.
    """

    line: int
    number: str
    at: datetime
    opened_at: datetime
    mod_count: int
    state: str | None
    priority: Priority
    caller: str
    group: str
    person: str
    header: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def cells(self) -> dict[str, str]:
        """The cells that the log knows, by column."""
        return {name: value for name, value in zip(self.header, self.values, strict=True) if value != UNKNOWN}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used, and why."""

    line: int
    number: str
    reason: str


@dataclass
class Log:
    """A whole log: the rows of each incident in order, incidents in order of their opening."""

    incidents: list[list[Row]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        return sum(len(rows) for rows in self.incidents)


def read(path: Path | str, zone: tzinfo = UTC) -> Log:
    """The log in the file `path`, its times taken to be in `zone`.

    Rows that cannot be used are listed with their reason. Raises LogError where the file is missing, is
    not such a log, or is not UTF-8.
    """
    log, by_number = Log(), {}
    try:
        for row in _rows(Path(path), zone):
            if isinstance(row, Rejected):
                log.rejected.append(row)
            else:
                by_number.setdefault(row.number, []).append(row)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise LogError(f"{path}: {error}") from error
    # By time first: a few rows of real logs are numbered against their own times.
    incidents = (sorted(rows, key=lambda row: (row.at, row.mod_count)) for rows in by_number.values())
    log.incidents = sorted(incidents, key=lambda rows: (rows[0].opened_at, rows[0].number))
    return log


def _rows(path, zone) -> Iterator[Row | Rejected]:
    with path.open("rb") as probe:
        opened = gzip.open if probe.read(2) == GZIP_MAGIC else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True)
        header = tuple(next(lines, ()))
        missing = [name for name in NEEDED if name not in header]
        if missing:
            raise LogError(f"{path}: not an incident log, these columns are missing: {', '.join(missing)}")
        yield from _parsed(lines, header, zone)


def _parsed(lines: Iterable[list[str]], header, zone) -> Iterator[Row | Rejected]:
    known: dict[str, str] = {}
    for cells in lines:
        if len(cells) != len(header):
            yield Rejected(lines.line_num, "", f"{len(cells)} cells instead of {len(header)}")
            continue
        # A log repeats few different values very often; each is kept once.
        values = tuple(known.setdefault(cell, cell) for cell in map(str.strip, cells))
        try:
            yield _row(lines.line_num, header, values, zone)
        except (ValueError, OverflowError) as error:
            yield Rejected(lines.line_num, values[header.index("number")], str(error))


def _row(line, header, values, zone) -> Row:
    if any(len(value) > LONGEST_VALUE or "\x00" in value for value in values):
        raise ValueError("a cell is too long or not text")
    cell = dict(zip(header, values, strict=True))
    return Row(
        line=line,
        number=_number(cell["number"]),
        at=_moment(cell["sys_updated_at"], zone),
        opened_at=_moment(cell["opened_at"], zone),
        mod_count=_count(cell["sys_mod_count"]),
        state=_state(cell["incident_state"]),
        priority=_priority(cell["priority"]),
        caller=_name("Caller", cell["caller_id"]),
        group=_name("Group", cell["assignment_group"]),
        person=_name("Person", cell["assigned_to"]),
        header=header,
        values=values,
    )


def _number(text) -> str:
    """The ticket number: as written, or INC and the digits where the log gives only those."""
    number = f"INC{text}" if text.isdecimal() else text
    if text == UNKNOWN or not NUMBER.fullmatch(number):
        raise ValueError(f"{text!r} cannot be a ticket number")
    return number


def _count(text) -> int:
    if not text.isdecimal():
        raise ValueError(f"sys_mod_count is not a number: {text!r}")
    return int(text)


def _state(text) -> str | None:
    if text in UNKNOWN_STATES:
        return None
    if text in STATES or text.startswith("Awaiting"):
        return text
    raise ValueError(f"unknown state {text!r}")


def _priority(text) -> Priority:
    """From "3" or "3 - Moderate"."""
    priority = PRIORITIES.get(text.partition("-")[0].strip())
    if priority is None:
        raise ValueError(f"unknown priority {text!r}")
    return priority


@lru_cache(maxsize=100_000)
def _moment(text: str, zone: tzinfo) -> datetime:
    """An instant from local time such as `29/2/2016 01:16`. Of a doubled hour the first one is meant."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=zone).astimezone(UTC)


def _name(kind, text) -> str:
    """A name to call it by: "Group 56" for the id 56; what is a name already is kept."""
    if text in (UNKNOWN, ""):
        return ""
    if len(text) > LONGEST_NAME:
        raise ValueError(f"{kind.lower()} name is too long")
    return f"{kind} {text}" if text.isdecimal() else text


def zone_named(name: str) -> tzinfo:
    """The time zone called `name`. Raises LogError where there is none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise LogError(f"There is no time zone {name!r}.") from error
