"""What administrators do about messages that got stuck: dead letters, what was given up, failed mails."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.actions.change import locked_ticket
from tickets_app.actions.hold import needed_reason
from tickets_app.actions.outgoing import STATUS_TASK, ticket_status
from tickets_app.ingest import inbox
from tickets_app.ingest.codec import Envelope
from tickets_app.ingest.handlers import HANDLERS
from tickets_app.ingest.taking import MISTAKES, REFUSALS, read, reason
from tickets_app.models import DeadLetter, Notification, Ticket
from tts.core import outbox, strict_json
from tts.core.actor import Actor
from tts.core.audit import record
from tts.core.errors import Conflict, Invalid, NotFound
from tts.core.models import OutboxMessage

State = DeadLetter.State


def _waiting(letter_id) -> DeadLetter:
    letter = DeadLetter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None:
        raise NotFound
    if letter.state != State.WAITING:
        how = letter.get_state_display()
        raise Conflict(_("This letter was dealt with already: %(how)s.") % {"how": how})
    return letter


@transaction.atomic
def edit_letter(actor: Actor, letter_id: int, payload: dict) -> DeadLetter:
    """Set right what a dead letter says; the message itself stays as it came. Administrators.

    Raises Invalid for what cannot be stored, Conflict once the letter was dealt with.
    """
    letter = _waiting(letter_id)
    if not isinstance(payload, dict):
        raise Invalid({"payload": [_("This must be an object.")]})
    found = strict_json.problem(payload)
    if found:
        raise Invalid({"payload": [f"{found[0]}: {found[1]}"]})
    if payload == letter.payload:
        return letter
    before, letter.payload, letter.edited = letter.payload, payload, True
    letter.save(update_fields=["payload", "edited"])
    event = {"before": {"payload": before}, "after": {"payload": payload}}
    record(actor, "dead_letter.edited", "dead_letter", letter.pk, **event)
    return letter


@transaction.atomic
def _replay(actor, letter_id) -> tuple[DeadLetter, str]:
    """(the letter, why it still cannot be used or "")."""
    letter = _waiting(letter_id)
    try:
        with transaction.atomic():
            outcome = HANDLERS[letter.queue].apply(_as_the_queue(letter), _payload(letter), timezone.now())
            inbox.finish(letter.message_id, outcome)
    except (*REFUSALS, *MISTAKES) as error:
        letter.reason = reason(error)
        letter.save(update_fields=["reason"])
        return letter, letter.reason
    _deal_with(actor, letter, State.REPLAYED, str(outcome.label))
    record(actor, "dead_letter.replayed", "dead_letter", letter.pk, after={"outcome": str(outcome)})
    return letter, ""


def _as_the_queue(letter) -> Actor:
    return Actor(request_id=letter.message_id[:64], rule="message queue")


def _payload(letter) -> dict:
    """What to apply: what a person made of it, else what the message says, read anew."""
    if letter.edited:
        return letter.payload
    again = read(Envelope(letter.queue, bytes(letter.body), letter.headers, letter.properties))
    if again.problem:
        raise Invalid({"payload": [again.problem]})
    return again.payload


def _deal_with(actor, letter, state, note):
    letter.state, letter.note = state, note
    letter.handled_at, letter.handled_by = timezone.now(), actor.user
    letter.save(update_fields=["state", "note", "handled_at", "handled_by"])


def replay_letter(actor: Actor, letter_id: int) -> DeadLetter:
    """Take a dead letter as if it came just now. Raises Invalid with the reason when it still cannot be."""
    letter, problem = _replay(actor, letter_id)
    if problem:
        raise Invalid({"payload": [problem]}, _("It still cannot be used."))
    return letter


def replay_waiting(actor: Actor, letter_ids: list[int]) -> tuple[int, int]:
    """Replay several letters, oldest first. Answers (how many could be used, how many could not)."""
    used = 0
    for letter_id in sorted(letter_ids):
        try:
            replay_letter(actor, letter_id)
        except (Invalid, Conflict, NotFound):
            continue
        used += 1
    return used, len(letter_ids) - used


@transaction.atomic
def discard_letter(actor: Actor, letter_id: int, why: str) -> DeadLetter:
    """Give a dead letter up, with a reason. It is kept, but waits no more."""
    why = needed_reason(why)
    letter = _waiting(letter_id)
    _deal_with(actor, letter, State.DISCARDED, why)
    record(actor, "dead_letter.discarded", "dead_letter", letter.pk, note=why)
    return letter


@transaction.atomic
def retry_outgoing(actor: Actor, row_id: int) -> OutboxMessage:
    """Send anew what was given up; of a ticket's status, the present one. Conflict unless it is dead."""
    row = OutboxMessage.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    args = _present_status(row.order_key) if row.task_name == STATUS_TASK else None
    anew = outbox.replace_dead(row_id, args)
    if anew is None:
        raise Conflict(_("This message is not given up (any more)."))
    record(actor, "outbox.retried", "outbox", row_id, after={"anew": anew.pk, "args": anew.args})
    return anew


def _present_status(number) -> list | None:
    """Read under the lock that every change of status takes, so that no later one is overtaken."""
    ticket_id = Ticket.objects.filter(number=number).values_list("pk", flat=True).first()
    return ticket_status(locked_ticket(ticket_id)[0]).args if ticket_id else None


@transaction.atomic
def retry_notification(actor: Actor, notification_id: int) -> Notification:
    """Have a mail that failed for good tried again. Raises Conflict unless it failed."""
    notice = Notification.objects.select_for_update().filter(pk=notification_id).first()
    if notice is None:
        raise NotFound
    if notice.state != Notification.State.FAILED:
        raise Conflict(_("This notification has not failed (any more)."))
    notice.state, notice.attempts, notice.next_attempt_at = Notification.State.WAITING, 0, timezone.now()
    notice.save(update_fields=["state", "attempts", "next_attempt_at"])
    record(actor, "notification.retried", "notification", notice.pk)
    return notice
