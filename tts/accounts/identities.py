"""People as the platform's identity provider knows them: found, linked, or added from what it says."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from tts.accounts import actions
from tts.accounts.claims import Claims
from tts.accounts.models import Role, User
from tts.core.actor import SYSTEM, Actor
from tts.core.audit import record
from tts.core.errors import Conflict, Invalid

ACTOR = SYSTEM.by_rule("token of the identity provider")


def person_for(claims: Claims) -> User:
    """The person whom `claims` name: known by external id, else by e-mail (and then linked), else added.

    A known person's roles are the ones recorded here; a new one gets those of the claims that exist.
    Raises Conflict where nobody is known and nobody can be added.
    """
    user = _of_id(claims.external_id)
    if user is not None:
        return user
    try:
        with transaction.atomic():
            return _linked(claims) or _add(claims)
    except (IntegrityError, Invalid) as error:
        # Another request of the same new person may have been first.
        user = _of_id(claims.external_id)
        if user is None:
            raise Conflict(_refusal(error)) from error
        return user


def _of_id(external_id) -> User | None:
    return User.objects.filter(external_id=external_id).first()


def _refusal(error) -> str:
    if isinstance(error, Invalid):
        return " ".join(text for texts in error.details.values() for text in texts)
    return _("This e-mail address belongs to somebody else.")


def _linked(claims) -> User | None:
    if not claims.email:
        return None
    user = User.objects.filter(email=claims.email, external_id__isnull=True).first()
    if user is not None:
        link(ACTOR, user, claims.external_id)
    return user


@transaction.atomic
def link(actor: Actor, user: User, external_id: str) -> None:
    """Record the identity provider's id of a person known here; it vouches for their e-mail address."""
    user.external_id = external_id
    user.save(update_fields=["external_id"])
    vouch_for_email(user)
    record(actor, "user.linked", "user", user.pk, after={"external_id": external_id})


def vouch_for_email(user: User) -> None:
    """Count the person's e-mail address as verified: tickets that bear it are theirs."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _add(claims) -> User:
    taken = User.objects.filter(username=claims.username).exists()
    user = actions.create_user(
        ACTOR,
        email=claims.email,
        username=claims.email if taken else claims.username,
        full_name=claims.full_name,
        external_id=claims.external_id,
    )
    vouch_for_email(user)
    for role in _roles(claims.role_names):
        actions.set_membership(ACTOR, user, role)
    return user


def _roles(names) -> list[Role]:
    wanted = [name.lower() for name in names]
    roles = Role.objects.alias(key=Lower("name")).filter(key__in=wanted, retired_at__isnull=True)
    return list(roles.order_by("pk"))
