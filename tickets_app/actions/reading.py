"""Marking notifications as read: one's own only, and nothing else is done with them by their reader."""

from datetime import datetime

from django.utils import timezone

from tickets_app.live import hints
from tickets_app.models import Mute, Notification
from tts.accounts.models import User
from tts.core.errors import NotFound


def in_app(user: User):
    """The notifications that `user` sees in TTS, newest first; none of a kind that they switched off."""
    in_tts = Notification.Channel.IN_APP
    muted = Mute.objects.filter(user=user, channel=in_tts).values("kind")
    rows = Notification.objects.filter(recipient=user, channel=in_tts).exclude(kind__in=muted)
    return rows.select_related("ticket").order_by("-pk")


def mark_read(user: User, notification_id: int, *, at: datetime | None = None) -> Notification:
    """Mark one notification of `user` as read; NotFound where it is not theirs. Repeating does no harm."""
    notice = in_app(user).filter(pk=notification_id).first()
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = at or timezone.now()
        notice.save(update_fields=["read_at"])
        hints.tell_people([user.pk])
    return notice


def mark_all_read(user: User, *, at: datetime | None = None) -> int:
    """Mark every notification of `user` as read. Answers how many were not."""
    count = in_app(user).order_by().filter(read_at__isnull=True).update(read_at=at or timezone.now())
    hints.tell_people([user.pk])
    return count
