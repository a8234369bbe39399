"""Erasing a person: who they were is taken out, what they did stays.

Their row stays, since tickets and events name it by its id; it only says that somebody was erased.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils.translation import gettext as _

from tts.accounts.access import standing
from tts.accounts.models import ApiToken, Picture, SyncRecord, User
from tts.core import audit
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden, NotFound
from tts.core.hooks import Hook
from tts.core.ledger import erasing
from tts.core.models import IdempotencyKey

# Called as person_erased(actor=, user=, address=) in the transaction; `address` is the one they had.
person_erased = Hook()
ACTION = "user.erased"


@transaction.atomic
def erase(actor: Actor, user_id: int) -> User:
    """Take out of the product who a person is: names, address, ids, picture, sessions, credentials.

    For good, also from the audit trail, whose chain of hashes stays whole. Administrators only. Raises
    Forbidden, NotFound, and Conflict for somebody who is not switched off, or erased already.
    """
    if not standing(actor.user).is_admin:
        raise Forbidden(_("This is for administrators."))
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound
    if user.is_active:
        raise Conflict(_("Switch this person off first, and hand on their work."))
    if is_erased(user):
        raise Conflict(_("This person was erased already."))
    address, names = user.email, {user.email, user.username}
    _forget(user)
    _drop_what_is_theirs(user, names)
    erasing.erase("user", user.pk)
    audit.record(actor, ACTION, "user", user.pk)
    person_erased(actor=actor, user=user, address=address)
    return user


def is_erased(user: User) -> bool:
    """Whether the person was erased."""
    return user.email == _address(user)


def _address(user) -> str:
    """An address that cannot exist: no mail is ever sent to it."""
    return f"erased-{user.pk}@erased.invalid"


def _forget(user) -> None:
    user.email, user.username = _address(user), f"erased-{user.pk}"
    user.first_name = user.last_name = user.picture = user.time_zone = ""
    user.external_id = user.last_login = user.away_from = user.away_until = user.substitute = None
    user.set_unusable_password()
    user.save()


def _drop_what_is_theirs(user, names) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in (Picture, EmailAddress, Authenticator, ApiToken, IdempotencyKey):
        model.objects.filter(user=user).delete()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__in=names).delete()
    for told in SyncRecord.objects.filter(user=user, facts__isnull=False):
        told.facts = {**told.facts, "email": "", "full_name": "", "user_external_id": ""}
        told.save(update_fields=["facts"])
