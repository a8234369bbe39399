"""Entry points of the job worker: ids in, one action called."""

from django.utils import timezone

from tickets_app import mail, measuring
from tickets_app.actions import assign, finish
from tickets_app.comments import files, storing, waiting
from tickets_app.ingest import inbox
from tickets_app.sla import recounting, scan
from tts.core import idempotency, jobs
from tts.core.ledger import sealing
from tts.core.models import Heartbeat

MAILS_AT_ONCE = 25  # events; a job has a minute


def send_mail(*event_ids: int) -> int:
    """Send the mails that events caused."""
    return mail.send_for_events(event_ids)


def send_mails(*event_ids: int) -> int:
    """Send the mails that many events caused, a few now and the others by jobs after this one."""
    now, later = event_ids[:MAILS_AT_ONCE], event_ids[MAILS_AT_ONCE:]
    if later:
        jobs.enqueue("tickets_app.tasks.send_mails", *later)
    return mail.send_for_events(now)


def scan_sla() -> tuple[int, int]:
    """Record the SLA thresholds that are due. Answers how many, and how many items were escalated."""
    scanned = scan.scan()
    return scanned.recorded, scanned.escalated


def recount_clocks(recount_id: int) -> bool:
    """Count open clocks anew after their calendar changed. Answers whether that is finished."""
    return recounting.run(recount_id)


def recount_unfinished() -> int:
    """Go on with recounts that wait or whose job died. Answers how many are finished by it."""
    return recounting.go_on()


def send_waiting_mail() -> int:
    """Send again what did not leave and is due for another attempt."""
    return mail.send_due()


def hand_out_waiting() -> int:
    """Hand out work that waits for someone who is available by now."""
    return assign.drain(assign.waiting_roles())


def close_resolved() -> int:
    """Close tickets that were resolved long enough ago."""
    return finish.close_due()


def measure_resolved() -> int:
    """Count how long tickets took that were resolved since. Answers how many."""
    return measuring.run()


def purge_idempotency_keys() -> int:
    """Forget replies to POSTs that are too old to be asked for again."""
    return idempotency.purge()


def seal_ledger() -> int:
    """Seal the audit events that are settled. Answers how many."""
    return sealing.seal()


def purge_inbox() -> int:
    """Forget messages from the queues that were dealt with long ago. Answers how many."""
    return inbox.purge(timezone.now())


def purge_files() -> int:
    """Delete the content of files that nobody sent or that were taken away. Answers how many went."""
    files.forget_waiting()
    waiting.forget()
    return storing.purge()


def heartbeat() -> None:
    """Say that the worker is alive."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
