from tickets_app.models.inbox import DeadLetter, HeldMessage, InboxMessage, QueueDepth
from tickets_app.models.notification import Notification
from tickets_app.models.task import ItemHistory, ItemStatus, Origin, Task, TaskItem, TaskStatus
from tickets_app.models.ticket import Priority, Ticket, TicketStatus

__all__ = [
    "DeadLetter",
    "HeldMessage",
    "InboxMessage",
    "ItemHistory",
    "ItemStatus",
    "Notification",
    "Origin",
    "Priority",
    "QueueDepth",
    "Task",
    "TaskItem",
    "TaskStatus",
    "Ticket",
    "TicketStatus",
]
