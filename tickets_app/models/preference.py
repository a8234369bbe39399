"""What people do not want to be told, and when their mails may come."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets_app.models.notification import Notification


class Mute(models.Model):
    """One kind of notification that a person, or an address without an account, does not want by a channel.

    Kinds of which nothing is said are told, so that a new kind reaches everybody.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True, help_text="of a requester without an account, in lower case")
    kind = models.CharField(max_length=24, choices=Notification.Kind)
    channel = models.CharField(max_length=8, choices=Notification.Channel)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel", "kind"], name="mute_person_once", condition=Q(user__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["address", "channel", "kind"],
                name="mute_address_once",
                condition=Q(user__isnull=True),
            ),
        ]

    def __str__(self):
        return f"no {self.kind} by {self.channel} to {self.user_id or self.address}"


class MailTimes(models.Model):
    """When a person's mails may come; without a row, at once. Times are those of the person's zone."""

    class Digest(models.TextChoices):
        NONE = "none", _("At once, one mail each")
        HOURLY = "hourly", _("Gathered, once an hour")
        DAILY = "daily", _("Gathered, once a day")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.NONE)
    daily_at = models.TimeField(default=time(8))
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    urgent_at_once = models.BooleanField(default=True)

    def __str__(self):
        return f"mail times of {self.user_id}"
