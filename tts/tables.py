"""Which tables superusers can look at, with what in their lists.

Not among them: jobs and schedules, which belong to the worker; sessions, second factors, salts and kept
replies, which are secrets; drafts, which are their authors' own.
"""

from reports_app import models as reports
from tickets_app import models as tickets
from tts.accounts import models as accounts
from tts.core import models as core
from tts.core.tables import Tables, show
from workflows_app import models as workflows

site = Tables(name="admin")

# What is only ever added to, or kept by the product for itself.
show(site, core.AuditEvent, ("at", "action", "target_type", "target_id", "actor_id"), search=("request_id",))
show(site, core.LedgerSeal, ("number", "first_id", "last_id", "sealed_at"))
show(site, core.LedgerHorizon, ("event_id", "noted_at"))
show(site, core.RetiredEvent, ("leaf",))
show(site, core.OutboxMessage, ("queue", "task_name", "state", "created_at"), search=("order_key",))
show(site, core.Heartbeat, ("at",))
show(site, tickets.InboxMessage, ("message_id", "queue", "outcome", "received_at"), search=("message_id",))
show(site, tickets.HeldMessage, ("message_id", "queue", "due_at"), search=("message_id",))
show(site, tickets.DeadLetter, ("message_id", "queue", "state", "received_at"), search=("message_id",))
show(site, tickets.QueueDepth, ("waiting", "at"))
show(site, tickets.ItemHistory, ("item", "status", "at", "actor_id"))
show(site, tickets.ThresholdCrossing, ("task", "kind", "number", "share", "at"))
show(site, tickets.Notification, ("kind", "channel", "ticket", "state", "created_at"), search=("address",))

show(site, accounts.User, ("username", "email", "is_active", "is_superuser"), search=("username", "email"),
     hidden=("password",))  # fmt: skip
show(site, accounts.Role, ("name", "kind", "policy", "retired_at"), search=("name",))
show(site, accounts.Membership, ("user", "role", "is_active"), search=("user__email", "role__name"))
show(site, accounts.Turn, ("position",))
show(site, accounts.SyncRecord, ("kind", "external_id", "deleted_at"), search=("external_id",))
show(site, accounts.ApiToken, ("user", "name", "start", "expires_at", "revoked_at"), search=("name",),
     hidden=("digest",))  # fmt: skip

show(site, workflows.Calendar, ("name",), search=("name",))
show(site, workflows.CalendarRevision, ("calendar", "in_force_from"))
show(site, workflows.Workflow, ("name", "department", "category", "status"), search=("name",))
show(site, workflows.WorkflowVersion, ("workflow", "number", "published_at"), search=("name",))
show(site, workflows.Step, ("workflow", "name", "role", "weight"), search=("name",))
show(site, workflows.Transition, ("workflow", "name", "from_step", "to_step"), search=("name",))

show(site, tickets.Ticket, ("number", "subject", "status", "priority", "created_at"), search=("number",))
show(site, tickets.Task, ("ticket", "workflow", "status", "step_name", "owner"), search=("ticket__number",))
show(site, tickets.TaskItem, ("task", "step_name", "role", "user", "status"), search=("step_name",))
show(site, tickets.Comment, ("ticket", "author", "is_internal", "created_at"), search=("ticket__number",))
show(site, tickets.Attachment, ("ticket", "name", "is_internal", "created_at"), search=("ticket__number",))
show(site, tickets.WaitingFile, ("name", "uploaded_by", "file", "created_at"))
show(site, tickets.StoredFile, ("sha256", "size", "media_type", "created_at"), search=("sha256",))
show(site, tickets.TicketLink, ("ticket", "kind", "other"), search=("ticket__number",))
show(site, tickets.Rating, ("score", "rated_at"), search=("ticket__number",))
show(site, tickets.Resolution, ("priority", "resolved_at", "seconds", "breached"))
show(site, tickets.Recount, ("calendar", "requested_at", "done", "total"))

show(site, reports.ForecastRun, ("started_at", "finished_at", "done", "total"))
show(site, reports.Forecast, ("kind", "department", "made_at", "winner"))
show(site, reports.Anomaly, ("measure", "label", "first_day", "last_day"))
show(site, reports.RiskModel, ("method", "finished_at", "learned_from"))
