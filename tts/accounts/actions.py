"""Changes to people, roles and memberships. Each is one transaction with its audit event."""

import hashlib
from datetime import datetime

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tts.accounts import checks, pictures, turns
from tts.accounts.models import Membership, Picture, Role, User
from tts.core.actor import Actor
from tts.core.audit import changes, record
from tts.core.errors import Conflict, Invalid
from tts.core.hooks import Hook

# Called as pool_changed(role_ids=[...], at=...) in the transaction in which people became available.
pool_changed = Hook()


@transaction.atomic
def create_user(
    actor: Actor,
    *,
    email: str,
    username: str = "",
    full_name: str = "",
    external_id: str | None = None,
    password: str | None = None,
) -> User:
    """Add a person. Without a password they cannot sign in by one until they reset it.

    Raises Invalid for an e-mail or user name that is missing or taken.
    """
    email = email.strip().lower()
    username = username.strip() or email
    checks.new_person(email, username, full_name)
    first, _space, last = full_name.strip().partition(" ")
    user = User(email=email, username=username, first_name=first, last_name=last, external_id=external_id)
    user.set_password(password)
    _insert(user)
    record(actor, "user.created", "user", user.pk, after={"email": email, "name": user.full_name})
    return user


def _insert(user):
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        # Someone else added the same person since it was checked.
        raise Invalid({"email": [_("Someone with this address or user name exists already.")]}) from error


@transaction.atomic
def invite(actor: Actor, *, email: str, full_name: str = "", username: str = "", roles=()) -> User:
    """Add a person in `roles`, who sets a password by the link of the invitation. Raises as `create_user`."""
    user = create_user(actor, email=email, username=username, full_name=full_name)
    for role in sorted(roles, key=lambda role: role.pk):
        set_membership(actor, user, role)
    return user


@transaction.atomic
def create_role(
    actor: Actor,
    *,
    name: str,
    description: str = "",
    kind: str = Role.Kind.STEP,
    policy: str = Role.Policy.ROUND_ROBIN,
    cap: int | None = None,
    external_id: str | None = None,
) -> Role:
    """Add a role with its Group and its turn. Raises Invalid for a name that is missing or taken."""
    values = checks.role_values({"name": name, "description": description, "policy": policy, "cap": cap})
    name = values["name"]
    group = Group.objects.create(name=f"role:{name}")
    role = Role.objects.create(**values, kind=kind, external_id=external_id, group=group)
    turns.refresh(role.pk)
    record(actor, "role.created", "role", role.pk, after={"name": name, "kind": kind})
    return role


@transaction.atomic
def update_role(actor: Actor, role: Role, **values) -> Role:
    """Change name, description, policy or cap of a role, or end its retirement (`retired_at=None`)."""
    values = checks.role_values(values, besides=role.pk)
    before, after = changes(role, values)
    if not after:
        return role
    for name, value in values.items():
        setattr(role, name, value)
    role.save()
    if "name" in after:
        Group.objects.filter(pk=role.group_id).update(name=f"role:{role.name}")
    turns.refresh(role.pk)
    record(actor, "role.updated", "role", role.pk, before=before, after=after)
    pool_changed(role_ids=[role.pk], at=timezone.now())
    return role


@transaction.atomic
def retire_role(actor: Actor, role: Role) -> None:
    """Take a role out of use: it draws nobody any more. Admin and coordinator roles cannot be retired."""
    if role.kind != Role.Kind.STEP:
        raise Conflict(_("%(role)s is needed by the system and cannot be retired.") % {"role": role.name})
    role.retired_at = timezone.now()
    role.save(update_fields=["retired_at"])
    turns.refresh(role.pk)
    record(actor, "role.retired", "role", role.pk, before={"is_active": True}, after={"is_active": False})


@transaction.atomic
def set_membership(
    actor: Actor,
    user: User,
    role: Role,
    *,
    is_active: bool = True,
    departments: list[str] | None = None,
    at: datetime | None = None,
) -> Membership:
    """Put `user` into `role`, change that membership, or end it (`is_active=False`).

    The role's Group and turn follow, and work that waits for the role is handed out. Raises Conflict for
    an administrator who would shut themselves out.
    """
    if role.kind == Role.Kind.ADMIN and not is_active and actor.id == user.pk:
        raise Conflict(_("You cannot take the administrator's role from yourself."))
    turns.lock(role.pk)
    row, created = Membership.objects.get_or_create(user=user, role=role, defaults={"is_active": False})
    values = {"is_active": is_active}
    if departments is not None:
        values["departments"] = departments
    before, after = changes(row, values)
    if not after and not created:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    (role.group.user_set.add if is_active else role.group.user_set.remove)(user)
    after["role"] = role.name
    record(actor, "membership.changed", "user", user.pk, before=before, after=after, at=at)
    _pool_follows([role.pk], at)
    return row


def _pool_follows(role_ids, at):
    for role_id in sorted(role_ids):
        turns.refresh(role_id)
    pool_changed(role_ids=sorted(role_ids), at=at or timezone.now())


@transaction.atomic
def set_away(
    actor: Actor,
    user: User,
    *,
    away_from: datetime | None,
    away_until: datetime | None,
    substitute: User | None = None,
    at: datetime | None = None,
) -> None:
    """Say when `user` is away (both None: present). Their turn is skipped meanwhile.

    Raises Invalid when the end is not after the beginning or the substitute is the person.
    """
    checks.absence(user, away_from, away_until, substitute)
    _save_person(
        actor, user, "user.away", at, away_from=away_from, away_until=away_until, substitute=substitute
    )


@transaction.atomic
def set_active(actor: Actor, user: User, is_active: bool, at: datetime | None = None) -> None:
    """Activate or deactivate a person. A deactivated one cannot sign in and gets no work."""
    if not is_active and actor.id == user.pk:
        raise Conflict(_("You cannot deactivate yourself."))
    _save_person(actor, user, "user.active", at, is_active=is_active)


@transaction.atomic
def set_superuser(actor: Actor, user: User, is_superuser: bool) -> None:
    """Let a person look at the tables of the database at /admin/, or no longer. A command's to call."""
    _change_person(actor, user, "user.superuser", None, {"is_superuser": is_superuser})


@transaction.atomic
def update_profile(actor: Actor, user: User, **values) -> None:
    """Change what a person sets for themselves: `first_name`, `last_name`, `time_zone`, `theme`.

    Raises Invalid for a time zone that does not exist or a name that is too long.
    """
    checks.time_zone(values.get("time_zone", ""))
    checks.fits(User, **{name: values[name] for name in ("first_name", "last_name") if name in values})
    _change_person(actor, user, "user.profile", None, values)


@transaction.atomic
def set_picture(actor: Actor, user: User, file: UploadedFile | None) -> None:
    """Have `user` shown by what `file` pictures. Raises as `pictures.made_from`."""
    content = pictures.made_from(file)
    Picture.objects.update_or_create(user=user, defaults={"content": content})
    name = hashlib.sha256(content).hexdigest()[:16]
    _change_person(actor, user, "user.picture", None, {"picture": name})


@transaction.atomic
def remove_picture(actor: Actor, user: User) -> None:
    """Have `user` shown by their initials again; nothing is kept of the picture."""
    Picture.objects.filter(user=user).delete()
    _change_person(actor, user, "user.picture", None, {"picture": ""})


def _change_person(actor, user, action, at, values) -> bool:
    before, after = changes(user, values)
    if not after:
        return False
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))
    record(actor, action, "user", user.pk, before=before, after=after, at=at)
    return True


def _save_person(actor, user, action, at, **values):
    if not _change_person(actor, user, action, at, values):
        return
    roles = Membership.objects.filter(user=user, is_active=True).values_list("role_id", flat=True)
    _pool_follows(list(roles), at)
