"""What models are evaluated on: an incident log read for its days, without a database."""

from reports_app.forecast.series import Daily, daily, without_edges
from tickets_app.replay.reader import Log


def volume(log: Log) -> Daily:
    """Incidents opened a day, by the log's own clock where it was read as UTC; sparse edges cut off.

    Raises ValueError for a log without incidents.
    """
    return without_edges(daily(rows[0].opened_at.date() for rows in log.incidents))
