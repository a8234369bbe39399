"""Where a person is signed in: listed, and ended from elsewhere."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import NotFound

# The first that fits: the names that a browser gives itself contain those of others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Session:
    """One place where a person is signed in; `is_here`: the one that asks."""

    pk: int
    device: str
    address: str
    since: datetime
    is_here: bool


def sessions_of(user: User, key: str | None) -> list[Session]:
    """The live sessions of `user`, newest first; `key`: that of the session that asks."""
    rows = sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.created_at, reverse=True)
    return [
        Session(row.pk, device(row.user_agent), row.ip, row.created_at, row.session_key == key)
        for row in rows
    ]


def device(agent: str) -> str:
    """Browser and system in words, from the name that a browser gives itself."""
    browser = _known(agent, BROWSERS) or _("Unknown browser")
    system = _known(agent, SYSTEMS)
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


def _known(agent, names) -> str:
    return next((name for pattern, name in names if re.search(pattern, agent)), "")


@transaction.atomic
def end_session(actor: Actor, session_id: int) -> None:
    """Sign the actor out in one other place. NotFound for a session that is not theirs."""
    row = UserSession.objects.filter(pk=session_id, user=actor.user).first()
    if row is None:
        raise NotFound
    row.end()
    record(actor, "user.session_ended", "user", actor.id, after={"device": device(row.user_agent)})


@transaction.atomic
def end_others(actor: Actor, key: str | None) -> int:
    """Sign the actor out everywhere but in the session of `key`. Answers how many were ended."""
    rows = list(UserSession.objects.filter(user=actor.user).exclude(session_key=key or ""))
    for row in rows:
        row.end()
    if rows:
        record(actor, "user.sessions_ended", "user", actor.id, after={"count": len(rows)})
    return len(rows)
