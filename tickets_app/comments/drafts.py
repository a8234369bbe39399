"""Half-written comments, kept as they are typed."""

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.access import ticket_for_read
from tickets_app.comments.access import comment_for_read, part_of
from tickets_app.models import Comment, Draft, Ticket
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.errors import Invalid, NotFound
from tts.core.strict_json import storable

LONGEST_DRAFT = 40_000
EDIT = re.compile(r"edit-(\d{1,18})")


@transaction.atomic
def keep(
    actor: Actor,
    ticket_id: int,
    place: str,
    text: str,
    *,
    parent_id: int | None = None,
    at: datetime | None = None,
) -> Draft | None:
    """Keep what the person has typed so far in the composer `place`; nothing typed forgets the draft.

    What is kept is for its writer's eyes only, so it is no event and nobody is told.
    """
    ticket = ticket_for_read(actor.user, pk=ticket_id)
    _check_place(actor, ticket, place)
    if len(text) > LONGEST_DRAFT or not storable(text):
        raise Invalid({"text": [_("This text is too long to be kept.")]})
    parent = Comment.objects.filter(pk=parent_id, ticket=ticket).first() if parent_id else None
    mine = {"ticket": ticket, "user": actor.user, "place": place}
    if not text.strip() and parent is None:
        Draft.objects.filter(**mine).delete()
        return None
    facts = {"text": text, "parent": parent, "updated_at": at or timezone.now()}
    return Draft.objects.update_or_create(**mine, defaults=facts)[0]


def _check_place(actor, ticket: Ticket, place: str) -> None:
    edited = EDIT.fullmatch(place)
    if edited:
        comment = comment_for_read(actor.user, pk=int(edited.group(1)), ticket=ticket)
        if comment.author_id != actor.id:
            raise NotFound
    elif place in ("public", "internal"):
        part_of(actor.user, ticket).check_writes(place == "internal")
    else:
        raise NotFound


def drafts_of(user: User, ticket: Ticket) -> dict[str, Draft]:
    """The drafts of `user` on `ticket`, by place."""
    rows = Draft.objects.filter(user=user, ticket=ticket).select_related("parent__author")
    return {row.place: row for row in rows}
