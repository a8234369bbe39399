"""Entry points of the job worker: ids in, one action called."""

from django.utils import timezone

from tickets_app import mail
from tickets_app.actions import assign, finish
from tts.core import idempotency
from tts.core.models import Heartbeat


def send_mail(*event_ids: int) -> int:
    """Send the mails that events caused."""
    return mail.send_for_events(event_ids)


def send_waiting_mail() -> int:
    """Send again what did not leave and is due for another attempt."""
    return mail.send_due()


def hand_out_waiting() -> int:
    """Hand out work that waits for someone who is available by now."""
    return assign.drain(assign.waiting_roles())


def close_resolved() -> int:
    """Close tickets that were resolved long enough ago."""
    return finish.close_due()


def purge_idempotency_keys() -> int:
    """Forget replies to POSTs that are too old to be asked for again."""
    return idempotency.purge()


def heartbeat() -> None:
    """Say that the worker is alive."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
