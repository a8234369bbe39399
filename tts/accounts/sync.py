"""Roles and memberships as the identity provider has them (SPEC 10).

Every message is kept as the last word on its object (`SyncRecord`), and what holds here follows from all
records together. So messages about different objects may come in any order and any number of times: a
membership waits for its role, a deletion ends what comes later too. Ids are the provider's.
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tts.accounts import actions, checks
from tts.accounts.models import Membership, Role, SyncRecord, User
from tts.core.actor import Actor
from tts.core.audit import record as record_event
from tts.core.errors import Conflict

Kind = SyncRecord.Kind


@dataclass(frozen=True)
class RoleFacts:
    """What a message says of a role."""

    external_id: str
    name: str
    description: str = ""
    deleted: bool = False


@dataclass(frozen=True)
class MembershipFacts:
    """What a message says of a person in a role."""

    external_id: str
    user_external_id: str
    role_external_id: str
    email: str = ""
    full_name: str = ""
    role_name: str = ""
    is_active: bool = True
    deleted: bool = False


@transaction.atomic
def apply_role(actor: Actor, facts: RoleFacts) -> None:
    """Create, change, link or retire a role. A deletion is final. Raises Invalid for an impossible name."""
    checks.fits(Role, name=facts.name, description=facts.description)
    record = _keep(Kind.ROLE, facts, role_name=facts.name.lower())
    freed = _settle_role(actor, record)
    if freed:
        for waiting in _unlinked_roles_named(freed).exclude(pk=record.pk):
            _settle_role(actor, waiting)


@transaction.atomic
def apply_membership(actor: Actor, facts: MembershipFacts) -> None:
    """Put a person into a role or end that, now or when the role is known. A deletion is final.

    The person is known by external id, else by e-mail address (and then linked), else is created. Raises
    Invalid without a usable address for somebody new, Conflict for an address that is another person's.
    """
    user = _known_person(actor, facts) or (None if facts.deleted else _new_person(actor, facts))
    before = SyncRecord.objects.filter(kind=Kind.MEMBERSHIP, external_id=facts.external_id).first()
    record = _keep(
        Kind.MEMBERSHIP,
        facts,
        role_external_id=facts.role_external_id,
        role_name=facts.role_name.lower(),
        user=user,
    )
    if before and (before.user_id, before.role_external_id) != (record.user_id, record.role_external_id):
        _settle_membership(actor, before.user, _linked_role(before.role_external_id))
    role = _linked_role(record.role_external_id) or _link_softly(actor, record)
    _settle_membership(actor, record.user, role)


def _keep(kind, facts, **columns) -> SyncRecord:
    """Keep `facts` as the last word on their object; a deletion keeps the facts that there are."""
    record, _created = SyncRecord.objects.get_or_create(kind=kind, external_id=facts.external_id)
    record = SyncRecord.objects.select_for_update().get(pk=record.pk)
    if facts.deleted:
        record.deleted_at = record.deleted_at or timezone.now()
    says_more = kind == Kind.MEMBERSHIP and record.facts is None and columns["user"] is not None
    if not facts.deleted or says_more:
        record.facts = asdict(facts)
        for name, value in columns.items():
            setattr(record, name, value)
    record.save()
    return record


# -- roles


def _settle_role(actor, record) -> str:
    """Make the role what its record says. Answers the name that this made free, in lower case, or ""."""
    role = _linked_role(record.external_id)
    if record.facts is None:
        return _part_with(actor, role) if role else ""
    role = role or _named_or_new(actor, record)
    if role is None:
        return ""
    freed = _rename(actor, role, record)
    _settle_members(actor, role)
    if record.deleted_at is not None:
        return _part_with(actor, role)
    return freed


def _linked_role(external_id) -> Role | None:
    return Role.objects.filter(external_id=external_id).first() if external_id else None


def _named_or_new(actor, record) -> Role | None:
    """The role of the record's name, linked to it; new where there is none; None where it is another's."""
    name, description = record.facts["name"], record.facts["description"]
    role = Role.objects.filter(name__iexact=name).first()
    if role is None:
        external_id = record.external_id
        return actions.create_role(actor, name=name, description=description, external_id=external_id)
    return _link(actor, role, record.external_id)


def _link(actor, role, external_id) -> Role | None:
    if role.external_id and not _is_deleted(role.external_id):
        return None
    return actions.update_role(actor, role, external_id=external_id, retired_at=None)


def _is_deleted(role_external_id) -> bool:
    return SyncRecord.objects.filter(
        kind=Kind.ROLE, external_id=role_external_id, deleted_at__isnull=False
    ).exists()


def _link_softly(actor, record) -> Role | None:
    """The role that a membership names, when nothing has been said of the role itself yet."""
    if SyncRecord.objects.filter(kind=Kind.ROLE, external_id=record.role_external_id).exists():
        return None
    role = Role.objects.filter(name__iexact=record.role_name, external_id__isnull=True).first()
    return _link(actor, role, record.role_external_id) if role else None


def _rename(actor, role, record) -> str:
    """Give the role the recorded name and description, unless the name is another role's meanwhile."""
    name, old = record.facts["name"], role.name
    values = {"description": record.facts["description"] or role.description}
    if not Role.objects.filter(name__iexact=name).exclude(pk=role.pk).exists():
        values["name"] = name
    actions.update_role(actor, role, **values)
    return "" if role.name.lower() == old.lower() else old.lower()


def _part_with(actor, role) -> str:
    """The provider has no such role any more: retire it; one that the system itself needs is only unlinked.

    So is one of which nothing but its deletion was told.
    """
    told = SyncRecord.objects.filter(kind=Kind.ROLE, external_id=role.external_id, facts__isnull=False)
    _settle_members(actor, role)
    if role.kind != Role.Kind.STEP or not told.exists():
        actions.update_role(actor, role, external_id=None)
    elif role.is_active:
        actions.retire_role(actor, role)
    return role.name.lower()


def _unlinked_roles_named(name):
    linked = Role.objects.filter(external_id__isnull=False).values("external_id")
    rows = SyncRecord.objects.filter(kind=Kind.ROLE, role_name=name, deleted_at__isnull=True)
    return rows.exclude(external_id__in=linked).order_by("pk")


# -- memberships


def _settle_members(actor, role):
    rows = SyncRecord.objects.filter(kind=Kind.MEMBERSHIP, role_external_id=role.external_id)
    for record in rows.select_related("user").order_by("pk"):
        _settle_membership(actor, record.user, role)


def _settle_membership(actor, user, role) -> None:
    """Have `user` in `role` exactly if a living record says so. Without the role it has to wait."""
    if user is None or role is None:
        return
    living = _living_records(user, role)
    row = Membership.objects.filter(user=user, role=role).first()
    if living or row:
        row = actions.set_membership(actor, user, role, is_active=bool(living))
    if row and row.external_id != (living[0] if living else None):
        Membership.objects.filter(external_id__in=living).exclude(pk=row.pk).update(external_id=None)
        Membership.objects.filter(pk=row.pk).update(external_id=living[0] if living else None)


def _living_records(user, role) -> list[str]:
    if _is_deleted(role.external_id):
        return []
    rows = SyncRecord.objects.filter(
        Q(facts__is_active=True),
        kind=Kind.MEMBERSHIP,
        user=user,
        role_external_id=role.external_id,
        deleted_at__isnull=True,
    )
    return sorted(rows.values_list("external_id", flat=True))


def _known_person(actor, facts) -> User | None:
    user = User.objects.filter(external_id=facts.user_external_id).first()
    if user is not None or not facts.email:
        return user
    user = User.objects.filter(email=facts.email).first()
    if user is None:
        return None
    if user.external_id:
        raise Conflict(_("The address %(email)s belongs to another person.") % {"email": facts.email})
    user.external_id = facts.user_external_id
    user.save(update_fields=["external_id"])
    record_event(actor, "user.linked", "user", user.pk, after={"external_id": user.external_id})
    return user


def _new_person(actor, facts) -> User:
    return actions.create_user(
        actor, email=facts.email, full_name=facts.full_name, external_id=facts.user_external_id
    )
