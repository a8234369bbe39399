"""Whose socket it is: the same cookies count as for pages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from tts.accounts.models import User
from tts.accounts.tokens import cookie_person
from tts.core.rows import Columns, prepared

SESSION = Columns(Session, "own")
LASTING = f"SELECT {SESSION.sql} FROM django_session AS own WHERE session_key IN ({{}}) AND expire_date > %s"
WHO = (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY)


@dataclass(frozen=True, eq=False)
class SignIn:
    """That `user` was signed in by `cookies`, and what that rested on: for one without a session a token."""

    user: User
    cookies: Mapping[str, str]
    session_key: str
    session_said: tuple


def person_of(cookies: Mapping[str, str]) -> User | None:
    """The person who is signed in by session or token cookie at this moment; None for nobody."""
    sign_in = sign_in_of(cookies)
    return sign_in and sign_in.user


def sign_in_of(cookies: Mapping[str, str]) -> SignIn | None:
    """By what a person is signed in at this moment; None for nobody."""
    request = HttpRequest()
    request.COOKIES = dict(cookies)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user, key = get_user(request), request.session.session_key
    if not user.is_authenticated:
        user, key = cookie_person(request), ""
    if user is None or not user.is_active:
        return None
    return SignIn(user, cookies, key, _who(request.session))


def _who(session: Mapping) -> tuple:
    return tuple(session.get(name) for name in WHO)


def still_signed_in(sign_ins: Collection[SignIn]) -> list[SignIn]:
    """Those whose session lasts and names the same person as it did, or whose token does. One query
    for all sessions.

    It remains for the caller to see that the account is as it was: `is_account_of`.
    """
    keys = {sign_in.session_key for sign_in in sign_ins if sign_in.session_key}
    said = {row.session_key: _who(row.get_decoded()) for row in _sessions(list(keys))}
    return [each for each in sign_ins if _lasts(each, said)]


def _sessions(keys) -> list[Session]:
    if not keys:
        return []
    with prepared() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(LASTING.format(", ".join(["%s"] * len(keys))), [*keys, now])
        return [SESSION.instance(values) for values in cursor.fetchall()]


def _lasts(sign_in, said) -> bool:
    if sign_in.session_key:
        return said.get(sign_in.session_key) == sign_in.session_said
    return person_of(sign_in.cookies) == sign_in.user


def is_account_of(sign_in: SignIn, user: User) -> bool:
    """Whether `user`, read anew, is who signed in, with the password of then: another one ends sessions."""
    return user == sign_in.user and user.is_active and user.password == sign_in.user.password
