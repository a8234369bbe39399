"""What a token of the platform's identity provider says (SPEC 9), checked and read. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import jwt
from django.utils.translation import gettext as _

SYSTEM_NAME = "tts"
LONGEST_TOKEN = 16 * 1024  # characters; no server takes a longer header either
LONGEST = {"user_id": 64, "email": 254, "username": 150, "full_name": 150, "service": 64}


class BadToken(Exception):
    """The token is not one that lets somebody in; the message says why."""


class WrongKey(BadToken):
    """The token was signed with another key."""


@dataclass(frozen=True)
class Claims:
    """Whom a token names. `role_names`: their roles in this system. `service`: the name of another
    service, where the token is that service's own credential; "" for a person."""

    external_id: str
    email: str = ""
    username: str = ""
    full_name: str = ""
    role_names: tuple[str, ...] = ()
    service: str = ""


def read(token: str, keys: Iterable[str]) -> Claims:
    """The claims of `token`, signed with HS256 and one of `keys`. Without any, no token is accepted.

    Several are tried while a key is being replaced: what the old one signed is good until it expires. Raises
    BadToken, saying what is wrong by the first key.
    """
    if len(token) > LONGEST_TOKEN:
        raise BadToken(_("The token is too long."))
    refusals = []
    for key in filter(None, keys):
        try:
            return claims_of(_decoded(token, key))
        except WrongKey as refusal:
            refusals.append(refusal)
    raise refusals[0] if refusals else BadToken(_("Tokens are not accepted here."))


def _decoded(token, key) -> dict:
    # A clock that runs a little ahead elsewhere, or a subject of another type, is no reason to refuse.
    options = {"require": ["exp"], "verify_iat": False, "verify_sub": False}
    try:
        return jwt.decode(token, key, algorithms=["HS256"], options=options)
    except jwt.InvalidSignatureError as error:
        raise WrongKey(_("The token is not valid: %(why)s") % {"why": error}) from error
    except (jwt.InvalidTokenError, OverflowError, RecursionError, ValueError) as error:
        raise BadToken(_("The token is not valid: %(why)s") % {"why": error}) from error


def claims_of(data: Mapping) -> Claims:
    """`data` as Claims. Raises BadToken for a claim that is missing or cannot be stored."""
    user_id = data.get("user_id")
    if isinstance(user_id, int) and not isinstance(user_id, bool):
        user_id = str(user_id)
    external_id = _text({"user_id": user_id}, "user_id")
    if not external_id:
        raise BadToken(_("The token has no user_id."))
    return Claims(
        external_id=external_id,
        email=_text(data, "email").lower(),
        username=_text(data, "username"),
        full_name=_text(data, "full_name"),
        role_names=tuple(_role_names(data.get("roles"))),
        service=_text(data, "service"),
    )


def _text(data, name) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not _storable(value) or len(value) > LONGEST[name]:
        raise BadToken(_("The token's %(name)s is not usable.") % {"name": name})
    return value.strip()


def _storable(text) -> bool:
    return "\x00" not in text and not any(0xD800 <= ord(char) <= 0xDFFF for char in text)


def _role_names(given) -> list[str]:
    """Names of this system's roles in the claim: "tts:Admin" or {"system": "tts", "role": "Admin"}."""
    pairs = [_system_and_name(entry) for entry in given] if isinstance(given, list) else []
    return [
        name.strip()
        for system, name in pairs
        if str(system).lower() == SYSTEM_NAME and isinstance(name, str) and _storable(name)
    ]


def _system_and_name(entry) -> tuple:
    if isinstance(entry, str):
        system, _colon, name = entry.partition(":")
        return system, name
    return (entry.get("system"), entry.get("role")) if isinstance(entry, dict) else (None, None)
