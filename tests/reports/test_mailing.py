"""Reports by mail: when they are due, to whom they go, once each, with each reader's own rights."""

import re
import smtplib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.test import Client

from reports_app.mailing import actions, sending
from reports_app.mailing.due import next_due
from reports_app.models import ReportMail, ReportMailing
from reports_app.saved.actions import keep
from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import page_as, words
from tts.core.errors import Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def report(analyst):
    return keep(by(analyst), "tickets", "High ones", "period=30d&priority=High")


def send_daily(report, *people, at):
    chosen = [person.pk for person in people]
    return actions.send_regularly(by(report.owner), report.pk, every="day", hour=7, recipients=chosen, at=at)


def run(now):
    put = sending.put_due(now)
    return put, sending.send_waiting(now)


@pytest.mark.parametrize(
    ("every", "after", "due"),
    [
        ("day", "2026-03-28T07:00", "2026-03-29T05:00"),  # the clocks go forward in between
        ("day", "2026-03-28T05:59", "2026-03-28T06:00"),
        ("week", "2026-03-30T04:00", "2026-04-01T05:00"),
        ("month", "2026-11-01T06:00", "2026-12-01T06:00"),
    ],
)
def test_it_is_due_by_the_clock_of_the_owners_zone(every, after, due):
    at, wanted = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (after, due))
    assert next_due(every, 3, 7, BERLIN, at) == wanted


@pytest.mark.security(43, 45)
def test_every_reader_gets_it_once_with_their_own_rights(report, analyst, roles, version, now):
    make_ticket(priority="High")
    other = make_user("other", roles["Ticket Coordinator"], departments=["Finance"])
    mailing = send_daily(report, analyst, other, at=now - 5 * DAY)
    assert sending.put_due(mailing.next_at - timedelta(seconds=1)) == 0
    assert run(now) == (2, 2)  # five days were missed, and it comes once
    assert run(now) == (0, 0)
    mine, theirs = sorted(outbox.outbox, key=lambda mail: mail.to)
    html = mine.alternatives[0].content
    assert mine.subject == "Report: High ones"
    assert mine.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "Open: 1" in mine.body
    assert "New: 1" in mine.body
    assert "<table" in html
    assert "/reports/list/?priority=High&amp;period=30d&amp;measure=open" in html
    assert "Open: 0" in theirs.body
    assert ReportMailing.objects.get().next_at > now
    told = AuditEvent.objects.filter(target_type="saved_report").values_list("action", flat=True)
    assert sorted(told) == [
        "report.due", "report.kept", "report.mail_sent", "report.mail_sent", "report.mailing_set",
    ]  # fmt: skip


def test_a_second_worker_that_saw_the_same_sends_nothing(report, analyst, now):
    send_daily(report, analyst, at=now - DAY)
    seen = ReportMailing.objects.select_related("report__owner").get()
    assert sending.put_due(now) == 1
    assert sending._put(seen, now) == 0
    found = ReportMail.objects.get()
    assert sending._claim(found, now)
    found.refresh_from_db(fields=["attempts"])
    assert not sending._claim(found, now)
    assert sending.send_waiting(now) == 0


def test_nobody_gets_it_who_may_not(report, analyst, coordinator, admin, now):
    send_daily(report, analyst, coordinator, admin, at=now - DAY)
    type(admin).objects.filter(pk=admin.pk).update(is_active=False)
    assert sending.put_due(now) == 2
    coordinator.memberships.update(is_active=False)  # after it was put
    assert sending.send_waiting(now) == 1
    assert [mail.to for mail in outbox.outbox] == [[analyst.email]]
    type(analyst).objects.filter(pk=analyst.pk).update(is_active=False)
    assert sending.put_due(now + DAY) == 0  # its owner is gone


def test_what_does_not_leave_is_tried_again_and_given_up(report, analyst, now, monkeypatch):
    send_daily(report, analyst, at=now - DAY)
    sending.put_due(now)

    def refuse(self, mails):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert sending.send_waiting(now) == 0
        assert sending.send_waiting(now) == 0
        assert ReportMail.objects.get().attempts == 1
    later = now + timedelta(minutes=1)
    assert sending.send_waiting(later) == 1
    ReportMail.objects.update(state="waiting", attempts=4, next_attempt_at=now)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    sending.send_waiting(later)
    assert ReportMail.objects.get().state == "failed"
    assert AuditEvent.objects.filter(action="report.mail_failed").exists()


def test_odd_choices_and_others_reports_are_refused(report, analyst, agent, coordinator):
    chosen = {"every": "day", "recipients": [analyst.pk]}
    for wrong in (
        {"every": "hour"},
        {"weekday": 9},
        {"hour": 24},
        {"recipients": []},
        {"recipients": [agent.pk]},
    ):
        with pytest.raises(Invalid) as refusal:
            actions.send_regularly(by(analyst), report.pk, **{**chosen, **wrong})
        assert list(refusal.value.details) == list(wrong)
    with pytest.raises(NotFound):
        actions.send_regularly(by(coordinator), report.pk, **chosen)
    with pytest.raises(NotFound):
        actions.send_no_more(by(coordinator), report.pk)


def test_the_link_in_it_ends_it_for_its_reader_alone(report, analyst, coordinator, now):
    send_daily(report, analyst, coordinator, at=now - DAY)
    run(now)
    mail = next(mail for mail in outbox.outbox if mail.to == [coordinator.email])
    path = re.search(r"<https?://[^/]+(/[^>]+)>", mail.extra_headers["List-Unsubscribe"]).group(1)
    client = Client()
    assert "High ones" in words(client.get(path))
    assert not ReportMailing.objects.get().stopped.exists()
    assert "no more" in words(client.post(path))
    assert run(now + DAY) == (1, 1)
    client.post(path, {"resume": "1"})
    assert run(now + 2 * DAY) == (2, 2)
    assert client.get(path[:-5] + "/").status_code == 400


@pytest.mark.parametrize("tab", ["workflows", "items", "agents", "forecast", "insights", "integration"])
def test_every_tab_can_be_sent(analyst, version, now, tab):
    make_ticket()
    report = keep(by(analyst), tab, tab, "")
    send_daily(report, analyst, at=now - DAY)
    assert run(now) == (1, 1)
    assert tab in outbox.outbox[0].subject


def test_its_page_has_it_sent_and_ends_it(report, analyst, coordinator):
    client, path = page_as(analyst), f"/reports/saved/{report.pk}/"
    given = {"every": "week", "weekday": "5", "hour": "8", "recipients": [analyst.pk, coordinator.pk]}
    answer = client.post(f"{path}mail/", given, follow=True)
    assert "Every week, next on Fri" in words(answer)
    assert "Every week" in words(client.get("/reports/saved/"))
    assert client.post(f"{path}mail/", {**given, "recipients": []}).status_code == 400
    assert page_as(coordinator).post(f"{path}mail/", given).status_code == 404
    assert "It is not sent." in words(client.post(f"{path}no-mail/", follow=True))
