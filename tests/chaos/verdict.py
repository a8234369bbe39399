"""What must be true in the end."""

import time
from datetime import timedelta

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Count, F

from tickets_app import mail
from tickets_app.models import DeadLetter, InboxMessage, Notification, Task, TaskItem, Ticket
from tts.accounts.models import Membership, Role
from tts.core.models import AuditEvent, OutboxMessage

MAIL_SECONDS = 60  # without any progress
WHOLE = ["Open", "In Progress", "Resolved"]


def settled(numbers, receiver, seconds) -> None:
    """Wait until all that was confirmed has arrived, left and been heard, or nothing has for `seconds`."""
    seen, deadline = None, time.monotonic() + seconds
    while True:
        now = _progress(receiver)
        if now and now[:2] == (len(numbers), 0) and now[2] == now[3]:
            return
        if now and now != seen:
            seen, deadline = now, time.monotonic() + seconds
        if time.monotonic() > deadline:
            return
        time.sleep(0.2)


def _progress(receiver) -> tuple[int, int, int, int] | None:
    """How many tickets there are, and how many messages wait, were sent, were heard.

    None while the database is only just coming back.
    """
    try:
        waiting = OutboxMessage.objects.filter(state="waiting").count()
        sent = OutboxMessage.objects.filter(state="sent").count()
        return Ticket.objects.count(), waiting, sent, sum(map(len, receiver.heard.values()))
    except (OperationalError, InterfaceError):
        connection.close()  # of before it was killed
        return None


def problems(numbers, receiver) -> list[str]:
    """Each broken promise as a sentence."""
    return [
        problem
        for check in (_tickets, _work, _statuses, _turns, _mails)
        for problem in check(numbers, receiver)
    ]


def _tickets(numbers, receiver):
    found = set(Ticket.objects.values_list("number", flat=True))
    yield from _unless(not set(numbers) - found, f"lost tickets: {sorted(set(numbers) - found)[:5]}")
    yield from _unless(not found - set(numbers), f"tickets nobody sent: {sorted(found - set(numbers))[:5]}")
    tasks = Task.objects.count()
    yield from _unless(tasks == len(numbers), f"{tasks} tasks of {len(numbers)} tickets")
    received = AuditEvent.objects.filter(action="ticket.received").values("target_id")
    twice = received.annotate(times=Count("pk")).filter(times__gt=1).count()
    yield from _unless(not twice, f"{twice} tickets were received twice")
    yield from _unless(not DeadLetter.objects.exists(), f"{DeadLetter.objects.count()} dead letters")
    odd = InboxMessage.objects.exclude(outcome__in=["created", "updated"]).count()
    yield from _unless(not odd, f"{odd} messages without a good outcome")


def _work(numbers, receiver):
    doubled = Task.objects.annotate(items_there=Count("items")).filter(items_there__gt=1).count()
    yield from _unless(not doubled, f"{doubled} tasks with more than one item")
    try:
        call_command("check_integrity", verbosity=0)
    except SystemExit:
        yield "check_integrity finds fault"


def _statuses(numbers, receiver):
    left = OutboxMessage.objects.exclude(state="sent").count()
    yield from _unless(not left, f"{left} messages did not leave")
    finished = set(Ticket.objects.filter(status="Resolved").values_list("number", flat=True))
    for number in numbers:
        wanted = WHOLE if number in finished else WHOLE[: len(receiver.heard[number]) or 1]
        if receiver.heard[number] != wanted:
            yield f"{number}: heard {receiver.heard[number]}, not {wanted}"


def _turns(numbers, receiver):
    for role in Role.objects.filter(kind="step"):
        members = Membership.objects.filter(role=role, is_active=True).values_list("user_id", flat=True)
        drawn = [TaskItem.objects.filter(role=role, user_id=user_id).count() for user_id in members]
        if drawn and max(drawn) - min(drawn) > 1:
            yield f"turns of {role} are not fair: {drawn}"


def _mails(numbers, receiver):
    # What a killed worker left or held is taken after minutes; here it need not wait so long.
    mails = Notification.objects.filter(channel="email")
    waiting = mails.filter(state="waiting")
    waiting.update(created_at=F("created_at") - timedelta(minutes=3), next_attempt_at=None)
    seen = deadline = 0
    while (now := waiting.count()) and (now != seen or time.monotonic() < deadline):
        if now != seen:
            seen, deadline = now, time.monotonic() + MAIL_SECONDS
        if not mail.send_due():
            time.sleep(0.2)  # the worker, which is alive, has them in hand
    left = mails.exclude(state="sent").count()
    yield from _unless(not left, f"{left} of {mails.count()} mails have not left")


def _unless(fine, problem):
    if not fine:
        yield problem
