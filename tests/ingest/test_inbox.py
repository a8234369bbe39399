"""The inbox forgets what was dealt with long ago, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tickets_app import tasks
from tickets_app.ingest.inbox import KEPT
from tickets_app.models import InboxMessage

pytestmark = pytest.mark.django_db


def test_old_messages_are_forgotten_unless_something_is_left_to_do():
    now, day = timezone.now(), timedelta(days=1)
    facts = [("old", "created", KEPT + day), ("new", "created", KEPT - day), ("held", "held", KEPT + day),
             ("begun", "begun", KEPT + day)]  # fmt: skip
    for name, outcome, age in facts:
        InboxMessage.objects.create(message_id=name, queue="q", outcome=outcome, received_at=now - age)
    assert tasks.purge_inbox() == 1
    assert set(InboxMessage.objects.values_list("message_id", flat=True)) == {"new", "held", "begun"}
