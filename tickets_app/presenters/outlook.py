"""What is expected of an open ticket. Apps above this one know how; the page only shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tickets_app.models import Ticket


@dataclass(frozen=True)
class Outlook:
    """A prediction in words. `level`: "bad", "warn" or "". `changes`: what would better it. As of `at`."""

    title: str
    level: str
    reasons: list[str]
    changes: list[str]
    at: datetime


# Each is asked about an open ticket with its task, at an instant.
SOURCES: list[Callable[[Ticket, datetime], Outlook | None]] = []


def outlooks(ticket: Ticket, now: datetime) -> list[Outlook]:
    """All that is expected of an open ticket."""
    return [told for told in (source(ticket, now) for source in SOURCES) if told is not None]
