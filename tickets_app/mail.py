"""Sending the mails of notifications: by the worker, after the causing transaction is committed.

A mail is claimed in a short transaction, sent outside of any, and then marked: a mail server that does not
answer holds no lock. A worker that dies while sending leaves its claim to run out, and the mail is sent
again under the same Message-ID.
"""

import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tickets_app import mail_messages, mail_times, substitutes
from tickets_app.models import MailTimes, Mute, Notification
from tts.accounts.zones import zone_of

MAX_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
CLAIM = timedelta(minutes=10)
BATCH = 100
State = Notification.State
NO_CONNECTION = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)


def send_for_events(event_ids: Iterable[int]) -> int:
    """Send the mails that events caused. Answers how many left."""
    return _send_all(Notification.objects.filter(event_id__in=event_ids, next_attempt_at__isnull=True))


def send_due() -> int:
    """Send mails that wait: those due for another attempt, and those whose job was lost."""
    lost = Q(next_attempt_at__isnull=True, created_at__lte=timezone.now() - 2 * FIRST_WAIT)
    return _send_all(Notification.objects.filter(lost | Q(next_attempt_at__lte=timezone.now())))


def _waiting(rows) -> QuerySet[Notification]:
    return rows.filter(channel=Notification.Channel.EMAIL, state=State.WAITING).order_by("pk")


def _send_all(rows) -> int:
    """Send by one connection. With no connection at all, the rest is left for later at once."""
    sent, connection = 0, get_connection()
    for pk in _waiting(rows).values_list("pk", flat=True)[:BATCH]:
        notices = _claim(pk, timezone.now())
        if not notices:
            continue
        error = deliver(connection, mail_messages.message(notices))
        _keep(notices, error)
        sent += error is None
        if isinstance(error, NO_CONNECTION) and not isinstance(error, smtplib.SMTPResponseException):
            break
    connection.close()
    return sent


def deliver(connection, mail: EmailMessage) -> Exception | None:
    """Send one mail. Answers what prevented it; the next one then opens the connection anew."""
    try:
        connection.open()
        connection.send_messages([mail])
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        return error
    return None


@transaction.atomic
def _claim(pk: int, now: datetime) -> list[Notification]:
    """The notifications of one mail, taken for a while, so that no other worker sends it too.

    None where somebody else has it, it is not wanted, or its time has not come.
    """
    notice = _locked(Notification.objects.filter(pk=pk), now).first()
    if notice is None:
        return []
    substitutes.pass_on(notice, now)
    if not _is_wanted(notice):
        notice.state = State.SKIPPED
        notice.save(update_fields=["state"])
        return []
    times, zone = _times(notice)
    ready_at = mail_times.ready_at(times, zone, notice, now)
    if ready_at > now:
        notice.next_attempt_at = ready_at
        notice.save(update_fields=["next_attempt_at"])
        return []
    notices = [notice, *_gathered_with(notice, times, zone, now)]
    for taken in notices:
        taken.attempts += 1
        taken.next_attempt_at = now + CLAIM
    Notification.objects.bulk_update(notices, ["attempts", "next_attempt_at"])
    return notices


def _locked(rows, now):
    rows = _waiting(rows).filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now))
    return rows.select_for_update(skip_locked=True, of=("self",)).select_related("recipient", "ticket")


def _is_wanted(notice) -> bool:
    person = notice.recipient
    if person is not None and not person.is_active:
        return False
    whose = Q(user=person) if person else Q(user__isnull=True, address=notice.address)
    return not Mute.objects.filter(whose, kind=notice.kind, channel=notice.channel).exists()


def _times(notice):
    person = notice.recipient
    if person is None:
        return MailTimes(), zone_of(None)
    return MailTimes.objects.filter(user=person).first() or MailTimes(), zone_of(person)


def _gathered_with(notice, times, zone, now) -> list[Notification]:
    """What leaves in the same mail, where the person has their mails gathered."""
    if times.digest == MailTimes.Digest.NONE:
        return []
    rows = Notification.objects.filter(recipient=notice.recipient).exclude(pk=notice.pk)
    # Those that wait for their time are taken along when it has come; a claim of somebody else is not due.
    ready = [row for row in _locked(rows, now) if mail_times.ready_at(times, zone, row, now) <= now]
    return [row for row in ready if _is_wanted(row)]


def _keep(notices, error: Exception | None) -> None:
    """Mark a claimed mail as sent, as failed for good, or as due again after a while."""
    for notice in notices:
        if error is None:
            notice.state, notice.error = State.SENT, ""
            continue
        notice.error = words(error)
        notice.next_attempt_at = timezone.now() + wait_after(notice.attempts)
        if is_given_up(notice.attempts, error):
            notice.state = State.FAILED
    Notification.objects.bulk_update(notices, ["state", "error", "next_attempt_at"])


def words(error: Exception) -> str:
    """What prevented a mail, as it is kept with it."""
    return f"{type(error).__name__}: {error}"[:500]


def wait_after(attempts: int) -> timedelta:
    """How long a mail waits after so many attempts: one minute, then twice as long each time."""
    return FIRST_WAIT * 2 ** (attempts - 1)


def is_given_up(attempts: int, error: Exception) -> bool:
    """Whether a mail is not tried again after so many attempts, the last of which ended in `error`."""
    return attempts >= MAX_ATTEMPTS or is_final(error)


def is_final(error: Exception) -> bool:
    """Whether the server said that it will never take this mail (5xx), not only that it does not take us."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
