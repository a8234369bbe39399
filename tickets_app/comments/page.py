"""What the conversation on a ticket's page needs beside the comments: composers, drafts, what came since."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.utils.functional import cached_property

from tickets_app.comments.drafts import drafts_of
from tickets_app.comments.presenters import (
    Conversation,
    FileView,
    conversation,
    file_view,
    threads_of,
)
from tickets_app.live import events
from tickets_app.live.kinds import CONVERSATION, TICKET
from tickets_app.models import Draft, Ticket
from tickets_app.presenters import history
from tickets_app.presenters.history import PUBLIC_ACTIONS
from tickets_app.presenters.people import Names, asker
from tickets_app.presenters.ticket import people_of
from tts.accounts.models import User
from tts.core.models import AuditEvent


@dataclass(frozen=True)
class Composer:
    """One place to write in: `place` is "public" or "internal". What is sent with `once` is done once."""

    place: str
    draft: Draft | None
    files: list[FileView]
    once: str = field(default_factory=partial(secrets.token_urlsafe, 16))

    @property
    def is_internal(self) -> bool:
        return self.place == "internal"

    @property
    def text(self) -> str:
        return self.draft.text if self.draft else ""

    @property
    def is_begun(self) -> bool:
        return bool(self.draft or self.files)


@dataclass(frozen=True)
class TalkPage:
    """The conversation and where to write. `last_event`: all that is shown is at least as new as that."""

    talk: Conversation
    composers: list[Composer]
    last_event: int

    @property
    def ticket(self) -> Ticket:
        return self.talk.ticket

    @property
    def open_place(self) -> str:
        """The composer that is open at first: the only one, else one that something was begun in."""
        if len(self.composers) == 1:
            return self.composers[0].place
        return next((composer.place for composer in self.composers if composer.is_begun), "")

    @cached_property
    def requester(self) -> str:
        return asker(self.ticket)

    @cached_property
    def files(self) -> list[FileView]:
        return ticket_files(self.talk)


def talk_page(user: User, ticket: Ticket, *, as_staff: bool | None = None) -> TalkPage:
    """The conversation of `ticket` (from `ticket_for_read`) for its page.

    Its last event was read with it, before all that is shown, so that nothing is taken for seen that is not.
    """
    talk = conversation(user, ticket, as_staff=as_staff)
    return TalkPage(talk, _composers(talk), ticket.last_event or 0)


def _composers(talk: Conversation) -> list[Composer]:
    reader, waiting = talk.reader, {}
    places = [place for place in ("public", "internal") if getattr(reader.part, place)]
    if not places:
        return []
    drafts = drafts_of(reader.user, talk.ticket)
    for row in talk.loose:
        if row.draft and row.uploaded_by_id == reader.user.pk:
            waiting.setdefault(row.draft, []).append(file_view(row, reader))
    return [Composer(place, drafts.get(place), waiting.get(place, [])) for place in places]


def ticket_files(talk: Conversation) -> list[FileView]:
    """The files on the ticket itself that the reader may open."""
    internal = talk.reader.part.internal
    rows = [row for row in talk.loose if not row.draft and (internal or not row.is_internal)]
    return [file_view(row, talk.reader) for row in rows]


@dataclass(frozen=True)
class Changes:
    """What a page lacks. `acted`: what others did last since the page was drawn, in words, and when."""

    talk: Conversation
    last_event: int
    acted: tuple[str, datetime] | None
    files: list[FileView] | None

    @property
    def ticket(self) -> Ticket:
        return self.talk.ticket


def changes(user: User, ticket: Ticket, after: int, seen: int) -> Changes:
    """What came after event `after`; and whether others acted on the ticket after event `seen`."""
    last = events.latest(ticket.pk)
    rows = list(events.since(ticket.pk, min(after, seen)))
    said = [row for row in rows if row.target_type == CONVERSATION and row.pk > after]
    talk = threads_of(user, ticket, said_in(said))
    part = talk.reader.part
    done = [row for row in rows if row.target_type == TICKET and row.pk > seen]
    if not part.full:
        done = [row for row in done if row.action in PUBLIC_ACTIONS]
    files = ticket_files(talk) if of_ticket_itself(said) else None
    return Changes(talk, last, _acted(user, ticket, part.full, done), files)


def said_in(rows: Iterable[AuditEvent]) -> set[int]:
    """The ids of the comments that events of the conversation are about."""
    return {row.after.get("comment_id") for row in rows if row.target_type == CONVERSATION} - {None}


def of_ticket_itself(rows: Iterable[AuditEvent]) -> bool:
    """Whether events of the conversation concern files that are on the ticket itself."""
    said = (row.after for row in rows if row.target_type == CONVERSATION)
    return any("file_id" in after and after["comment_id"] is None for after in said)


def _acted(user, ticket, full, rows: list[AuditEvent]) -> tuple[str, datetime] | None:
    others = [row for row in rows if row.actor_id != user.pk]
    if not others:
        return None
    last = others[-1]
    own = frozenset({ticket.requester_id} - {None})
    names = Names(User.objects.in_bulk(set(people_of(last)) - {None}), {}, full=full, unshortened=own)
    told = history.entries([last], names, history.Reader(user.pk, everything=full, notes=False))
    return told[0].sentence, last.at
