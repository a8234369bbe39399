"""What the sockets at one ticket are to hear, worked out once for all of them.

Who may hear what is asked anew each time, for all at once, by the rules that hold for pages. What was said
looks the same to everybody with the same rights who has no part in it, so it is made once for those.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone

from tickets_app.access import directs
from tickets_app.comments import material
from tickets_app.comments.access import Part
from tickets_app.comments.page import of_ticket_itself, said_in, ticket_files
from tickets_app.comments.people import parts_at
from tickets_app.comments.presenters import talk_of
from tickets_app.live.hints import EVERYBODY, FULL, INTERNAL, audience
from tickets_app.live.kinds import CONVERSATION, KINDS
from tickets_app.live.signing_in import SignIn, is_account_of, still_signed_in
from tickets_app.models import Task, Ticket
from tts.accounts.models import User
from tts.accounts.zones import zone_of
from tts.core.models import AuditEvent
from tts.core.rows import Columns, prepared

# Worked out once: these are sent for each change at each ticket that somebody looks at.
TICKET, TASK, EVENT = Columns(Ticket, "ticket"), Columns(Task, "task"), Columns(AuditEvent, "event")
LOOKED_AT = f"""
SELECT {TICKET.sql}, {TASK.sql} FROM tickets_app_ticket AS ticket
LEFT JOIN tickets_app_task AS task ON task.ticket_id = ticket.id WHERE ticket.id = %s
"""
HAPPENED = f"""
SELECT {EVENT.sql} FROM core_auditevent AS event
WHERE target_type IN {KINDS} AND target_id = %s AND id > %s AND id <= %s ORDER BY id
"""


@dataclass(frozen=True)
class News:
    """Events of a ticket and its conversation, oldest first, and who of those that look at it may see it
    at this moment, with their part in it."""

    ticket: Ticket | None
    events: list[AuditEvent]
    seats: dict[SignIn, tuple[User, Part]]

    def known_to(self, part: Part, after: int) -> list[AuditEvent]:
        """The events after event `after` that somebody with that part may know of."""
        return [row for row in self.events if row.pk > after and may_know(part, row)]


def may_know(part: Part, event: AuditEvent) -> bool:
    """Whether somebody with that part may know that there was such an event."""
    return {EVERYBODY: True, FULL: part.full, INTERNAL: part.internal}[audience(event)]


def is_said(rows: Collection[AuditEvent]) -> bool:
    """Whether all of `rows` are of the conversation: those can be sent, others concern more of the page."""
    return all(row.target_type == CONVERSATION for row in rows)


def read(ticket_id: int, after: int, until: int, sign_ins: Collection[SignIn]) -> News:
    """The events after event `after` up to event `until`, and who of `sign_ins` may still see the ticket."""
    ticket = _ticket(ticket_id)
    if ticket is None:
        return News(None, [], {})
    parts = parts_at(ticket, {sign_in.user.pk for sign_in in sign_ins})
    people = {user.pk: user for user in parts}
    seats = {}
    for sign_in in still_signed_in(sign_ins):
        user = people.get(sign_in.user.pk)
        if user is not None and is_account_of(sign_in, user):
            seats[sign_in] = (user, parts[user])
    return News(ticket, _events(ticket_id, after, until), seats)


def _ticket(ticket_id) -> Ticket | None:
    with prepared() as cursor:
        cursor.execute(LOOKED_AT, [ticket_id])
        row = cursor.fetchone()
    if row is None:
        return None
    ticket, task = TICKET.instance(row[: TICKET.size]), TASK.instance(row[TICKET.size :])
    Ticket._meta.get_field("task").set_cached_value(ticket, task)
    return ticket


def _events(ticket_id, after, until) -> list[AuditEvent]:
    with prepared() as cursor:
        cursor.execute(HAPPENED, [ticket_id, after, until])
        return [EVENT.instance(row) for row in cursor.fetchall()]


def contents(news: News, sign_ins: Collection[SignIn]) -> dict[SignIn, str]:
    """What the pages of `sign_ins` (each in `news.seats`) put into their conversation, as HTML."""
    internal = any(news.seats[sign_in][1].internal for sign_in in sign_ins)
    roots = material.threads_with(news.ticket, said_in(news.events), internal=internal)
    stored = material.of_threads(news.ticket, roots)
    made: dict[tuple, str] = {}
    found = {}
    for sign_in in sign_ins:
        user, part = news.seats[sign_in]
        look = _look(stored, user, part)
        if look not in made:
            made[look] = _html(news, stored, user, part)
        found[sign_in] = made[look]
    return found


def _look(stored, user, part) -> tuple:
    """The same for people to whom `stored` looks the same."""
    own = user.pk if user.pk in stored.concerned else None
    return part, directs(user, stored.ticket), zone_of(user), own


def _html(news, stored, user, part) -> str:
    talk = talk_of(stored, user, part)
    files = ticket_files(talk) if of_ticket_itself(news.known_to(part, after=0)) else None
    with timezone.override(zone_of(user)):
        facts = {"talk": talk, "files": files, "ticket": news.ticket}
        return render_to_string("tickets_app/comments/_said.html", facts)
