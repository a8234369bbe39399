"""The scan: whatever is due is recorded once, marked, and told, in batches of one transaction each.

Any number of scanners may run: each takes what no other holds. What was not recorded in time, because
nobody scanned, is recorded by the next scan, in order of the time at which it was due. A batch costs a dozen
statements.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tickets_app.models import ClockKind, ItemHistory, ItemStatus, Notification, TaskItem, ThresholdCrossing
from tickets_app.sla import due, escalating, telling
from tickets_app.sla.crossing import Crossing, crossings_of
from tickets_app.sla.rules import Versions
from tts.core import bulk
from tts.core.collecting import undisturbed
from tts.core.models import AuditEvent
from tts.core.pipeline import pipelined

BATCH = 1000
ACTIONS = {
    Notification.Kind.SLA_WARNING: "sla.warning",
    Notification.Kind.SLA_AT_RISK: "sla.at_risk",
    Notification.Kind.SLA_BREACH: "sla.breach",
}


@dataclass(frozen=True)
class Scanned:
    """What a scan did: how many thresholds it recorded, how many items it escalated."""

    recorded: int = 0
    escalated: int = 0


def scan(at: datetime | None = None, batch: int = BATCH) -> Scanned:
    """Record every threshold that is due at `at` (now). One statement where nothing is due."""
    at = at or timezone.now()
    check, escalations = due.first()
    recorded, tasks, versions = 0, batch, Versions()
    while check is not None and check <= at and tasks == batch:
        with undisturbed():
            tasks, new = record_batch(at, batch, versions)
        recorded += len(new)
        escalations |= any(crossing.escalates for crossing in new)
    return Scanned(recorded, escalating.escalate_due(at) if escalations else 0)


@transaction.atomic
def record_batch(at: datetime, size: int, versions: Versions) -> tuple[int, list[Crossing]]:
    """Record what is due of at most `size` tasks. Answers of how many, and what."""
    tasks = due.claim(at, size)
    if not tasks:
        return 0, []
    due.read_items(tasks)
    versions.read(task.version_id for task in tasks)
    crossings = [each for task in tasks for each in crossings_of(task, versions[task.version_id])]
    crossings.sort(key=lambda crossing: crossing.due.at)
    new = _record(crossings, at)
    with pipelined({AuditEvent: len(new)}):
        _mark(new)
        due.advance(tasks)
        telling.tell(new, _write_events(new, at), versions, at)
    return len(tasks), new


def _record(crossings, at) -> list[Crossing]:
    """Insert the crossings; answers those that nobody had recorded."""
    records = [
        {
            "task_id": crossing.task.id,
            "kind": crossing.due.kind,
            "number": crossing.due.number,
            "share": crossing.due.share,
            "item_id": crossing.item.id if crossing.item and crossing.due.kind == ClockKind.STEP else None,
            "duration": crossing.due.duration,
            "at": crossing.due.at,
            "to_escalate": crossing.escalates,
        }
        for crossing in crossings
    ]
    key = ("task_id", "kind", "number", "share")
    rows = bulk.insert(ThresholdCrossing, records, {"recorded_at": at}, returning=key, new_only=True)
    new = set(rows)
    return [crossing for crossing in crossings if crossing.key in new]


def _mark(crossings):
    """Mark items as breached, and tasks whose ticket clock ran out."""
    marked = [crossing for crossing in crossings if crossing.marks]
    items = [
        {"id": c.item.id, "status": due.status_after_breach(c.item), "breached_at": c.due.at} for c in marked
    ]
    bulk.update(TaskItem, items)
    bulk.insert(
        ItemHistory,
        [
            {"item_id": c.item.id, "at": c.due.at}
            for c in marked
            if c.item.closed_at is None and c.item.status != ItemStatus.BREACHED
        ],
        {"status": ItemStatus.BREACHED.value},
    )
    for crossing in crossings:
        if crossing.breaches_task:
            crossing.task.breached_at = crossing.due.at


def _write_events(crossings, at) -> list[int]:
    """One audit event for each crossing, naming the rule and what it saw; answers their ids."""
    records = []
    for crossing in crossings:
        before, after = _difference(crossing)
        records.append(
            {
                "at": crossing.due.at,
                "action": ACTIONS[crossing.threshold.kind],
                "target_id": crossing.task.ticket_id,
                "before": before,
                "after": after,
                "rule": _rule(crossing),
            }
        )
    same = {"recorded_at": at, "target_type": "ticket", "note": "", "request_id": ""}
    return bulk.insert_numbered(AuditEvent, records, same)


def _difference(crossing) -> tuple[dict, dict]:
    breached_at = crossing.due.at.isoformat()
    if crossing.marks:
        item = str(crossing.item.id)
        status = due.status_after_breach(crossing.item)
        before = {"status": crossing.item.status, "breached_at": None}
        return {"items": {item: before}}, {"items": {item: {"status": status, "breached_at": breached_at}}}
    if crossing.breaches_task:
        return {"task": {"breached_at": None}}, {"task": {"breached_at": breached_at}}
    return {}, {}


def _rule(crossing) -> dict:
    return {
        "rule": "SLA threshold",
        "clock": crossing.due.kind,
        "number": crossing.due.number,
        "step": crossing.item.step_name if crossing.item else "",
        "share": crossing.due.share,
        "duration": str(crossing.due.duration),
        "due": crossing.due.at.isoformat(),
    }
