"""Escalation by itself, where a step or a threshold says so, once a step's clock has come that far."""

from datetime import datetime

from django.utils.translation import gettext as _

from tickets_app.actions import assign
from tickets_app.models import Task, TaskStatus, ThresholdCrossing
from tts.core.actor import Actor
from tts.core.errors import Conflict

RULE = "escalate when a share of the step's time is used"


def escalate_due(at: datetime) -> int:
    """Escalate the items whose crossings ask for it, each in its own transaction. Answers how many.

    Those of tickets on hold wait until they are resumed. Two scanners do no harm: an item that is over
    cannot be escalated, and then the wish is settled.
    """
    waiting = ThresholdCrossing.objects.filter(to_escalate=True).exclude(task__status=TaskStatus.ON_HOLD)
    return sum(_escalate(crossing, at) for crossing in waiting.select_related("task").order_by("pk"))


def _escalate(crossing, at) -> bool:
    actor = Actor(tells=crossing.task.tells, rule=RULE)
    escalated = True
    try:
        assign.escalate(actor, crossing.item_id, _reason(crossing.share), at=at)
    except Conflict:
        escalated = False
        if Task.objects.filter(pk=crossing.task_id, status=TaskStatus.ON_HOLD).exists():
            return False
    ThresholdCrossing.objects.filter(pk=crossing.pk).update(to_escalate=False)
    return escalated


def _reason(share) -> str:
    if share >= 1:
        return _("Its time has run out.")
    return _("%(percent)s %% of its time is used.") % {"percent": round(share * 100)}
