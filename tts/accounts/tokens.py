"""Signing in by a JWT of the platform's identity provider, and by the browser session, for REST.

Rules of SPEC 9: a bad Bearer is 401; a bad cookie token is ignored; a request that rides on a cookie of
either kind must come from our own pages or from a listed origin.
"""

from urllib.parse import urlsplit

import jwt
from django.conf import settings
from django.db import IntegrityError, transaction
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header

from tts.accounts import actions
from tts.accounts.models import Role, User
from tts.core.actor import SYSTEM

COOKIE = "access_token"
SYSTEM_NAME = "tts"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class BadToken(Exception):
    """The token is not one that lets somebody in; the message says why."""


def person_of(token: str) -> User:
    """The active person a token stands for; unknown ones are created from its claims.

    Raises BadToken for a token that is malformed, expired, signed otherwise, or of an inactive person.
    """
    claims = _claims(token)
    user = _known(claims) or _create(claims)
    if not user.is_active:
        raise BadToken(_("This person is not active."))
    return user


def _claims(token) -> dict:
    if not settings.DJANGO_JWT_SIGNING_KEY:
        raise BadToken(_("Tokens are not accepted here."))
    try:
        claims = jwt.decode(
            token, settings.DJANGO_JWT_SIGNING_KEY, algorithms=["HS256"], options={"require": ["exp"]}
        )
    except jwt.InvalidTokenError as error:
        raise BadToken(_("The token is not valid: %(why)s") % {"why": error}) from error
    if not isinstance(claims.get("user_id"), int | str) or not str(claims["user_id"]):
        raise BadToken(_("The token has no user_id."))
    if not isinstance(claims.get("email", ""), str):
        raise BadToken(_("The token's email is not text."))
    return claims


def _known(claims) -> User | None:
    external_id, email = str(claims["user_id"]), claims.get("email", "").strip().lower()
    user = User.objects.filter(external_id=external_id).first()
    if user is None and email:
        user = User.objects.filter(email=email, external_id__isnull=True).first()
        if user is not None:
            User.objects.filter(pk=user.pk).update(external_id=external_id)
            user.external_id = external_id
    return user


def _create(claims) -> User:
    if "@" not in claims.get("email", ""):
        raise BadToken(_("The token names a person not known here, without an e-mail address."))
    try:
        with transaction.atomic():
            return _create_with_roles(claims)
    except (IntegrityError, actions.Invalid) as error:
        # Another request of the same new person was first.
        user = _known(claims)
        if user is None:
            raise BadToken(_("The token's e-mail address belongs to another person.")) from error
        return user


def _create_with_roles(claims) -> User:
    username = claims.get("username") or claims["email"]
    if User.objects.filter(username=username).exists():
        username = claims["email"]
    actor = SYSTEM.by_rule("token of the identity provider")
    user = actions.create_user(
        actor,
        email=claims["email"],
        username=str(username)[:150],
        full_name=str(claims.get("full_name") or ""),
        external_id=str(claims["user_id"]),
    )
    for role in Role.objects.filter(name__in=_role_names(claims), retired_at__isnull=True).order_by("pk"):
        actions.set_membership(actor, user, role)
    return user


def _role_names(claims) -> list[str]:
    """Names of this system's roles in the claim: "tts:Admin" or {"system": "tts", "role": "Admin"}."""
    names = []
    given = claims.get("roles")
    for entry in given if isinstance(given, list) else []:
        if isinstance(entry, str):
            system, _colon, name = entry.partition(":")
        elif isinstance(entry, dict):
            system, name = entry.get("system"), entry.get("role")
        else:
            continue
        if str(system).lower() == SYSTEM_NAME and isinstance(name, str):
            names.append(name)
    return names


def cookie_person(request) -> User | None:
    """The person of the token cookie; None without a cookie or with one that lets nobody in."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    try:
        return person_of(token)
    except BadToken:
        return None


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`. Needs no CSRF token, since no browser sends it by itself."""

    def authenticate(self, request):
        kind, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        try:
            return person_of(token.strip()), token
        except BadToken as error:
            raise exceptions.AuthenticationFailed(str(error)) from error

    def authenticate_header(self, request):
        return 'Bearer realm="tts"'


class CookieSession(BaseAuthentication):
    """The browser session or the token cookie, as the middleware found it; needs proof of origin."""

    def authenticate(self, request):
        user = getattr(request._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        if request.method not in SAFE_METHODS and not from_listed_origin(request):
            _require_csrf_token(request._request)
        return user, None


def from_listed_origin(request) -> bool:
    """Whether the Origin header names this host or one of CORS_ALLOWED_ORIGINS."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return False
    return origin in settings.CORS_ALLOWED_ORIGINS or urlsplit(origin).netloc == request.get_host()


def _require_csrf_token(request):
    class Check(CsrfViewMiddleware):
        def _reject(self, request, reason):
            return reason

    check = Check(lambda request: None)
    check.process_request(request)
    reason = check.process_view(request, None, (), {})
    if reason:
        raise exceptions.PermissionDenied(_("CSRF check failed: %(why)s") % {"why": reason})
