"""Signing in by a JWT of the platform's identity provider, and by the browser session, for REST.

Rules of SPEC 9: a bad Bearer is 401; a bad cookie token is ignored; a request that rides on a cookie of
either kind must come from our own pages or from a listed origin.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, CSRFCheck, get_authorization_header

from tts.accounts import api_tokens, claims, identities
from tts.accounts.claims import BadToken, Claims
from tts.accounts.models import User
from tts.core.errors import Conflict

COOKIE = "access_token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


def person_of(token: str) -> User:
    """The active person a token stands for; unknown ones are created from its claims.

    Raises BadToken for a token that is malformed, expired, signed otherwise, or of an inactive person.
    """
    return _identified(token)[0]


def _identified(token) -> tuple[User, Claims]:
    said = claims.read(token, [settings.DJANGO_JWT_SIGNING_KEY, *settings.DJANGO_JWT_OLD_SIGNING_KEYS])
    try:
        user = identities.person_for(said)
    except Conflict as error:
        raise BadToken(error.message) from error
    if not user.is_active:
        raise BadToken(_("This person is not active."))
    return user, said


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
    """`Authorization: Bearer <token>`: a JWT of the identity provider, or an API token of our own.

    Needs no CSRF token, since no browser sends it by itself. A token that is the credential of a service
    names it: `request.machine`.
    """

    def authenticate(self, request):
        kind, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        try:
            return _api_token(request, token.strip()) or _jwt(request, token.strip())
        except BadToken as error:
            raise exceptions.AuthenticationFailed(str(error)) from error

    def authenticate_header(self, request):
        return 'Bearer realm="tts"'


def _api_token(request, secret):
    if not secret.startswith(api_tokens.MARK):
        return None
    token = api_tokens.known(secret)
    api_tokens.require_scope(token, request.method, request.path)
    request._request.machine = token.service
    return token.user, token


def _jwt(request, token):
    user, said = _identified(token)
    request._request.machine = said.service
    return user, said


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
    """Whether the Origin header names this site or one of CORS_ALLOWED_ORIGINS."""
    ours = f"{request.scheme}://{request.get_host()}"
    listed = (ours, *settings.CSRF_TRUSTED_ORIGINS, *settings.CORS_ALLOWED_ORIGINS)
    return request.headers.get("Origin", "") in listed


def _require_csrf_token(request):
    check = CSRFCheck(lambda request: None)
    check.process_request(request)
    reason = check.process_view(request, None, (), {})
    if reason:
        raise exceptions.PermissionDenied(_("CSRF check failed: %(why)s") % {"why": reason})
