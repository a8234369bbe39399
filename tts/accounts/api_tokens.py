"""API tokens: credentials for programs that a person makes, narrows and revokes.

A token is 256 random bits, so a plain SHA-256 of it is enough to know it again and tells nothing.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tts.accounts import checks
from tts.accounts.access import standing
from tts.accounts.claims import BadToken
from tts.accounts.models import ApiToken, User
from tts.core import audit
from tts.core.actor import Actor
from tts.core.api_paths import PREFIXES
from tts.core.errors import Forbidden, Invalid, NotFound

MARK = "tts_"
SHOWN = len(MARK) + 6
MOST_DAYS = 366
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# How exactly it is known when a token was last used.
USE_IS_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def create(
    actor: Actor, user: User, *, name: str, days: int, can_write: bool = False, areas=(), service: str = ""
) -> tuple[ApiToken, str]:
    """Make a token for `user`, valid for so many days; answers it and its secret, which is told only now.

    People make their own; administrators make those of others, and those of services. Raises Invalid naming
    the field, Forbidden for somebody else's.
    """
    _check_may(actor, user.pk)
    if service and not standing(actor.user).is_admin:
        raise Forbidden(_("Only administrators can make the credential of a service."))
    _check(name, days, areas, service)
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name.strip(),
        start=secret[:SHOWN],
        digest=_digest(secret),
        can_write=can_write,
        areas=sorted(areas),
        service=service.strip(),
        expires_at=timezone.now() + timedelta(days=days),
    )
    token.save(force_insert=True)
    facts = {"token": token.pk, "token_name": token.name, "can_write": can_write, "areas": token.areas}
    facts |= {"service": token.service, "expires_at": token.expires_at.isoformat()}
    audit.record(actor, "token.created", "user", user.pk, after=facts)
    return token, secret


def _check(name, days, areas, service):
    if not name.strip():
        raise Invalid({"name": [_("Say what it is for.")]})
    checks.fits(ApiToken, name=name.strip(), service=service.strip())
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": [_("Between 1 and %(most)s days.") % {"most": MOST_DAYS}]})
    unknown = sorted(set(areas) - set(PREFIXES))
    if unknown:
        raise Invalid({"areas": [_("There is no area %(name)s.") % {"name": unknown[0]}]})


@transaction.atomic
def revoke(actor: Actor, token_id: int) -> ApiToken:
    """End a token at once; one that has ended already stays as it is.

    Raises NotFound where there is none that the person may revoke.
    """
    token = (
        ApiToken.objects.select_for_update(of=("self",)).select_related("user").filter(pk=token_id).first()
    )
    if token is None or not (actor.id == token.user_id or standing(actor.user).is_admin):
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        facts = {"token": token.pk, "token_name": token.name}
        audit.record(actor, "token.revoked", "user", token.user_id, after=facts)
    return token


def _check_may(actor, user_id):
    if actor.id != user_id and not standing(actor.user).is_admin:
        raise Forbidden(_("Only administrators can make tokens for others."))


def known(secret: str) -> ApiToken:
    """The token with this secret, with its person. Raises BadToken: unknown, ended, or nobody's any more."""
    now = timezone.now()
    token = ApiToken.objects.select_related("user").filter(digest=_digest(secret)).first()
    if token is None or not token.is_usable(now):
        raise BadToken(_("This token is not known, or has ended."))
    if not token.user.is_active:
        raise BadToken(_("This person is not active."))
    if token.last_used_at is None or now - token.last_used_at > USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def require_scope(token: ApiToken, method: str, path: str) -> None:
    """Raise Forbidden unless `token` is for this kind of request."""
    if method not in SAFE_METHODS and not token.can_write:
        raise Forbidden(_("This token may only read."))
    area = path.strip("/").partition("/")[0]
    if token.areas and area not in token.areas:
        raise Forbidden(_("This token does not open /%(area)s/.") % {"area": area})


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
