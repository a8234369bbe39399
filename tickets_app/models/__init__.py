from tickets_app.models.notification import Notification
from tickets_app.models.task import ItemHistory, ItemStatus, Origin, Task, TaskItem, TaskStatus
from tickets_app.models.ticket import Priority, Ticket, TicketStatus

__all__ = [
    "ItemHistory",
    "ItemStatus",
    "Notification",
    "Origin",
    "Priority",
    "Task",
    "TaskItem",
    "TaskStatus",
    "Ticket",
    "TicketStatus",
]
