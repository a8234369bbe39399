"""Whoever stands in for somebody who is away is told what that person is told, where they may know it."""

from datetime import datetime

from tickets_app.access import sees_as_staff, visible_tickets
from tickets_app.models import Notification

OWN_AFFAIRS = (Notification.Kind.TICKET_STATUS,)


def pass_on(notice: Notification, now: datetime) -> None:
    """Tell the substitute of the recipient of `notice` too, once, in TTS and by mail.

    Not of the person's own requests, and of no ticket that the substitute may not see.
    """
    person = notice.recipient
    if person is None or "for" in notice.facts or notice.kind in OWN_AFFAIRS or not person.is_away(now):
        return
    other = person.substitute
    if (
        other is None
        or not other.is_active
        or not visible_tickets(other).filter(pk=notice.ticket_id).exists()
    ):
        return
    # What is said of a comment is worded for staff, and it may be among them.
    if "comment_id" in notice.facts and not sees_as_staff(other, notice.ticket):
        return
    facts = {**notice.facts, "for": person.full_name}
    rows = [_row(notice, other, channel, facts, now) for channel in Notification.Channel]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _row(notice, person, channel, facts, now) -> Notification:
    return Notification(
        event_id=notice.event_id,
        recipient=person,
        channel=channel,
        kind=notice.kind,
        ticket_id=notice.ticket_id,
        facts=facts,
        created_at=now,
        next_attempt_at=now,
    )
