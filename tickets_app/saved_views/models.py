"""A kept view of a list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets_app.saved_views.kept import Kept
from tts.accounts.models import Role


class SavedView(Kept):
    """What an address asks of a list, under a name.

    Its owner has it; with a `role`, the members of that have it too. A default opens where the list is
    called without anything asked of it, for its owner only.
    """

    class Page(models.TextChoices):
        """The lists, by the name of their route."""

        INBOX = "inbox", _("My work")
        DESK = "desk", _("All work")
        OWNED = "owned", _("Owned")
        ARCHIVE = "archive", _("Archive")
        TRACK = "track", _("My requests")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, related_name="+")
    page = models.CharField(max_length=16, choices=Page)
    is_default = models.BooleanField(default=False)

    class Meta(Kept.Meta):
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_once"),
            models.UniqueConstraint(
                fields=["owner", "page"], name="saved_view_one_default", condition=Q(is_default=True)
            ),
        ]
