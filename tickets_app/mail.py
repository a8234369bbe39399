"""Mails for notifications, sent by the worker after the causing transaction is committed."""

import smtplib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from tickets_app import notices
from tickets_app.models import Notification

MAX_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
BATCH = 100
State = Notification.State


def send_for_events(event_ids: Iterable[int]) -> int:
    """Send the mails that events caused. Answers how many left."""
    return _send_all(Notification.objects.filter(event_id__in=event_ids))


def send_due() -> int:
    """Send mails that wait: those due for another attempt, and those whose job was lost."""
    lost = Q(next_attempt_at__isnull=True, created_at__lte=timezone.now() - 2 * FIRST_WAIT)
    return _send_all(Notification.objects.filter(lost | Q(next_attempt_at__lte=timezone.now())))


def _send_all(rows) -> int:
    waiting = rows.filter(channel=Notification.Channel.EMAIL, state=State.WAITING).order_by("pk")
    return sum(_send_one(pk) for pk in waiting.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _send_one(pk) -> bool:
    """Send one mail, holding its row, so that no other worker sends it too."""
    rows = Notification.objects.select_for_update(skip_locked=True, of=("self",))
    notice = rows.select_related("recipient", "ticket").filter(pk=pk, state=State.WAITING).first()
    if notice is None:
        return False
    try:
        _message(notice).send()
    except (smtplib.SMTPException, OSError) as error:
        _keep_for_later(notice, error)
        return False
    notice.state, notice.error = State.SENT, ""
    notice.attempts += 1
    notice.save(update_fields=["state", "error", "attempts"])
    return True


def _keep_for_later(notice, error):
    notice.attempts += 1
    notice.error = f"{type(error).__name__}: {error}"[:500]
    notice.next_attempt_at = timezone.now() + FIRST_WAIT * 2 ** (notice.attempts - 1)
    if notice.attempts >= MAX_ATTEMPTS:
        notice.state = State.FAILED
    notice.save(update_fields=["attempts", "error", "next_attempt_at", "state"])


def _message(notice) -> EmailMultiAlternatives:
    address = notice.recipient.email if notice.recipient else notice.address
    context = {
        "notice": notice,
        "sentence": notices.sentence(notice),
        "link": notices.link(notice),
    }
    thread = f"<ticket-{notice.ticket_id}@{settings.SITE_URL.split('//')[-1].split('/')[0].split(':')[0]}>"
    message = EmailMultiAlternatives(
        subject=notices.subject(notice),
        body=render_to_string("tickets_app/mail/notice.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "References": thread, "In-Reply-To": thread},
    )
    message.attach_alternative(render_to_string("tickets_app/mail/notice.html", context), "text/html")
    return message
