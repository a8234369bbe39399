"""What tickets have to do with each other, and who follows them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets_app.models.ticket import Ticket


class TicketLink(models.Model):
    """`ticket` is in the relation `kind` to `other`. Whoever may not see one end sees no link."""

    class Kind(models.TextChoices):
        RELATES = "relates", _("Related to")
        DUPLICATE = "duplicate", _("Duplicate of")
        BLOCKED = "blocked", _("Blocked by")
        PART = "part", _("Part of")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=16, choices=Kind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other"], name="ticket_link_once"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="ticket_link_to_another"),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.kind} {self.other_id}"

    def end_beside(self, ticket_id: int) -> Ticket:
        """The ticket at the other end than `ticket_id`."""
        return self.other if self.ticket_id == ticket_id else self.ticket


class Watcher(models.Model):
    """A person who follows a ticket: told of comments and status while they may see it, no more than that."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="watcher_once")]

    def __str__(self):
        return f"{self.user_id} follows {self.ticket_id}"
