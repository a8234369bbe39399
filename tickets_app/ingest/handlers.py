"""What is done with the messages of each queue."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from tickets_app.actions.receive import receive
from tickets_app.ingest import roles, tickets
from tickets_app.ingest.codec import Call
from tickets_app.models import InboxMessage
from tts.core.actor import Actor

Outcome = InboxMessage.Outcome


@dataclass(frozen=True)
class Handler:
    """`payload` finds what a call says and `apply` does it; both raise with a reason where they cannot.

    `in_order`: the queue's messages are taken one after the other, by one consumer at a time.
    """

    payload: Callable[[Call], dict]
    apply: Callable[[Actor, dict, datetime], Outcome]
    in_order: bool


def sender(actor: Actor, given) -> Actor:
    """`actor` speaking for the service that the ticket came from."""
    return replace(actor, machine=given.fields["source_service"])


def _receive(actor, data, at) -> Outcome:
    given = tickets.read(data)
    _ticket, created = receive(sender(actor, given), given, at=at, may_update=True)
    return Outcome.CREATED if created else Outcome.UPDATED


def _apply_role(actor, data, at) -> Outcome:
    return Outcome.APPLIED if roles.apply_role(actor, data) else Outcome.IGNORED


def _apply_membership(actor, data, at) -> Outcome:
    return Outcome.APPLIED if roles.apply_membership(actor, data) else Outcome.IGNORED


HANDLERS = {
    tickets.QUEUE: Handler(tickets.payload, _receive, in_order=False),
    roles.ROLE_QUEUE: Handler(roles.role_payload, _apply_role, in_order=True),
    roles.MEMBERSHIP_QUEUE: Handler(roles.membership_payload, _apply_membership, in_order=True),
}
