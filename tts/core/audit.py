"""Writing the ledger."""

from datetime import datetime

from django.utils import timezone

from tts.core import rows
from tts.core.actor import Actor
from tts.core.models import AuditEvent

JSON_TYPES = (str, int, float, list, dict)  # and bool, which is an int


def event(
    actor: Actor,
    action: str,
    target_type: str,
    target_id: int,
    *,
    at: datetime | None = None,
    before: dict | None = None,
    after: dict | None = None,
    note: str = "",
    rule: dict | None = None,
    on_behalf_of_id: int | None = None,
) -> AuditEvent:
    """An unsaved event; `record` saves one, an action with several saves them in bulk."""
    return rows.new(
        AuditEvent,
        at=at or timezone.now(),
        actor_id=actor.id,
        on_behalf_of_id=on_behalf_of_id,
        action=action,
        target_type=target_type,
        target_id=target_id,
        before=before or {},
        after=after or {},
        note=note,
        rule=rule or ({"rule": actor.rule} if actor.rule else {}),
        request_id=actor.request_id,
    )


def record(actor: Actor, action: str, target_type: str, target_id: int, **facts) -> AuditEvent:
    """Write one event in the caller's transaction. Arguments as `event`."""
    row = event(actor, action, target_type, target_id, **facts)
    row.save(force_insert=True)
    return row


def changes(instance, values: dict) -> tuple[dict, dict]:
    """(before, after) of those `values` that differ from `instance`, as JSON-ready values."""
    changed = {name: new for name, new in values.items() if getattr(instance, name) != new}
    before = {name: plain(getattr(instance, name)) for name in changed}
    return before, {name: plain(new) for name, new in changed.items()}


def plain(value):
    """`value` as something JSON holds: instances by id, times and durations as text."""
    if value is None or type(value) in JSON_TYPES or isinstance(value, JSON_TYPES):
        return value
    if hasattr(value, "pk"):
        return value.pk
    return value.isoformat() if isinstance(value, datetime) else str(value)
