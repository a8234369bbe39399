"""New work is mirrored to the platform's notification service, where one is named."""

import pytest

from tests.factories import make_ticket
from tickets_app.models import Notification
from tts.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


def mirrored():
    return list(OutboxMessage.objects.filter(queue__endswith="_NOTIFICATION_QUEUE").order_by("queue"))


def test_new_work_is_mirrored_by_each_channel(settings, version, agent):
    settings.MIRROR_NOTIFICATIONS = True
    made = make_ticket()
    rows = mirrored()
    assert [row.queue for row in rows] == ["EMAIL_NOTIFICATION_QUEUE", "INAPP_NOTIFICATION_QUEUE"]
    assert {row.task_name for row in rows} == {"notifications.tasks.create_assignment_notification"}
    facts = rows[0].args[0]
    assert facts["ticket_number"] == made.number
    assert facts["user_email"] == agent.email
    assert facts["kind"] == "task_assignment"


def test_by_default_nothing_is(version, agent):
    make_ticket()
    assert Notification.objects.exists()
    assert not mirrored()
