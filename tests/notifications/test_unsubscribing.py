"""The link that ends mails: one click, without signing in, and nothing else can be done with it."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client

from tests.factories import make_ticket
from tests.tickets.pages import words
from tickets_app import mail, unsubscribing
from tickets_app.models import Mute, Notification
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def path_in(message):
    return re.search(
        r"<https?://[^/]+(/unsubscribe/[^>]+)>", message.extra_headers["List-Unsubscribe"]
    ).group(1)


def send_all():
    mail.send_for_events(Notification.objects.values_list("event_id", flat=True))


def test_mails_of_a_kind_end_by_a_confirmed_click_and_can_come_again(client, version, agent):
    make_ticket()
    send_all()
    path = path_in(outbox.outbox[-1])
    assert "Work for you" in words(client.get(path))
    assert not Mute.objects.exists()  # looking, as mail scanners do, changes nothing
    assert "No more mails" in words(client.post(path))
    assert list(Mute.objects.values_list("user", "kind", "channel")) == [
        (agent.pk, "task_assignment", "email")
    ]
    count = len(outbox.outbox)
    make_ticket()
    send_all()
    assert len(outbox.outbox) == count
    client.post(path, {"resume": "1"})
    make_ticket()
    send_all()
    assert len(outbox.outbox) > count


def test_a_mail_program_ends_them_by_one_post(version, agent):
    make_ticket()
    send_all()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path_in(outbox.outbox[-1]), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Mute.objects.count() == 1
    assert AuditEvent.objects.filter(action="notifications.unsubscribed").count() == 1


def test_an_address_without_an_account_can_end_them_too(client, version, agent):
    link = unsubscribing.link(None, "ann@example.com", "ticket_status")
    path = "/" + link.split("/", 3)[3]
    client.post(path)
    client.post(path)
    assert list(Mute.objects.values_list("user", "address")) == [(None, "ann@example.com")]
    assert Client().get("/profile/notifications/").status_code == 302


def test_a_link_to_end_all_mails(client, agent):
    client.post("/" + unsubscribing.link(agent, "").split("/", 3)[3])
    assert Mute.objects.count() == len(Notification.Kind.values)


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "WzEsIiIsIiJd:1abc:x"])
def test_a_made_up_link_is_refused(client, agent, token):
    for answer in (client.get(f"/unsubscribe/{token}/"), client.post(f"/unsubscribe/{token}/")):
        assert answer.status_code == 400
    assert not Mute.objects.exists()
