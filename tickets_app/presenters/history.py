"""A ticket's recorded events in words: who did what, on whose behalf, and why. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tickets_app.guests import BY_LINK
from tickets_app.models import ClockKind, TicketStatus
from tickets_app.presenters.people import Names
from tts.core.models import AuditEvent
from workflows_app.condition_data import ConditionError
from workflows_app.conditions import explain

PUBLIC_ACTIONS = {
    "ticket.received", "ticket.workflow_assigned", "ticket.closed", "task.begun", "task.transitioned",
    "task.completed", "task.held", "task.resumed", "task.cancelled", "task.rejected", "task.reopened",
    "ticket.withdrawn", "ticket.rated",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of the history. `details`: what follows from it; `note`: what the person wrote."""

    at: datetime
    symbol: str
    sentence: str
    details: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Reader:
    """For whom the history is told: `notes` of others are for staff only, `everything` is not for
    requesters."""

    user_id: int
    everything: bool
    notes: bool


def entries(events: Iterable[AuditEvent], names: Names, reader: Reader) -> list[Entry]:
    """The history, newest first: by when things happened, for a threshold is recorded after its time."""
    shown = [event for event in events if reader.everything or event.action in PUBLIC_ACTIONS]
    return [_entry(event, names, reader) for event in sorted(shown, key=_moment, reverse=True)]


def _moment(event: AuditEvent):
    return event.at, event.pk


def _entry(event, names, reader) -> Entry:
    tell, symbol = TELLERS.get(event.action, (_anything, "info-circle"))
    if not reader.everything:
        tell = PLAIN.get(event.action, tell)
    may_read = reader.notes or event.actor_id == reader.user_id
    # Why a clock stood is a fact of the ticket, not a note about it.
    is_fact = reader.everything and event.action == "task.held"
    note = event.note if may_read or is_fact else ""
    details = tuple(_details(event, names)) if reader.everything else ()
    return Entry(event.at, symbol, tell(event, _who(event, names)), details, note)


def _who(event, names: Names) -> str:
    if event.rule.get("rule") == BY_LINK:
        return _("The requester")
    who = names.person(event.actor_id)
    if event.on_behalf_of_id is None:
        return who
    return _("%(who)s, acting for %(holder)s,") % {
        "who": who,
        "holder": names.person(event.on_behalf_of_id),
    }


def _details(event, names) -> Iterator[str]:
    before, after = event.before.get("ticket", {}), event.after.get("ticket", {})
    if event.action == "ticket.updated":
        for name, value in after.items():
            yield from _changed(name, before.get(name), value)
    if event.rule and event.action in ("task.assigned", "task.owner_drawn", "task.drained"):
        return
    owner_id = event.after.get("task", {}).get("owner_id")
    if owner_id:
        yield _("Owned by %(who)s") % {"who": names.person(owner_id)}
    yield from _assignments(event, names)


def _changed(name, old, new) -> Iterator[str]:
    label = name.replace("_", " ").capitalize()
    if isinstance(new, dict):
        old = old if isinstance(old, dict) else {}
        for key, value in new.items():
            if old.get(key) != value:
                yield from _changed(key, old.get(key), value)
    else:
        facts = {"name": label, "old": _shown(old), "new": _shown(new)}
        yield _("%(name)s: %(old)s → %(new)s") % facts


def _shown(value) -> str:
    return _("nothing") if value in (None, "") else str(value)


def _assignments(event, names) -> Iterator[str]:
    """Whom the event left with the work."""
    for facts in event.after.get("items", {}).values():
        if "user_id" not in facts:
            continue
        if facts["user_id"] is None:
            role = names.role(facts.get("role_id")) or _("its role")
            yield _("Waits: nobody of %(role)s is available") % {"role": role}
        else:
            yield _("Assigned to %(who)s") % {"who": names.person(facts["user_id"])}


def _received(event, who):
    source = event.after.get("ticket", {}).get("source_service")
    if source:
        return _("Arrived from %(source)s") % {"source": source}
    if event.actor_id is None:
        return _("The ticket arrived")
    return _("%(who)s filed this ticket") % {"who": who}


def _transitioned(event, who):
    facts = {
        "who": who,
        "name": event.after.get("transition", {}).get("name", ""),
        "from": event.before.get("task", {}).get("step_name", ""),
        "to": event.after.get("task", {}).get("step_name") or event.before.get("task", {}).get("step_name"),
    }
    return _("%(who)s chose “%(name)s”: %(from)s → %(to)s") % facts


def _automatic(event, who):
    facts = {**event.rule, "why": condition_words(event.rule.get("condition"))}
    if not facts["why"]:
        return _("Went on by itself by “%(transition)s”: %(from)s → %(to)s") % facts
    return _("Went on by itself by “%(transition)s”: %(from)s → %(to)s, because %(why)s") % facts


def condition_words(condition) -> str:
    """A condition in words; one that this version cannot read any more as it is."""
    try:
        return explain(condition)
    except ConditionError:
        return str(condition)


def _completed(event, who):
    facts = {"who": who, "step": event.before.get("task", {}).get("step_name", "")}
    return _("%(who)s completed %(step)s: resolved") % facts


def _crossed(event, who):
    """A threshold of a clock, with what the rule saw."""
    clock = {
        ClockKind.TICKET: _("the ticket"),
        ClockKind.STEP: event.rule.get("step", ""),
        ClockKind.FIRST_RESPONSE: _("the first response"),
    }.get(event.rule.get("clock"), "")
    facts = {"clock": clock, "percent": round(event.rule.get("share", 0) * 100)}
    if event.action == "sla.breach":
        return _("Time ran out for %(clock)s") % facts
    return _("%(percent)s %% of the time for %(clock)s was used") % facts


def _rated(event, who):
    return _("%(who)s rated it %(score)s of 5") % {"who": who, "score": event.after["rating"]["score"]}


def _linked(event, who):
    """Without the other's number: not everyone who reads this sees the other ticket."""
    link = event.after.get("link", {})
    if link.get("kind") != "duplicate":
        return _("%(who)s linked it to another ticket") % {"who": who}
    if link.get("is_other"):
        return _("%(who)s marked another ticket as a duplicate of it") % {"who": who}
    return _("%(who)s ended it as a duplicate of another ticket") % {"who": who}


def _status(event, who):
    status = event.after.get("ticket", {}).get("status", "")
    label = TicketStatus(status).label if status in TicketStatus.values else status
    return _("%(who)s ended it: %(status)s") % {"who": who, "status": label}


def _says(template) -> Callable[[AuditEvent, str], str]:
    """A teller for a sentence that names no more than the actor."""
    return lambda event, who: str(template) % {"who": who}


def _anything(event, who):
    return _("%(who)s: %(action)s") % {"who": who, "action": event.action}


TELLERS = {
    "ticket.received": (_received, "ticket"),
    "ticket.updated": (_says(_lazy("%(who)s changed the facts")), "edit"),
    "ticket.repeated_after_close": (_says(_lazy("Sent again after it was closed; nothing changed")), "copy"),
    "ticket.workflow_assigned": (_says(_lazy("%(who)s gave it a workflow")), "schema"),
    "ticket.withdrawn": (_status, "circle-x"),
    "ticket.rated": (_rated, "star"),
    "ticket.linked": (_linked, "link"),
    "ticket.unlinked": (_says(_lazy("%(who)s took a link to another ticket away")), "link"),
    "ticket.closed": (_says(_lazy("%(who)s closed the ticket")), "archive"),
    "task.begun": (_says(_lazy("%(who)s began work")), "player-play"),
    "task.transitioned": (_transitioned, "arrow-right"),
    "task.automatic_transition": (_automatic, "git-branch"),
    "task.automatic_stopped": (_says(_lazy("Automatic transitions stopped: each runs once")), "ban"),
    "task.completed": (_completed, "circle-check"),
    "task.held": (_says(_lazy("%(who)s put it on hold")), "player-pause"),
    "task.resumed": (_says(_lazy("%(who)s resumed it")), "player-play"),
    "task.assigned": (_says(_lazy("%(who)s assigned it")), "user"),
    "task.drained": (_says(_lazy("Waiting work went to whoever became available")), "users"),
    "task.owned": (_says(_lazy("It has an owner now")), "flag"),
    "task.owner_drawn": (_says(_lazy("The owner was drawn by turn")), "users"),
    "task.transferred": (_says(_lazy("%(who)s transferred it")), "arrows-exchange"),
    "task.escalated": (_says(_lazy("%(who)s escalated it")), "arrow-up"),
    "sla.warning": (_crossed, "clock"),
    "sla.at_risk": (_crossed, "clock"),
    "sla.breach": (_crossed, "alert-triangle"),
    "task.cancelled": (_status, "circle-x"),
    "task.rejected": (_status, "circle-x"),
    "task.reopened": (_says(_lazy("%(who)s reopened it")), "refresh"),
}
# What a requester is told in other words.
PLAIN = {"ticket.workflow_assigned": _says(_lazy("%(who)s decided how it is handled"))}
