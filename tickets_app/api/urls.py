"""REST routes of tickets and tasks."""

from django.urls import path

from tickets_app.api.views import acting, related, requesting, tickets, work
from tickets_app.comments.api import comments, files

TICKET = "tickets/<int:ticket_id>/"
TASK = "tasks/<int:task_id>/"

urlpatterns = [
    path("tickets/", tickets.Tickets.as_view(), name="api_tickets"),
    path("send/", tickets.Send.as_view(), name="api_send"),
    path(TICKET, tickets.OneTicket.as_view(), name="api_ticket"),
    path(f"{TICKET}assign-workflow/", tickets.AssignWorkflow.as_view(), name="api_assign_workflow"),
    path(f"{TICKET}comments/", comments.Comments.as_view(), name="api_comments"),
    path(f"{TICKET}comments/<int:comment_id>/", comments.OneComment.as_view(), name="api_comment"),
    path(f"{TICKET}comments/<int:comment_id>/thumb/", comments.Thumb.as_view(), name="api_comment_thumb"),
    path(f"{TICKET}attachments/", files.Attachments.as_view(), name="api_attachments"),
    path(f"{TICKET}attachments/<int:attachment_id>/", files.OneAttachment.as_view(), name="api_attachment"),
    path(
        f"{TICKET}attachments/<int:attachment_id>/content/",
        files.Content.as_view(),
        name="api_attachment_content",
    ),
    path(f"{TICKET}withdraw/", requesting.Withdraw.as_view(), name="api_withdraw"),
    path(f"{TICKET}rating/", requesting.RatingOfTicket.as_view(), name="api_rating"),
    path(f"{TICKET}links/", related.Links.as_view(), name="api_links"),
    path(f"{TICKET}links/<int:link_id>/", related.OneLink.as_view(), name="api_link"),
    path(f"{TICKET}watch/", related.Watch.as_view(), name="api_watch"),
    path(f"{TICKET}canned-replies/", related.Replies.as_view(), name="api_canned_replies"),
    path("tasks/", work.Tasks.as_view(), name="api_tasks"),
    path("tasks/my-tasks/", work.MyTasks.as_view(), name="api_my_tasks"),
    path("tasks/all-tasks/", work.AllTasks.as_view(), name="api_all_tasks"),
    path("tasks/owned-tickets/", work.OwnedTickets.as_view(), name="api_owned_tickets"),
    path("tasks/logs/", work.TicketLogs.as_view(), name="api_ticket_logs"),
    path("tasks/transfer/", acting.Transfer.as_view(), name="api_transfer"),
    path("tasks/escalate/", acting.Escalate.as_view(), name="api_escalate"),
    path(TASK, work.OneTask.as_view(), name="api_task"),
    path(f"{TASK}visualization/", work.TaskVisualization.as_view(), name="api_task_visualization"),
    path(f"{TASK}action-logs/", work.ActionLogs.as_view(), name="api_action_logs"),
    path(f"{TASK}update-user-status/", acting.Begin.as_view(), name="api_begin"),
    path(f"{TASK}hold/", acting.Hold.as_view(), name="api_hold"),
    path(f"{TASK}resume/", acting.Resume.as_view(), name="api_resume"),
    path(f"{TASK}cancel/", acting.Cancel.as_view(), name="api_cancel"),
    path(f"{TASK}reopen/", acting.Reopen.as_view(), name="api_reopen"),
    path(f"{TASK}assign/", acting.Assign.as_view(), name="api_assign"),
    path("transitions/<int:task_id>/transition/", acting.Transition.as_view(), name="api_transition"),
]
