"""Taking messages: when `take_all` returns, each of them is dealt with and committed, and may be acked.

New tickets are written together; whatever cannot be, and whatever went wrong together, is taken one by
one, so that one bad message spoils nobody else's. What cannot be used becomes a dead letter. Only an
outage of the database gets out (OUTAGES): nothing is acked then, and the same call may be repeated.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    transaction,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.actions.receive_batch import known_numbers, receive_new
from tickets_app.ingest import codec, inbox, tickets
from tickets_app.ingest.codec import Call, Envelope, Unusable
from tickets_app.ingest.failpoints import reach
from tickets_app.ingest.handlers import HANDLERS, sender
from tickets_app.intake import GivenTicket
from tickets_app.models import DeadLetter, HeldMessage, InboxMessage
from tts.core.actor import Actor
from tts.core.errors import ActionError, Conflict, Invalid

Outcome = InboxMessage.Outcome
DEATHS = 5
HELD_AGAIN = timedelta(minutes=1)  # far longer than taking one lasts
OUTAGES = (OperationalError, InterfaceError, ProgrammingError)
LOST_RACES = (IntegrityError, Conflict)
# What the content of a message can provoke, by a mistake of its sender or of this program.
REFUSALS = (Unusable, ActionError)
MISTAKES = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, AssertionError,
    ValidationError, ObjectDoesNotExist, DataError, IntegrityError,
)  # fmt: skip
log = logging.getLogger(__name__)


@dataclass
class Letter:
    """A message with what could be read of it; `problem` says why it cannot be used, "" if it can."""

    envelope: Envelope
    name: str
    call: Call | None = None
    payload: dict | None = None
    given: GivenTicket | None = None
    problem: str = ""

    @property
    def queue(self) -> str:
        return self.envelope.queue

    @property
    def actor(self) -> Actor:
        return Actor(request_id=self.name[:64], rule="message queue")

    def is_due(self, at: datetime) -> bool:
        """Whether its sender lets it be taken now."""
        return self.call is None or self.call.eta is None or self.call.eta <= at


def read(envelope: Envelope) -> Letter:
    """What can be read of a message."""
    letter = Letter(envelope, _name(envelope))
    try:
        letter.call = codec.decode(envelope)
        letter.payload = HANDLERS[envelope.queue].payload(letter.call)
        if envelope.queue == tickets.QUEUE:
            letter.given = tickets.read(letter.payload)
    except (*REFUSALS, *MISTAKES) as error:
        letter.problem = reason(error)
        if letter.payload is None and letter.call is not None:
            letter.payload = codec.first_object(letter.call)
    return letter


def _name(envelope):
    """What tells a repeat. Without an id a ticket is told by its text; what is in order can be repeated."""
    named = codec.message_id(envelope)
    if named is None and HANDLERS[envelope.queue].in_order:
        return f"none:{uuid.uuid4()}"
    return named or codec.digest(envelope)


def reason(error: Exception) -> str:
    """Why a message cannot be used, in words."""
    if isinstance(error, Invalid):
        return "; ".join(f"{field}: {' '.join(texts)}" for field, texts in error.details.items())
    if isinstance(error, REFUSALS):
        return str(error)
    return _("It met a mistake of this program: %(error)s.") % {"error": codec.shown(repr(error))}


def take_all(letters: Sequence[Letter]) -> None:
    """Take messages, in order of arrival where order matters."""
    at = timezone.now()
    done = _take_together([letter for letter in letters if _is_plain(letter, at)], at)
    for letter in letters:
        if letter.name not in done:
            take_one(letter, at)


def _is_plain(letter, at) -> bool:
    """Whether the letter may be written together with others: a ticket on its first delivery."""
    first_time = not letter.envelope.redelivered
    return first_time and letter.given is not None and not letter.problem and letter.is_due(at)


def _take_together(letters, at) -> set[str]:
    """Take those with new numbers in one transaction. Answers their names; none when anything went wrong."""
    if len(letters) < 2:
        return set()
    try:
        with transaction.atomic():
            taken = _receive_new(letters, at)
            reach("batch_before_commit")
    except (DatabaseError, *REFUSALS, *MISTAKES) as error:
        log.warning("%s messages are taken one by one: %r", len(letters), error)
        return set()
    reach("batch_after_commit")
    return taken


def _receive_new(letters, at) -> set[str]:
    known = known_numbers([letter.given for letter in letters])
    fresh: dict[str, Letter] = {}
    for letter in letters:
        if letter.given.number not in known and letter.name not in fresh:
            fresh[letter.name] = letter
            known |= {letter.given.number} - {None}
    names = inbox.enter(list(fresh), tickets.QUEUE, Outcome.CREATED, at)
    ours = [letter for name, letter in fresh.items() if name in names]
    receive_new([(sender(letter.actor, letter.given), letter.given) for letter in ours], at)
    return names


def take_one(letter: Letter, at: datetime) -> None:
    """Take one message in a transaction of its own, or keep it as a dead letter."""
    if letter.envelope.redelivered and inbox.note_attempt(letter.name, letter.queue, at) > DEATHS:
        letter.problem = _died()
    if letter.problem:
        bury(letter, letter.problem, at)
        return
    try:
        _take(letter, at)
    except LOST_RACES:
        # Somebody else entered or changed the same person, role or ticket a moment ago; now it is there.
        _take(letter, at, last=True)
    reach("single_after_commit")


def _take(letter, at, last=False):
    try:
        with transaction.atomic():
            if inbox.claim(letter.name, letter.queue, at):
                inbox.finish(letter.name, _apply(letter, at))
            reach("single_before_commit")
    except (*REFUSALS, *MISTAKES) as error:
        if isinstance(error, LOST_RACES) and not last:
            raise
        bury_after(error, letter, at)
    except OperationalError as error:
        if not _is_of_content(error):
            raise
        bury_after(error, letter, at)


def _apply(letter, at) -> Outcome:
    if not letter.is_due(at):
        HeldMessage.objects.create(due_at=letter.call.eta, **_whole(letter, at))
        return Outcome.HELD
    return HANDLERS[letter.queue].apply(letter.actor, letter.payload, at)


def _is_of_content(error) -> bool:
    """Whether the database refused what it was given (too much of it), rather than being away."""
    return getattr(error.__cause__, "sqlstate", None) is not None and error.__cause__.sqlstate[:2] == "54"


def bury_after(error: Exception, letter: Letter, at: datetime) -> None:
    """Keep as a dead letter a message that met `error`."""
    if not isinstance(error, REFUSALS):
        log.exception("message %s of %s", letter.name, letter.queue, exc_info=error)
    bury(letter, reason(error), at)


@transaction.atomic
def bury(letter: Letter, why: str, at: datetime) -> None:
    """Keep a message as a dead letter, whole, with the reason; once, however often it comes."""
    if not inbox.claim(letter.name, letter.queue, at):
        return
    DeadLetter.objects.create(reason=why, payload=letter.payload, **_whole(letter, at))
    inbox.finish(letter.name, Outcome.DEAD)


def _whole(letter, at) -> dict:
    envelope = letter.envelope
    return {
        "message_id": letter.name,
        "queue": letter.queue,
        "headers": codec.storable(envelope.headers),
        "properties": codec.storable(envelope.properties),
        "body": bytes(envelope.body),
        "received_at": at,
    }


def take_due() -> int:
    """Take the held messages whose time has come, oldest first. Answers how many."""
    taken = 0
    while (found := _begin_due(timezone.now())) is not None:
        _take_held(*found)
        taken += 1
    return taken


@transaction.atomic
def _begin_due(at) -> tuple[HeldMessage, Letter, datetime] | None:
    """The held message that is due first, and `at`; None where none is.

    That work on it begins is committed before: should it kill the process, the others go first for a while,
    and the count tells.
    """
    due = HeldMessage.objects.select_for_update(skip_locked=True).filter(due_at__lte=at)
    held = due.order_by("due_at", "pk").first()
    if held is None:
        return None
    letter = read(Envelope(held.queue, bytes(held.body), held.headers, held.properties))
    letter.name = held.message_id
    if inbox.note_held_attempt(letter.name) > DEATHS:
        letter.problem = _died()
    HeldMessage.objects.filter(pk=held.pk).update(due_at=at + HELD_AGAIN)
    return held, letter, at


@transaction.atomic
def _take_held(held, letter, at):
    if not HeldMessage.objects.filter(pk=held.pk).delete()[0]:
        return  # another consumer took it, while this one stood still for longer than that
    inbox.finish(letter.name, Outcome.BEGUN)
    take_one(letter, at)


def _died() -> str:
    return _("The process died each of %(times)s times that it took this.") % {"times": DEATHS}
