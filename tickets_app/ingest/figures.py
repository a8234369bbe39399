"""Figures of the queues, for the page, for REST and for metrics. Read only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from tickets_app.actions.outgoing import ASSET_QUEUE, BUDGET_QUEUE, STATUS_QUEUE
from tickets_app.ingest.handlers import HANDLERS
from tickets_app.models import DeadLetter, InboxMessage, Notification, QueueDepth
from tts.core.models import OutboxMessage

HOUR = timedelta(hours=1)
RECENTLY = timedelta(minutes=5)


@dataclass(frozen=True)
class QueueFigures:
    """One queue. `waiting`: in the broker for an incoming queue, in the outbox for an outgoing one; None
    where nobody has looked. `rate`: messages a minute, lately."""

    name: str
    incoming: bool
    waiting: int | None
    in_hour: int
    rate: float
    last: datetime | None
    depth: int | None = None
    dead: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class QueueState:
    """What of one queue waits, and what was given up; `waiting` as in QueueFigures."""

    name: str
    incoming: bool
    waiting: int | None
    dead: int


def states() -> list[QueueState]:
    """Every queue without its traffic. Four queries."""
    depths, letters = _depths(), _counted(DeadLetter.objects.filter(state=DeadLetter.State.WAITING))
    waiting, dead = _waiting_out(), _counted(OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD))
    came = [QueueState(queue, True, depths.get(queue), letters.get(queue, 0)) for queue in HANDLERS]
    names = _outgoing_names(waiting, dead)
    return came + [QueueState(name, False, waiting.get(name, (0,))[0], dead.get(name, 0)) for name in names]


def _outgoing_names(waiting, dead) -> list[str]:
    return sorted({STATUS_QUEUE, ASSET_QUEUE, BUDGET_QUEUE, *waiting, *dead})


def both() -> tuple[list[QueueFigures], list[QueueFigures]]:
    """Incoming and outgoing queues; how much the broker holds is read once."""
    depths = _depths()
    return incoming(depths), outgoing(depths)


def incoming(depths: dict | None = None) -> list[QueueFigures]:
    """The queues that are consumed. `depths`: what the broker holds, where it has been read already."""
    rows = InboxMessage.objects.all()
    traffic = _traffic(rows, HANDLERS, "received_at")
    depths = _depths() if depths is None else depths
    dead = _counted(DeadLetter.objects.filter(state=DeadLetter.State.WAITING))
    return [
        QueueFigures(queue, True, depths.get(queue), *traffic[queue], dead=dead.get(queue, 0))
        for queue in HANDLERS
    ]


def outgoing(depths: dict | None = None) -> list[QueueFigures]:
    """The queues that others consume, with what the outbox holds for them. `depths` as in `incoming`."""
    waiting = _waiting_out()
    dead = _counted(OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD))
    queues = _outgoing_names(waiting, dead)
    traffic = _traffic(OutboxMessage.objects.all(), queues, "published_at")
    depths = _depths() if depths is None else depths
    found = []
    for queue in queues:
        count, oldest = waiting.get(queue, (0, None))
        more = {"depth": depths.get(queue), "dead": dead.get(queue, 0), "oldest": oldest}
        found.append(QueueFigures(queue, False, count, *traffic[queue], **more))
    return found


def _waiting_out() -> dict:
    rows = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING)
    found = rows.values_list("queue").annotate(Count("pk"), Min("created_at"))
    return {queue: (count, oldest) for queue, count, oldest in found}


def _traffic(rows, queues, moment) -> dict[str, tuple[int, float, datetime | None]]:
    """By queue, how many of `rows` came in the last hour, how many a minute lately, and when the last one."""
    now = timezone.now()
    in_hour = rows.filter(queue__in=list(queues), **{f"{moment}__gte": now - HOUR})
    lately = Count("pk", filter=Q(**{f"{moment}__gte": now - RECENTLY}))
    minutes = RECENTLY / timedelta(minutes=1)
    found = {
        queue: (count, recent / minutes)
        for queue, count, recent in in_hour.values_list("queue").annotate(Count("pk"), lately=lately)
    }
    return {queue: (*found.get(queue, (0, 0.0)), _last(rows, queue, moment)) for queue in queues}


def _last(rows, queue, moment):
    known = rows.filter(queue=queue, **{f"{moment}__isnull": False})
    return known.order_by(f"-{moment}").values_list(moment, flat=True).first()


def _counted(rows) -> dict[str, int]:
    return dict(rows.values_list("queue").annotate(Count("pk")))


def _depths() -> dict[str, int]:
    return dict(QueueDepth.objects.values_list("queue", "waiting"))


def given_up():
    """Outgoing messages that were given up, oldest first."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD).order_by("pk")


def failed_notifications():
    """Mails that failed for good, newest first, with what a line about one shows."""
    rows = Notification.objects.filter(state=Notification.State.FAILED)
    return rows.select_related("recipient", "ticket").order_by("-pk")


def letters(state: str = DeadLetter.State.WAITING):
    """Dead letters of a state, newest first, without their bodies."""
    rows = DeadLetter.objects.select_related("handled_by").defer("body", "headers", "properties", "payload")
    return (rows.filter(state=state) if state else rows).order_by("-pk")
