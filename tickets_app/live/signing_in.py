"""Whose socket it is: the same cookies count as for pages."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from tts.accounts.models import User
from tts.accounts.tokens import cookie_person


def person_of(cookies: Mapping[str, str]) -> User | None:
    """The person who is signed in by session or token cookie at this moment; None for nobody."""
    request = HttpRequest()
    request.COOKIES = dict(cookies)
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    if not user.is_authenticated:
        user = cookie_person(request)
    return user if user is not None and user.is_active else None
