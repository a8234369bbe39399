"""The hash of one event. Personal values enter it through a salt of whom they are of.

So the hashes may be published: without the salt nobody can guess a name or an address from them.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import UTC

from tts.core.models import AuditEvent, LedgerSalt

# By kind of target: what of `before` and `after` says who somebody is. Of tickets, in their part "ticket".
PERSONAL = {
    "user": frozenset({"name", "email", "username", "first_name", "last_name", "external_id"}),
    "ticket": frozenset({"requester_name", "requester_email", "requester_external_id"}),
}
SALT_BYTES = 16
ERASED = "erased"


def leaves(events: list[AuditEvent]) -> list[str]:
    """The hash of each event, as 64 hexadecimal digits. Three queries at most, whatever their number."""
    salts = salts_of({subject(event) for event in events if _is_personal(event)})
    return [leaf(event, salts.get(subject(event))) for event in events]


def leaf(event: AuditEvent, salt: bytes | None) -> str:
    """The hash of `event`; `salt` hides its personal values and may be None where it has none."""
    facts = [
        event.pk,
        event.at.astimezone(UTC).isoformat(),
        event.recorded_at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.on_behalf_of_id,
        event.action,
        event.target_type,
        event.target_id,
        _committed(event.target_type, event.before, salt),
        _committed(event.target_type, event.after, salt),
        event.note,
        event.rule,
        event.request_id,
    ]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def subject(event: AuditEvent) -> str:
    """Whom the personal values of `event` are of, as salts name them."""
    return f"{event.target_type}:{event.target_id}"


def commitment(salt: bytes, value) -> str:
    """What stands for `value` in the hash; of a value that was erased, that alone is kept."""
    if is_erased(value):
        return value[ERASED]
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def is_erased(value) -> bool:
    """Whether a personal value was replaced by what stands for it."""
    return isinstance(value, dict) and value.keys() == {ERASED}


def without_names(event: AuditEvent, salt: bytes) -> None:
    """Replace the personal values of `event`, which is not saved, by what stands for them: its hash stays."""
    event.before = _committed(event.target_type, event.before, salt, erased)
    event.after = _committed(event.target_type, event.after, salt, erased)


def erased(salt: bytes, value) -> dict:
    """What is kept of a personal value in an event: `commitment`, marked as such."""
    return {ERASED: commitment(salt, value)}


def _committed(target_type, facts, salt, instead=commitment):
    """`facts` with `instead` of each personal value."""
    names = PERSONAL.get(target_type)
    if not names:
        return facts
    if target_type == "ticket":
        part = facts.get("ticket")
        return {**facts, "ticket": _hidden(names, part, salt, instead)} if part else facts
    return _hidden(names, facts, salt, instead)


def _hidden(names, facts, salt, instead):
    return {name: instead(salt, value) if name in names else value for name, value in facts.items()}


def _is_personal(event) -> bool:
    names = PERSONAL.get(event.target_type, frozenset())
    parts = (event.before, event.after)
    if event.target_type == "ticket":
        parts = tuple(part.get("ticket") or {} for part in parts)
    return any(names & part.keys() for part in parts)


def salts_of(subjects: Iterable[str]) -> dict[str, bytes]:
    """The salt of each subject, such as "user:7", made where there is none yet."""
    wanted = sorted(subjects)
    if not wanted:
        return {}
    known = set(LedgerSalt.objects.filter(subject__in=wanted).values_list("subject", flat=True))
    new = [
        LedgerSalt(subject=name, salt=secrets.token_bytes(SALT_BYTES)) for name in wanted if name not in known
    ]
    LedgerSalt.objects.bulk_create(new, ignore_conflicts=True)
    rows = LedgerSalt.objects.filter(subject__in=wanted).values_list("subject", "salt")
    return {name: bytes(salt) for name, salt in rows}
