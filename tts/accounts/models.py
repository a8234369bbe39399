"""People, roles, memberships, and whose turn it is in each role."""

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. Signs in by e-mail or user name; `external_id` is their id at the identity provider."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    external_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.AUTO)
    picture = models.CharField(
        max_length=16, blank=True, default="", editable=False, help_text="names the content of their picture"
    )
    away_from = models.DateTimeField(_("away from"), null=True, blank=True)
    away_until = models.DateTimeField(_("away until"), null=True, blank=True)
    substitute = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("substitute")
    )

    REQUIRED_FIELDS = ["email"]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        return self.get_full_name() or self.username

    def is_away(self, at) -> bool:
        """Whether the person is away at instant `at`; an open end counts as away until further notice."""
        if self.away_from is None and self.away_until is None:
            return False
        started = self.away_from is None or self.away_from <= at
        return started and (self.away_until is None or at < self.away_until)


class Picture(models.Model):
    """What a person's picture is: a small WebP (see `tts.accounts.pictures`)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    content = models.BinaryField()

    def __str__(self):
        return f"picture of {self.user_id}"


class Role(models.Model):
    """Who may hold a step. Owns one auth Group, kept equal to its active memberships."""

    class Kind(models.TextChoices):
        """What a role means to the system, whatever it is called."""

        STEP = "step", _("Works on steps")
        ADMIN = "admin", _("Administers everything")
        COORDINATOR = "coordinator", _("Owns tickets")
        ANALYST = "analyst", _("Reads reports")

    class Policy(models.TextChoices):
        ROUND_ROBIN = "round_robin", _("In turn")
        FEWEST_OPEN = "fewest_open", _("Fewest open items")

    name = models.CharField(_("name"), max_length=64)
    description = models.CharField(_("description"), max_length=256, blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.STEP)
    policy = models.CharField(_("assignment"), max_length=16, choices=Policy, default=Policy.ROUND_ROBIN)
    cap = models.PositiveIntegerField(_("most open items a person"), null=True, blank=True)
    external_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="role_name_once")]

    def __str__(self):
        return self.name

    @property
    def is_active(self) -> bool:
        return self.retired_at is None


class Membership(models.Model):
    """A person in a role. `departments` says what a coordinator oversees; empty means all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="memberships")
    is_active = models.BooleanField(default=True)
    departments = models.JSONField(default=list, blank=True)
    external_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="membership_once")]
        indexes = [
            models.Index(fields=["role", "user"], name="membership_active", condition=Q(is_active=True))
        ]

    def __str__(self):
        return f"{self.user_id} in {self.role_id}"


class Turn(models.Model):
    """Whose turn it is in a role: one row, locked by whoever draws.

    `members` is the pool in order of turn, `[[user_id, away_from, away_until], ...]` (ISO text or
    null), copied here from the memberships by `turns.refresh`, so that a draw that waited for the lock
    sees the pool as it is now and not as it was when its statement began. `position` counts turns.
    """

    role = models.OneToOneField(Role, on_delete=models.CASCADE, primary_key=True)
    position = models.BigIntegerField(default=0)
    members = models.JSONField(default=list)
    policy = models.CharField(max_length=16, choices=Role.Policy, default=Role.Policy.ROUND_ROBIN)
    cap = models.PositiveIntegerField(null=True)

    def __str__(self):
        return f"turn of role {self.role_id}"


class SyncRecord(models.Model):
    """The last that the identity provider said of one of its objects, by the provider's id.

    What holds here follows from all records together (see `tts.accounts.sync`), so that messages about
    different objects may come in any order. A deleted one stays: its id means nothing ever again.
    `facts` are those of the last message that was not a deletion, None before there was one.
    """

    class Kind(models.TextChoices):
        ROLE = "role", _("Role")
        MEMBERSHIP = "membership", _("Membership")

    kind = models.CharField(max_length=16, choices=Kind)
    external_id = models.CharField(max_length=64)
    role_external_id = models.CharField(max_length=64, blank=True, help_text="of a membership")
    role_name = models.CharField(max_length=64, blank=True, help_text="in lower case")
    facts = models.JSONField(null=True)
    deleted_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "external_id"], name="sync_record_once")]
        indexes = [
            models.Index(fields=["kind", "role_external_id"], name="sync_record_role"),
            models.Index(fields=["kind", "role_name"], name="sync_record_name"),
        ]

    def __str__(self):
        return f"{self.kind} {self.external_id}"


class ApiToken(models.Model):
    """A credential for programs, with the rights of its person, narrowed. Only its hash is kept.

    `areas`: first parts of the REST paths that it opens; empty means all. `service`: the name of the other
    system whose credential it is, "" for a program of the person's own.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=64)
    start = models.CharField(max_length=12, help_text="how it begins, to tell it from others")
    digest = models.CharField(max_length=64, unique=True)
    can_write = models.BooleanField(_("may change things"), default=False)
    areas = models.JSONField(default=list)
    service = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    def is_usable(self, at) -> bool:
        return self.revoked_at is None and at < self.expires_at
