"""Mails leave by a real SMTP server: taken, refused, put off, not answered, and none of what never was."""

import email
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django_q.models import OrmQ

from tests.factories import by, make_ticket
from tickets_app import mail, mail_messages
from tickets_app.actions import messages
from tickets_app.models import Notification

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def waiting_mail():
    return Notification.objects.get(channel="email", kind="task_assignment")


@pytest.fixture
def ticket(version, agent):
    return make_ticket(subject="Fire & smoke")


@pytest.mark.security(45)
def test_a_mail_of_several_things_says_so_too(ticket, agent):
    told = waiting_mail()
    assert mail_messages.message([told, told]).extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.security(45)
def test_a_mail_is_threaded_with_its_ticket(mail_server, ticket, agent, settings):
    settings.SITE_URL = "https://desk.example"
    assert mail.send_for_events([waiting_mail().event_id]) == 1
    sent = email.message_from_string(mail_server.taken[0][1])
    assert mail_server.receivers == [agent.email]
    notice = waiting_mail()
    assert (notice.state, notice.attempts) == ("sent", 1)
    assert sent["Message-ID"] == f"<notification-{notice.pk}@desk.example>"
    assert sent["References"] == sent["In-Reply-To"] == f"<ticket-{ticket.pk}@desk.example>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {part.get_content_type() for part in sent.walk()} >= {"text/plain", "text/html"}


def test_what_is_refused_for_good_is_listed_at_once_and_can_be_sent_again(mail_server, ticket, admin):
    mail_server.replies = ["550 no such person"]
    notice = waiting_mail()
    assert mail.send_for_events([notice.event_id]) == 0
    notice.refresh_from_db()
    assert notice.state == "failed"
    assert "no such person" in notice.error
    messages.retry_notification(by(admin), notice.pk)
    assert mail.send_due() == 1
    assert waiting_mail().state == "sent"


def test_what_is_put_off_is_sent_later_and_not_sooner(mail_server, ticket):
    mail_server.replies = ["451 come again", "451 come again"]
    notice = waiting_mail()
    mail.send_for_events([notice.event_id])
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("waiting", 1)
    assert mail.send_due() == 0
    with time_machine.travel(notice.next_attempt_at + MINUTE / 60, tick=False):
        assert mail.send_due() == 0
    again = waiting_mail()
    assert again.next_attempt_at - notice.next_attempt_at > MINUTE
    with time_machine.travel(again.next_attempt_at + MINUTE / 60, tick=False):
        assert mail.send_due() == 1
    assert len(mail_server.taken) == 1


def test_a_server_that_is_put_off_five_times_gives_up(mail_server, ticket):
    mail_server.replies = ["451 no"] * 9
    for _attempt in range(9):
        notice = waiting_mail()
        with time_machine.travel((notice.next_attempt_at or notice.created_at) + 3 * MINUTE, tick=False):
            mail.send_due()
    assert (waiting_mail().state, waiting_mail().attempts) == ("failed", mail.MAX_ATTEMPTS)


def test_a_server_that_does_not_answer_is_asked_again(mail_server, ticket, settings):
    settings.EMAIL_TIMEOUT = 0.2
    mail_server.delay = 0.5
    notice = waiting_mail()
    assert mail.send_for_events([notice.event_id]) == 0
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("waiting", 1)
    assert "timed out" in notice.error


def test_without_a_server_one_mail_is_tried_and_the_others_wait(version, agent, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _number in range(3):
        make_ticket()
    events = Notification.objects.filter(channel="email").values_list("event_id", flat=True)
    assert mail.send_for_events(events) == 0
    mails = Notification.objects.filter(channel="email", kind="task_assignment")
    assert sorted(mails.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_mail_that_another_worker_has_is_left_to_it(mail_server, ticket):
    notice = waiting_mail()
    assert mail._claim(notice.pk, notice.created_at)
    assert mail.send_for_events([notice.event_id]) == 0
    with time_machine.travel(notice.created_at + mail.CLAIM + MINUTE, tick=False):
        assert mail.send_due() == 1  # that worker must have died


def test_nothing_is_sent_for_what_was_rolled_back(mail_server, version, agent):
    with transaction.atomic():
        make_ticket()
        assert OrmQ.objects.exists()
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not OrmQ.objects.exists()
    assert mail.send_due() == 0


def test_nobody_who_is_switched_off_gets_mail(mail_server, ticket, agent):
    agent.is_active = False
    agent.save()
    mail.send_for_events([waiting_mail().event_id])
    assert (waiting_mail().state, mail_server.taken) == ("skipped", [])
