"""Taking names out of the audit trail. The chain stays whole: hashes hold only what stands for them."""

from tts.core.append_only import maintenance_door
from tts.core.ledger.leaves import salts_of, subject, without_names
from tts.core.models import AuditEvent, LedgerHorizon, LedgerSalt


def erase(target_type: str, target_id: int) -> int:
    """Replace the personal values in all events of one person or ticket, in the caller's transaction.

    The salt goes with them, so that nobody can try names against what stands for them. Answers how many
    events there are.
    """
    LedgerHorizon.objects.get_or_create(pk=1)
    LedgerHorizon.objects.select_for_update().get(pk=1)  # no batch is closed meanwhile
    events = list(AuditEvent.objects.filter(target_type=target_type, target_id=target_id))
    if not events:
        return 0
    name = subject(events[0])
    salt = salts_of([name])[name]
    for event in events:
        without_names(event, salt)
    with maintenance_door():
        AuditEvent.objects.bulk_update(events, ["before", "after"], batch_size=200)
    LedgerSalt.objects.filter(subject=name).delete()
    return len(events)
