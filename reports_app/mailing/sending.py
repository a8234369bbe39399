"""Sending reports that are due: by the worker, each once to each reader, however many workers there are.

A due date is taken by moving the mailing on to its next one, a mail by moving its next attempt: both are one
UPDATE that only one worker's can win. What came due while nothing ran is sent once, not once a day missed.
"""

from datetime import datetime

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reports_app.mailing import message
from reports_app.mailing.actions import overseers
from reports_app.mailing.due import next_due
from reports_app.mailing.models import ReportMail, ReportMailing
from tickets_app import mail, mail_times
from tickets_app.models import MailTimes
from tts.accounts.zones import zone_of
from tts.core.actor import SYSTEM
from tts.core.audit import record

BATCH = 50
State = ReportMail.State


def put_due(now: datetime) -> int:
    """Put the mails of every mailing that is due. Answers how many."""
    due = ReportMailing.objects.filter(next_at__lte=now).select_related("report__owner")
    return sum(_put(mailing, now) for mailing in due)


@transaction.atomic
def _put(mailing, now) -> int:
    owner, due_at = mailing.report.owner, mailing.next_at
    following = next_due(mailing.every, mailing.weekday, mailing.hour, zone_of(owner), now)
    mine = ReportMailing.objects.filter(pk=mailing.pk, next_at=due_at).update(next_at=following)
    if not mine:
        return 0
    mails = [
        ReportMail(
            report=mailing.report, recipient=person, due_at=due_at, next_attempt_at=_ready(person, now)
        )
        for person in _readers(mailing)
    ]
    ReportMail.objects.bulk_create(mails, ignore_conflicts=True)
    told = {"due_at": due_at.isoformat(), "recipients": [one.recipient_id for one in mails]}
    record(
        SYSTEM, "report.due", "saved_report", mailing.pk, at=now, after=told, rule={"rule": "report mailing"}
    )
    return len(mails)


def _readers(mailing) -> list:
    """Those who get it: active, with a right to reports, and willing. Nobody once its owner has none."""
    if not overseers().filter(pk=mailing.report.owner_id).exists():
        return []
    chosen = overseers().filter(pk__in=mailing.recipients.values("pk"))
    return list(chosen.exclude(pk__in=mailing.stopped.values("pk")).order_by("pk"))


def _ready(person, now) -> datetime:
    """When the mail may leave: after the person's quiet hours."""
    times = MailTimes.objects.filter(user=person).first() or MailTimes()
    return mail_times.after_quiet(times, zone_of(person), now)


def send_waiting(now: datetime | None = None) -> int:
    """Send the mails whose time has come. Answers how many left."""
    now = now or timezone.now()
    rows = ReportMail.objects.filter(state=State.WAITING, next_attempt_at__lte=now)
    sent, connection = 0, get_connection()
    for found in rows.select_related("report", "recipient").order_by("next_attempt_at", "pk")[:BATCH]:
        if _claim(found, now):
            sent += _send(connection, found, now)
    connection.close()
    return sent


def _claim(found, now) -> bool:
    """Whether the mail is this worker's to send, for a while."""
    free = ReportMail.objects.filter(pk=found.pk, state=State.WAITING, next_attempt_at=found.next_attempt_at)
    taken = free.update(next_attempt_at=now + mail.CLAIM, attempts=F("attempts") + 1)
    found.attempts += taken
    return bool(taken)


def _send(connection, found, now) -> bool:
    mailing = ReportMailing.objects.filter(pk=found.report_id).select_related("report").first()
    if mailing is None or found.recipient not in _readers(mailing):
        _keep(found, State.SKIPPED, "")
        return False
    if found.attempts > mail.MAX_ATTEMPTS:  # its workers died with it
        _keep(found, State.FAILED, "the worker stopped while it was made")
        return False
    error = mail.deliver(connection, message.message(found, now))
    if error is None:
        _keep(found, State.SENT, "")
    elif mail.is_given_up(found.attempts, error):
        _keep(found, State.FAILED, mail.words(error))
    else:
        again = now + mail.wait_after(found.attempts)
        ReportMail.objects.filter(pk=found.pk).update(error=mail.words(error), next_attempt_at=again)
    return error is None


@transaction.atomic
def _keep(found, state, error) -> None:
    """Mark a mail that is done with, and write it down."""
    ReportMail.objects.filter(pk=found.pk).update(state=state, error=error)
    told = {"user_id": found.recipient_id, "due_at": found.due_at.isoformat(), "state": state, "error": error}
    rule = {"rule": "report mailing"}
    record(SYSTEM, f"report.mail_{state}", "saved_report", found.report_id, after=told, rule=rule)
