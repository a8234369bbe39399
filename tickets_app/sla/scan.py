"""The scan: whatever is due is recorded once, marked, and told, in batches of one transaction each.

Any number of scanners may run: each takes what no other holds. What was not recorded in time, because
nobody scanned, is recorded by the next scan, the most overdue first. A batch costs a dozen statements.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tickets_app.models import (
    ClockKind,
    ItemHistory,
    ItemStatus,
    Notification,
    Origin,
    TaskItem,
    ThresholdCrossing,
)
from tickets_app.sla import due, escalating, telling
from tickets_app.sla.due import Claimed, Item, Versions
from tts.core import bulk, jobs
from tts.core.collecting import undisturbed
from tts.core.models import AuditEvent

BATCH = 1000
MAIL_JOB = "tickets_app.tasks.send_mails"
UNSENT = {"state": Notification.State.WAITING.value, "attempts": 0, "error": ""}
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


@dataclass
class Crossing:
    """A threshold to be recorded, with what is needed to tell of it."""

    task: Claimed
    due: due.Due
    item: Item | None
    kind: Notification.Kind
    escalation_role_id: int | None
    escalates: bool

    @property
    def key(self) -> tuple:
        return self.task.id, *self.due.key

    @property
    def marks(self) -> bool:
        """Whether it is the breach of a step that is not marked yet."""
        is_step = self.due.kind == ClockKind.STEP and self.due.is_breach
        return is_step and self.item is not None and self.item.breached_at is None

    @property
    def is_over(self) -> bool:
        """Whether what the clock measures has ended by now."""
        ended = self.due.kind == ClockKind.STEP and self.item is not None and self.item.closed_at is not None
        return ended or not self.task.is_active


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
    return Scanned(recorded, escalating.escalate_breached(at) if escalations else 0)


@transaction.atomic
def record_batch(at: datetime, size: int, versions: Versions) -> tuple[int, list[Crossing]]:
    """Record what is due of at most `size` tasks. Answers of how many, and what."""
    tasks = due.claim(at, size)
    if not tasks:
        return 0, []
    due.read_items(tasks)
    versions.read(task.version_id for task in tasks)
    crossings = [_crossing(task, entry, versions) for task in tasks for entry in task.due]
    crossings.sort(key=lambda crossing: crossing.due.at)
    new = _record(crossings, at)
    _mark(new)
    due.advance(tasks)
    _tell(new, _write_events(new, at), at)
    return len(tasks), new


def _crossing(task, entry, versions) -> Crossing:
    version, item = versions[task.version_id], task.item_of(entry)
    step = version.graph.step(item.step_id) if item is not None else None
    role_id = step.escalation_role_id if step is not None else None
    kind = telling.kind_of(entry.share, version.thresholds)
    crossing = Crossing(task, entry, item, kind, role_id, escalates=False)
    # An escalated item does not escalate by itself again: it is with the role that it would go to.
    crossing.escalates = (
        crossing.marks
        and item.closed_at is None
        and item.origin != Origin.ESCALATION
        and step.escalate_on_breach
        and role_id is not None
    )
    return crossing


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
        if _breaches_task(crossing):
            crossing.task.breached_at = crossing.due.at


def _breaches_task(crossing) -> bool:
    is_breach = crossing.due.kind == ClockKind.TICKET and crossing.due.is_breach
    return is_breach and crossing.task.breached_at in (None, crossing.due.at)


def _write_events(crossings, at) -> list[int]:
    """One audit event for each crossing, naming the rule and what it saw; answers their ids."""
    records = []
    for crossing in crossings:
        before, after = _difference(crossing)
        records.append(
            {
                "at": crossing.due.at,
                "action": ACTIONS[crossing.kind],
                "target_id": crossing.task.ticket_id,
                "before": before,
                "after": after,
                "rule": _rule(crossing),
            }
        )
    same = {"recorded_at": at, "target_type": "ticket", "note": "", "request_id": ""}
    return [pk for (pk,) in bulk.insert(AuditEvent, records, same)]


def _difference(crossing) -> tuple[dict, dict]:
    breached_at = crossing.due.at.isoformat()
    if crossing.marks:
        item = str(crossing.item.id)
        status = due.status_after_breach(crossing.item)
        before = {"status": crossing.item.status, "breached_at": None}
        return {"items": {item: before}}, {"items": {item: {"status": status, "breached_at": breached_at}}}
    if _breaches_task(crossing):
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


def _tell(crossings, event_ids, at):
    """Tell people. Of several thresholds of one clock at once only of the last."""
    last = {}
    for crossing, event_id in zip(crossings, event_ids, strict=True):
        last[crossing.task.id, crossing.due.kind, crossing.due.number] = (crossing, event_id)
    news = [(c, event_id) for c, event_id in last.values() if _is_news(c)]
    superiors = telling.members(c.escalation_role_id for c, _event in news if c.escalation_role_id)
    records = [
        _notice(crossing, event_id, superiors.get(crossing.escalation_role_id, ()))
        for crossing, event_id in news
    ]
    records = [record for record in records if record["recipient_id"]]
    same = {"created_at": at, "address": "", **UNSENT}
    bulk.insert_each(
        Notification, records, same, spread="recipient_id", column="channel", values=telling.CHANNELS
    )
    events = [record["event_id"] for record in records]
    if events:
        # An INSERT of this transaction: the job exists exactly if what it tells of does.
        jobs.enqueue(MAIL_JOB, *events)


def _is_news(crossing) -> bool:
    """That time was running out is no news once the work is done; that it ran out is."""
    return crossing.task.tells and (crossing.due.is_breach or not crossing.is_over)


def _notice(crossing, event_id, superiors) -> dict:
    holder = crossing.item.user_id if crossing.item else None
    return {
        "event_id": event_id,
        "recipient_id": telling.told(crossing.kind, holder, crossing.task.owner_id, superiors),
        "kind": crossing.kind.value,
        "ticket_id": crossing.task.ticket_id,
        "facts": {
            "step": crossing.item.step_name if crossing.item else "",
            "clock": crossing.due.kind,
            "percent": round(crossing.due.share * 100),
        },
    }
