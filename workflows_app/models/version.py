"""What tickets run on."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from workflows_app import thresholds
from workflows_app.graph import Graph
from workflows_app.models.workflow import Definition, Workflow


class WorkflowVersion(Definition):
    """An immutable snapshot of a workflow, made when it is published. The database refuses changes.

    `match_*` hold department, category and sub-category trimmed and in lower case.
    """

    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    graph_data = models.JSONField()
    match_department = models.CharField(max_length=64)
    match_category = models.CharField(max_length=64)
    match_sub_category = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    note = models.CharField(max_length=256, blank=True)

    class Meta:
        ordering = ["workflow", "-number"]
        constraints = [models.UniqueConstraint(fields=["workflow", "number"], name="version_number_once")]
        indexes = [models.Index(fields=["match_department", "match_category"], name="version_match")]

    def __str__(self):
        return _("%(name)s, version %(number)s") % {"name": self.name, "number": self.number}

    @cached_property
    def graph(self) -> Graph:
        return Graph.from_data(self.graph_data)

    @property
    def thresholds(self) -> list[float]:
        """The shares of a clock at which people are told, in ascending order."""
        return thresholds.shares(self.sla_thresholds)

    @property
    def first_response_share(self) -> float:
        """The first-response clock's share of the ticket's, 0 to 1."""
        return self.first_response_percent / thresholds.WHOLE

    def duration(self, priority: str):
        """The ticket clock's duration for a priority ("Low" to "Urgent"); None: no target."""
        return getattr(self, f"{priority.lower()}_sla")
