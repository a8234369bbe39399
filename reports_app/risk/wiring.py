"""Where the risk model meets the worker's schedules and the tickets' pages."""

from reports_app.risk.ticket_note import outlook
from tickets_app import schedules
from tickets_app.presenters.outlook import SOURCES

DAILY = 24 * 60


def connect() -> None:
    """Called once, when the app is ready. The worker imports what it trains with when it is time."""
    schedules.JOBS.append(schedules.Job("train_risk", DAILY, "reports_app.risk.tasks"))
    SOURCES.append(outlook)
