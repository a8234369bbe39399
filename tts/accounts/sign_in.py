"""Signing in by password: one look-up and one hash for every try, and who a try counts against."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q

from tts.accounts.models import User

AXES_LOGIN_LENGTH = 255


class PasswordBackend(AuthenticationBackend):
    """E-mail or user name, and a password.

    Hashes exactly once whether the person exists or not (allauth's own backend hashes once more for
    every way in which a known person is found), so that the time taken tells nothing.
    """

    def _authenticate(self, request, **credentials):
        login = credentials.get("username") or credentials.get("email") or ""
        return self._check_password(person_called(login), credentials["password"])


def person_called(login: str) -> User | None:
    """The person with this user name or e-mail address; a user name goes before someone's address."""
    found = User.objects.filter(Q(username=login) | Q(email=login.lower()))
    return min(found, key=lambda person: person.username != login, default=None)


def login_tried(request, credentials=None) -> str:
    """For axes: the name that a failed try counts against, the same in whatever case it was typed."""
    credentials = credentials or {}
    login = credentials.get("username") or credentials.get("email") or credentials.get("login")
    return (login or request.POST.get("login", "")).strip().lower()[:AXES_LOGIN_LENGTH]
