"""The living definition of a workflow: its details and draft graph."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from tts.accounts.models import Role
from workflows_app import thresholds
from workflows_app.models.calendar import Calendar


class WorkflowStatus(models.TextChoices):
    """The values are those of the REST API (SPEC 4)."""

    DRAFT = "draft", _("Draft")
    DEPLOYED = "deployed", _("Deployed")
    INITIALIZED = "initialized", _("Live")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


class EndLogic(models.TextChoices):
    NONE = "none", _("Nothing more")
    ASSET = "asset", _("Tell asset management")
    BUDGET = "budget", _("Tell budget management")
    NOTIFICATION = "notification", _("Tell requester and owner")


class Definition(models.Model):
    """What a workflow and each of its versions both state. `sla_thresholds`: see workflows_app.thresholds.

    `first_response_percent`: the first response's part of the ticket's duration.
    """

    department = models.CharField(_("department"), max_length=64)
    category = models.CharField(_("category"), max_length=64)
    sub_category = models.CharField(_("sub-category"), max_length=64, blank=True)
    low_sla = models.DurationField(_("low SLA"), null=True, blank=True)
    medium_sla = models.DurationField(_("medium SLA"), null=True, blank=True)
    high_sla = models.DurationField(_("high SLA"), null=True, blank=True)
    urgent_sla = models.DurationField(_("urgent SLA"), null=True, blank=True)
    sla_thresholds = models.JSONField(_("thresholds"), default=thresholds.default)
    first_response_percent = models.PositiveSmallIntegerField(
        _("first response"), default=thresholds.FIRST_RESPONSE
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("calendar")
    )
    reopen_hours = models.PositiveIntegerField(_("reopen within hours"), null=True, blank=True, default=72)
    auto_close_hours = models.PositiveIntegerField(_("close after hours"), null=True, blank=True, default=72)
    end_logic = models.CharField(_("at the end"), max_length=16, choices=EndLogic, default=EndLogic.NONE)

    class Meta:
        abstract = True


DEFINITION_FIELDS = tuple(field.name for field in Definition._meta.local_fields)


class Workflow(Definition):
    """One workflow. Its own fields and its steps and transitions are the draft; tickets run on versions.

    `revision` counts edits of the draft. `active_version` takes new tickets while the status is
    initialized. `has_changes`: the draft differs from the active version.
    """

    name = models.CharField(_("name"), max_length=64, unique=True)
    description = models.CharField(_("description"), max_length=256, blank=True)
    status = models.CharField(max_length=16, choices=WorkflowStatus, default=WorkflowStatus.DRAFT)
    active_version = models.ForeignKey(
        "workflows_app.WorkflowVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    has_changes = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        permissions = [("publish_workflow", "Can publish workflow")]

    def __str__(self):
        return self.name

    @property
    def takes_tickets(self) -> bool:
        """Whether new tickets run on the active version now."""
        return self.status == WorkflowStatus.INITIALIZED


class Step(models.Model):
    """A node of the draft graph. Its id stays the same in every version made from the draft."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("name"), max_length=64)
    description = models.CharField(_("description"), max_length=256, blank=True)
    instruction = models.TextField(_("instruction"), blank=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, related_name="+")
    escalation_role = models.ForeignKey(
        Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escalate_on_breach = models.BooleanField(default=False)
    weight = models.FloatField(_("weight"), default=1)
    is_start = models.BooleanField(default=False)
    is_end = models.BooleanField(default=False)
    x = models.FloatField(null=True, blank=True, help_text="where a designer put it, if anyone did")
    y = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class Transition(models.Model):
    """A named edge of the draft graph. Its id stays the same in every version."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="transitions")
    name = models.CharField(_("name"), max_length=64)
    description = models.CharField(_("description"), max_length=256, blank=True)
    from_step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="outgoing")
    to_step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="incoming")
    order = models.PositiveIntegerField(default=0)
    condition = models.JSONField(null=True, blank=True)
    automatic = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class WorkflowUserPermission(UserObjectPermissionBase):
    """A right of one person on one workflow; goes with the workflow."""

    content_object = models.ForeignKey(Workflow, on_delete=models.CASCADE)

    def __str__(self):
        return f"{self.user_id} {self.permission_id} {self.content_object_id}"


class WorkflowGroupPermission(GroupObjectPermissionBase):
    """A right of one role's Group on one workflow."""

    content_object = models.ForeignKey(Workflow, on_delete=models.CASCADE)

    def __str__(self):
        return f"{self.group_id} {self.permission_id} {self.content_object_id}"
