from tickets_app.models.inbox import DeadLetter, HeldMessage, InboxMessage, QueueDepth
from tickets_app.models.notification import Notification
from tickets_app.models.preference import MailTimes, Mute
from tickets_app.models.sla import ClockKind, Recount, ThresholdCrossing
from tickets_app.models.task import ItemHistory, ItemStatus, Origin, Task, TaskItem, TaskStatus
from tickets_app.models.ticket import Priority, Ticket, TicketStatus

__all__ = [
    "ClockKind",
    "DeadLetter",
    "HeldMessage",
    "InboxMessage",
    "ItemHistory",
    "ItemStatus",
    "MailTimes",
    "Mute",
    "Notification",
    "Origin",
    "Priority",
    "QueueDepth",
    "Recount",
    "Task",
    "TaskItem",
    "TaskStatus",
    "ThresholdCrossing",
    "Ticket",
    "TicketStatus",
]
