"""What happened to a ticket, as data: the recorded events, each as much as the person may know."""

from django.db.models import Q, QuerySet

from tickets_app.api.answers import person_data
from tickets_app.models import Ticket
from tickets_app.presenters import history
from tickets_app.presenters.people import Names
from tickets_app.presenters.ticket import PUBLIC, STAFF
from tts.accounts.models import Role, User
from tts.core.ids import id_in
from tts.core.models import AuditEvent

PUBLIC_FACTS = {"ticket": ("status", "priority"), "task": ("status", "step_name")}


def events_for(ticket: Ticket, level: str) -> QuerySet[AuditEvent]:
    """The events of a ticket that an audience may know of, oldest first."""
    events = AuditEvent.objects.filter(target_type="ticket", target_id=ticket.pk).order_by("pk")
    return events.filter(action__in=history.PUBLIC_ACTIONS) if level == PUBLIC else events


def log_entries(events: list[AuditEvent], user: User, ticket: Ticket, level: str) -> list[dict]:
    """`events` in the shape of serializers.LogEntry. Two queries."""
    people = _people(events)
    own = frozenset({user.pk, ticket.requester_id} - {None})
    roles = dict(Role.objects.values_list("pk", "name"))
    names = Names(people, roles, full=level != PUBLIC, unshortened=own)
    reader = history.Reader(user.pk, everything=level != PUBLIC, notes=level == STAFF)
    return [_entry(event, names, reader) for event in events]


def _people(events) -> dict[int, User]:
    named = {user_id for event in events for user_id in (event.actor_id, event.on_behalf_of_id)}
    for event in events:
        named.add(event.after.get("task", {}).get("owner_id"))
        named.update(facts.get("user_id") for facts in event.after.get("items", {}).values())
    return User.objects.in_bulk(named - {None})


def _entry(event, names: Names, reader) -> dict:
    (told,) = history.entries([event], names, reader)
    everything = reader.everything
    return {
        "id": event.pk,
        "at": event.at,
        "action": event.action,
        "text": told.sentence,
        "actor": _person(event.actor_id, names),
        "on_behalf_of": _person(event.on_behalf_of_id, names),
        "before": event.before if everything else _public(event.before),
        "after": event.after if everything else _public(event.after),
        "note": told.note,
        "rule": event.rule if everything else {},
    }


def _person(user_id, names: Names) -> dict | None:
    user = names.users.get(user_id)
    if user is None:
        return None
    in_full = names.full or user_id in names.unshortened
    return person_data(user, STAFF if in_full else PUBLIC)


def _public(facts) -> dict:
    """The part of an event's facts that requesters may know."""
    shown = {kind: _only(facts.get(kind, {}), names) for kind, names in PUBLIC_FACTS.items()}
    return {kind: values for kind, values in shown.items() if values}


def _only(facts, names) -> dict:
    return {name: facts[name] for name in names if name in facts}


def ticket_called(text: str) -> Q:
    """The ticket whose number is `text`, or whose id it is."""
    named = Q(number=text)
    number = id_in(text)
    return named if number is None else named | Q(pk=number)
