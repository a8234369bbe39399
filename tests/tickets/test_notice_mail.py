"""The mail that tells of a notification."""

import pytest
from django.core import mail as outbox

from tests.factories import by, make_ticket, make_user
from tickets_app import mail
from tickets_app.actions import assign
from tickets_app.actions.change import open_item
from tickets_app.models import Notification

pytestmark = pytest.mark.django_db


def sent_for(event_id):
    mail.send_for_events([event_id])
    return outbox.outbox


@pytest.mark.security(15)
def test_says_it_as_text_and_html_with_a_link(version, agent, settings):
    settings.SITE_URL = "https://desk.example"
    ticket = make_ticket(subject="Fire & <smoke>")
    (message,) = sent_for(Notification.objects.first().event_id)
    assert message.to == [agent.email]
    assert message.subject == f"[{ticket.number}] Fire & <smoke>"
    link = f"https://desk.example/ticket/{ticket.number}/"
    assert "Triage is yours to do.\n" in message.body
    assert f"{ticket.number}: Fire & <smoke>" in message.body
    assert link in message.body
    html = message.alternatives[0].content
    assert "Fire &amp; &lt;smoke&gt;" in html
    assert f'href="{link}"' in html


@pytest.mark.security(15)
def test_repeats_what_was_written(version, roles, agent, coordinator):
    other = make_user("other", roles["Agent"])
    item = open_item(make_ticket().task)
    receiver = other if item.user == agent else agent
    assign.transfer(by(coordinator), item.pk, receiver.pk, notes="<b>you</b> know\nthis one")
    event_id = Notification.objects.get(kind="task_transfer_in", channel="email").event_id
    told = {message.to[0]: message for message in sent_for(event_id)}
    assert set(told) == {agent.email, other.email}
    assert "<b>you</b> know\nthis one" in told[receiver.email].body
    assert "&lt;b&gt;you&lt;/b&gt; know<br>this one" in told[receiver.email].alternatives[0].content


def test_is_sent_once(version, agent):
    make_ticket()
    event_id = Notification.objects.first().event_id
    sent_for(event_id)
    assert len(sent_for(event_id)) == 1
