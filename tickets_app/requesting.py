"""In whose name a ticket comes."""

from dataclasses import replace

from tickets_app.intake import GivenTicket
from tts.accounts.access import standing
from tts.accounts.models import User
from tts.core.actor import Actor

NAMED_BY = ("requester_external_id", "requester_email", "requester_name")


def in_name_of(actor: Actor, given: GivenTicket) -> tuple[GivenTicket, User | None]:
    """`given` as `actor` may submit it, and the requester's account where that is the actor's own.

    Other systems and people with a role may name another requester; everybody else submits for
    themselves, and whom else they named is only kept with the rest. Another system's name is the source.
    """
    names_somebody = any(given.fields[name] for name in NAMED_BY)
    if actor.machine:
        return replace(given, fields={**given.fields, "source_service": actor.machine}), None
    if names_somebody and standing(actor.user).is_staff:
        return given, None
    extra = {**given.extra, "employee": _named(given)} if names_somebody else given.extra
    return replace(given, fields={**given.fields, **_account_of(actor.user)}, extra=extra), actor.user


def _named(given) -> dict[str, str]:
    return {name.removeprefix("requester_"): given.fields[name] for name in NAMED_BY if given.fields[name]}


def _account_of(user) -> dict[str, str]:
    return {
        "requester_external_id": user.external_id or "",
        "requester_name": user.full_name,
        "requester_email": user.email,
    }
