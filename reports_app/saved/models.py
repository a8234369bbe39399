"""A kept report."""

from django.conf import settings
from django.db import models

from tickets_app.saved_views.kept import Kept


class SavedReport(Kept):
    """A tab with its filters, under a name: its owner's, or of everybody who may see reports.

    It holds no figures: whoever opens it sees what their own rights show.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=16)
    is_shared = models.BooleanField(default=False)

    class Meta(Kept.Meta):
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_report_once")]
