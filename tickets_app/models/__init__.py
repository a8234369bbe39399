from tickets_app.models.attachment import Attachment, StoredFile, WaitingFile
from tickets_app.models.canned import CannedReply
from tickets_app.models.comment import Comment, CommentVote, Draft
from tickets_app.models.inbox import DeadLetter, HeldMessage, InboxMessage, QueueDepth
from tickets_app.models.link import TicketLink, Watcher
from tickets_app.models.measure import Resolution, StepEntry
from tickets_app.models.notification import Notification
from tickets_app.models.preference import MailTimes, Mute
from tickets_app.models.rating import Rating
from tickets_app.models.sla import ClockKind, Recount, ThresholdCrossing
from tickets_app.models.task import ItemHistory, ItemStatus, Origin, Task, TaskItem, TaskStatus
from tickets_app.models.ticket import Priority, Ticket, TicketStatus
from tickets_app.saved_views.models import SavedView

__all__ = [
    "Attachment",
    "CannedReply",
    "ClockKind",
    "Comment",
    "CommentVote",
    "DeadLetter",
    "Draft",
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
    "Rating",
    "Recount",
    "Resolution",
    "SavedView",
    "StepEntry",
    "StoredFile",
    "Task",
    "TaskItem",
    "TaskStatus",
    "ThresholdCrossing",
    "Ticket",
    "TicketLink",
    "TicketStatus",
    "WaitingFile",
    "Watcher",
]
