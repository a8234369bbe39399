"""What a person is told, by what and when: their own choice, in their own time zone."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail as outbox

from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import page_as, words
from tickets_app import mail
from tickets_app.actions.preferences import set_mail_times, set_mutes
from tickets_app.actions.reading import in_app
from tickets_app.models import Mute, Notification
from tts.accounts.actions import set_away, set_membership
from tts.core.errors import Invalid

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAGE = "/profile/notifications/"
AT_ONCE = {"digest": "none", "daily_at": "08:00", "quiet_from": "", "quiet_until": ""}
EVERYTHING = {"in_app": Notification.Kind.values, "email": Notification.Kind.values}


def times(user, **values):
    facts = {"digest": "none", "daily_at": time(8), "quiet_from": None, "quiet_until": None}
    return set_mail_times(by(user), **{**facts, "urgent_at_once": True, **values})


def mail_to(user):
    return [message for message in outbox.outbox if message.to == [user.email]]


def assign(at, count=1, **facts):
    """Tickets for the only agent, at an instant; their mails are tried at once."""
    with time_machine.travel(at, tick=False):
        for _number in range(count):
            make_ticket(**facts)
        mail.send_for_events(Notification.objects.values_list("event_id", flat=True))


def work(at):
    with time_machine.travel(at, tick=False):
        return mail.send_due()


def test_a_kind_is_switched_off_by_one_channel_only(version, agent):
    set_mutes(by(agent), ["task_assignment"], {"in_app": ["task_assignment"], "email": []})
    assign(datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert mail_to(agent) == []
    assert in_app(agent).count() == 1
    set_mutes(by(agent), ["task_assignment"], {"in_app": [], "email": ["task_assignment"]})
    assert in_app(agent).count() == 0
    assign(datetime(2026, 3, 2, 13, tzinfo=UTC))
    assert len(mail_to(agent)) == 1


def test_mails_are_gathered_once_an_hour(version, agent):
    times(agent, digest="hourly")
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assign(noon + HOUR / 4, 2)
    assign(noon + HOUR / 2, 1, subject="A third & last")
    assert work(noon + HOUR * 0.99) == 0
    assert work(noon + HOUR) == 1
    (digest,) = mail_to(agent)
    assert digest.subject == "3 things since the last mail"
    assert digest.body.count("http") == 5  # three tickets, and two links of the foot
    assert "A third &amp; last" in digest.alternatives[0].content
    assert work(noon + 3 * HOUR) == 0


def test_the_daily_mail_comes_at_the_hour_of_the_person(version, agent):
    agent.time_zone = "Asia/Tokyo"
    agent.save()
    times(agent, digest="daily", daily_at=time(8, 30))
    assign(datetime(2026, 3, 2, 12, tzinfo=UTC), 2)
    assert work(datetime(2026, 3, 2, 23, 29, tzinfo=UTC)) == 0
    assert work(datetime(2026, 3, 2, 23, 30, tzinfo=UTC)) == 1
    assert len(mail_to(agent)) == 1


@pytest.mark.parametrize(("hour", "waits"), [(21, False), (22, True), (3, True), (6, False)])
def test_quiet_hours_hold_mails_until_their_end(version, agent, hour, waits):
    agent.time_zone = "Europe/Berlin"
    agent.save()
    times(agent, quiet_from=time(22), quiet_until=time(6))
    local_midnight = datetime(2026, 3, 1, 23, tzinfo=UTC)
    assign(local_midnight + hour * HOUR)
    assert (mail_to(agent) == []) == waits
    end = local_midnight + (6 if hour < 6 else 30) * HOUR
    assert work(end - HOUR / 60) == 0
    assert work(end) == int(waits)


def test_quiet_hours_end_by_the_clock_on_the_day_it_is_changed(version, agent):
    agent.time_zone = "Europe/Berlin"
    agent.save()
    times(agent, quiet_from=time(22), quiet_until=time(6))
    assign(datetime(2026, 3, 28, 22, tzinfo=UTC))  # 23:00; at 2:00 the clock is put to 3:00
    assert work(datetime(2026, 3, 29, 3, 59, tzinfo=UTC)) == 0
    assert work(datetime(2026, 3, 29, 4, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("priority", "at_once", "sent"), [("Urgent", True, 1), ("Urgent", False, 0), ("High", True, 0)]
)
def test_only_an_urgent_breach_goes_through_quiet_hours_and_digests(version, agent, priority, at_once, sent):
    times(agent, digest="daily", quiet_from=time(0), quiet_until=time(23), urgent_at_once=at_once)
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assign(at, priority=priority)
    assert mail_to(agent) == []
    Notification.objects.filter(channel="email", kind="task_assignment").update(
        kind="sla_breach", facts={"clock": "ticket"}, next_attempt_at=None
    )
    with time_machine.travel(at, tick=False):
        mail.send_for_events(Notification.objects.values_list("event_id", flat=True))
    assert len(mail_to(agent)) == sent


def test_what_waits_is_looked_at_again_when_the_times_change(version, agent):
    times(agent, digest="daily")
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assign(at)
    with time_machine.travel(at + HOUR, tick=False):
        times(agent)
    assert work(at + HOUR) == 1


@pytest.mark.parametrize(
    ("begin", "end", "field"),
    [(time(22), None, "quiet_until"), (None, time(6), "quiet_from"), (time(6), time(6), "quiet_until")],
)
def test_quiet_hours_need_two_ends(agent, begin, end, field):
    with pytest.raises(Invalid) as refused:
        times(agent, quiet_from=begin, quiet_until=end)
    assert set(refused.value.details) == {field}


def test_the_substitute_of_somebody_away_is_told_too_where_they_may_see_it(version, agent, roles, outsider):
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    mate = make_user("mate")
    for stand_in, told in ((outsider, 0), (mate, 1)):
        assign(now)
        if stand_in is mate:
            set_membership(by(None), mate, roles["Ticket Coordinator"])
        set_away(by(agent), agent, away_from=now, away_until=now + HOUR, substitute=stand_in, at=now)
        Notification.objects.filter(recipient=agent, channel="email").update(
            state="waiting", attempts=0, next_attempt_at=now
        )
        work(now)
        work(now)
        rows = in_app(stand_in).filter(kind="task_assignment")
        assert (rows.count() > 0) == bool(told)
        set_away(by(agent), agent, away_from=None, away_until=None, at=now)
    assert "For Agent, who is away" in mail_to(mate)[-1].body


@pytest.mark.parametrize("name", ["requester", "agent", "analyst", "admin"])
def test_everybody_chooses_for_themselves(name, request):
    person = request.getfixturevalue(name)
    client = page_as(person)
    assert client.get(PAGE).status_code == 200
    sent = {
        **AT_ONCE,
        "quiet_from": "22:00",
        "quiet_until": "06:30",
        "in_app": ["ticket_status"],
        "email": [],
    }
    assert client.post(PAGE, sent).status_code == 302
    page = client.get(PAGE)
    assert 'value="22:00"' in page.content.decode()
    ticked = {(kind, box[0]) for kind, _w, boxes in page.context["form"].rows for box in boxes if box[2]}
    assert ticked == {("ticket_status", "in_app")}


def test_a_requester_is_not_asked_about_work(requester):
    said = words(page_as(requester).get(PAGE))
    assert "Your request" in said
    assert "New comment" in said
    assert "Escalated to you" not in said


@pytest.mark.parametrize(
    "bad",
    [
        {"digest": "never"},
        {"quiet_from": "25:00"},
        {"in_app": ["nonsense"]},
        {"daily_at": ""},
        {"quiet_from": "22:00"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(agent, bad):
    answer = page_as(agent).post(PAGE, {**AT_ONCE, "email": [], **bad})
    assert answer.status_code == 400
    assert not Mute.objects.exists()
