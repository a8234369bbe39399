"""A threshold that is to be recorded, with what is needed to mark and tell it."""

from dataclasses import dataclass
from functools import cached_property

from tickets_app.models import ClockKind, Origin
from tickets_app.sla.due import Claimed, Item
from tickets_app.sla.plan import Due
from tickets_app.sla.rules import Rules, Threshold


@dataclass
class Crossing:
    """The clock of `due` has reached its share; `item` is who has, or had last, what it measures."""

    task: Claimed
    due: Due
    item: Item | None
    threshold: Threshold
    escalation_role_id: int | None
    escalates: bool

    @property
    def key(self) -> tuple:
        """Under what it is recorded, once."""
        return self.task.id, *self.due.key

    @cached_property
    def marks(self) -> bool:
        """Whether it is the breach of a step that is not marked yet."""
        is_step = self.due.kind == ClockKind.STEP and self.due.is_breach
        return is_step and self.item is not None and self.item.breached_at is None

    @property
    def breaches_task(self) -> bool:
        """Whether it is the breach of the ticket's clock, and the first of its rounds to be that."""
        is_breach = self.due.kind == ClockKind.TICKET and self.due.is_breach
        return is_breach and self.task.breached_at in (None, self.due.at)

    @property
    def is_over(self) -> bool:
        """Whether what the clock measures has ended by now."""
        ended = self.due.kind == ClockKind.STEP and self.item is not None and self.item.closed_at is not None
        return ended or not self.task.is_active


def crossings_of(task: Claimed, rules: Rules) -> list[Crossing]:
    """What is to be recorded of `task`, whose version has `rules`."""
    return [_crossing(task, due, rules) for due in task.due]


def _crossing(task, due, rules) -> Crossing:
    item, threshold = task.item_of(due), rules.thresholds[due.share]
    step = rules.step(item.step_id) if item is not None else None
    role_id = step.escalation_role_id if step is not None else None
    crossing = Crossing(task, due, item, threshold, role_id, escalates=False)
    crossing.escalates = role_id is not None and _escalates(crossing, step)
    return crossing


def _escalates(crossing, step) -> bool:
    if crossing.due.kind != ClockKind.STEP or crossing.item.closed_at is not None:
        return False
    # An escalated item does not escalate by itself again: it is with the role that it would go to.
    if crossing.item.origin == Origin.ESCALATION:
        return False
    return crossing.threshold.escalate or (crossing.marks and step.escalate_on_breach)
