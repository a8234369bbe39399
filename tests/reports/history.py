"""Tickets that were resolved after times known beforehand."""

from datetime import timedelta

from tests.factories import by, edge_id, make_ticket
from tickets_app import measuring
from tickets_app.actions import move

HOUR = timedelta(hours=1)


def resolve(version, agent, technician, now, hours, priority="High"):
    """Tickets of Triage, Repair and Verify: one for each of `hours`, which is how long its repair took.

    Triage waits half an hour and takes as long; verifying takes an hour, all of it waiting.
    """
    for took in hours:
        start = now - timedelta(days=10)
        task = make_ticket(at=start, priority=priority).task
        move.begin(by(agent), task.pk, at=start + HOUR / 2)
        move.transition(by(agent), task.pk, edge_id(version, "Send on"), at=start + HOUR)
        move.transition(by(technician), task.pk, edge_id(version, "Done"), at=start + (1 + took) * HOUR)
        move.transition(by(agent), task.pk, at=start + (2 + took) * HOUR)
    measuring.run()
