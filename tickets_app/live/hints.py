"""Hints: that something changed, by id, for the sockets of those who look at it.

A hint may be lost (a page catches up by itself) and says nothing that needs a right; what changed each web
process reads from the database, through the visibility rule (`news`). With Redis the process that changes
something sends the hint once it has committed; without, each web process finds changes in the database
(`polling`).
"""

from collections.abc import Iterable

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

from tickets_app.live import sending
from tickets_app.live.kinds import CONVERSATION
from tickets_app.presenters.history import PUBLIC_ACTIONS
from tts.core.models import AuditEvent

EVERYBODY, FULL, INTERNAL = "everybody", "full", "internal"
NOBODY_LOOKS = ("ticket.received",)  # the ticket is new


def ticket_group(ticket_id: int) -> str:
    """The sockets of those who look at a ticket."""
    return f"ticket.{ticket_id}"


def person_group(user_id: int) -> str:
    """The sockets of a person."""
    return f"person.{user_id}"


def of_change(ticket_id: int, event_id: int) -> tuple[str, dict]:
    """(group, message) of the hint that an event of a ticket or its conversation gives."""
    message = {"type": "ticket.changed", "ticket_id": ticket_id, "event_id": event_id}
    return ticket_group(ticket_id), message


def audience(row: AuditEvent) -> str:
    """Who may know that there was such an event."""
    if row.target_type == CONVERSATION:
        return INTERNAL if row.after.get("internal") else EVERYBODY
    return EVERYBODY if row.action in PUBLIC_ACTIONS else FULL


def of_person(user_id: int) -> tuple[str, dict]:
    """(group, message) of the hint that a person's notifications changed."""
    return person_group(user_id), {"type": "person.told"}


def tell_events(rows: Iterable[AuditEvent]) -> None:
    """Give the hints of saved events once the caller's transaction has committed."""
    if settings.REDIS_URL:
        _after_commit([of_change(row.target_id, row.pk) for row in rows if row.action not in NOBODY_LOOKS])


def tell_people(user_ids: Iterable[int | None]) -> None:
    """Say to people, once the caller's transaction has committed, that their notifications changed."""
    if settings.REDIS_URL:
        _after_commit([of_person(user_id) for user_id in set(user_ids) - {None}])


def _after_commit(hints) -> None:
    def send_them():  # no partial: what fails is logged by the name of the function
        sending.finish(send(hints))

    if hints:
        transaction.on_commit(send_them, robust=True)


async def send(hints: list[tuple[str, dict]]) -> None:
    """Send (group, message) pairs."""
    layer = get_channel_layer()
    for group, message in hints:
        await layer.group_send(group, message)
