"""Answers that are written once and used often."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tts.accounts.models import Role


class CannedReply(models.Model):
    """A text with places such as {{requester}}, filled in when it is used (`tickets_app.canned`).

    Its owner has it; with a `role`, the members of that have it too.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=64)
    text = models.TextField(_("text"), max_length=5000)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("owner", Lower("name"), name="canned_reply_once")]

    def __str__(self):
        return self.name
