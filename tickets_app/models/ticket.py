"""What was asked for, and by whom."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Priority(models.TextChoices):
    """The values are those of the wire; `rank` orders them."""

    LOW = "Low", _("Low")
    MEDIUM = "Medium", _("Medium")
    HIGH = "High", _("High")
    URGENT = "Urgent", _("Urgent")

    @property
    def rank(self) -> int:
        return list(Priority).index(self)


class TicketStatus(models.TextChoices):
    """The values are those of the wire (SPEC 3)."""

    NEW = "New", _("New")
    OPEN = "Open", _("Open")
    IN_PROGRESS = "In Progress", _("In progress")
    ON_HOLD = "On Hold", _("On hold")
    RESOLVED = "Resolved", _("Resolved")
    CLOSED = "Closed", _("Closed")
    REJECTED = "Rejected", _("Rejected")
    WITHDRAWN = "Withdrawn", _("Withdrawn")


FINISHED = (TicketStatus.RESOLVED, TicketStatus.CLOSED, TicketStatus.REJECTED, TicketStatus.WITHDRAWN)
RUNNING = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS, TicketStatus.ON_HOLD)
# The rank of a ticket's priority, as the database works it out: an index has it.
URGENCY = models.Case(
    *[models.When(priority=value, then=models.Value(Priority(value).rank)) for value in Priority.values],
    output_field=models.SmallIntegerField(),
)


class Ticket(models.Model):
    """A ticket. Never deleted. What the sender put in beyond these fields is kept in `extra`, unchanged.

    Without a workflow (status New) a ticket has no task yet.
    """

    number = models.CharField(max_length=64, unique=True)
    subject = models.CharField(_("subject"), max_length=255)
    description = models.TextField(_("description"), blank=True)
    department = models.CharField(_("department"), max_length=64)
    category = models.CharField(_("category"), max_length=64, blank=True)
    sub_category = models.CharField(_("sub-category"), max_length=64, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, default=Priority.MEDIUM)
    status = models.CharField(_("status"), max_length=16, choices=TicketStatus, default=TicketStatus.NEW)
    source_service = models.CharField(max_length=64, blank=True, help_text="empty: entered in TTS itself")
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="requested_tickets"
    )
    requester_external_id = models.CharField(max_length=64, blank=True)
    requester_name = models.CharField(max_length=255, blank=True)
    requester_email = models.EmailField(blank=True, help_text="in lower case")
    requester_company_id = models.CharField(max_length=64, blank=True)
    requester_department = models.CharField(max_length=128, blank=True)
    attachments = models.JSONField(default=list, help_text="what the sender said of its files")
    extra = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["requester", "-id"], name="ticket_requester"),
            models.Index(fields=["requester_email"], name="ticket_requester_email"),
            models.Index(fields=["requester_external_id"], name="ticket_requester_external"),
            models.Index(Lower("department"), "status", "id", name="ticket_department"),
            models.Index(
                fields=["-id"], name="ticket_unmatched", condition=models.Q(status=TicketStatus.NEW)
            ),
            # Lists in their orders: a page reads as many entries as it shows.
            models.Index(fields=["-id"], name="ticket_running", condition=models.Q(status__in=RUNNING)),
            models.Index(
                URGENCY.desc(),
                models.F("id").desc(),
                name="ticket_urgent",
                condition=models.Q(status__in=RUNNING),
            ),
            models.Index(fields=["-id"], name="ticket_finished", condition=models.Q(status__in=FINISHED)),
        ]

    def __str__(self):
        return self.number

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def came_from_outside(self) -> bool:
        return bool(self.source_service)
