"""Writing comments, changing and deleting one's own, and thumbs. One transaction each."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.access import directs, ticket_for_read
from tickets_app.comments import files, finding, mentions
from tickets_app.comments.access import BY_LINK, comment_for_read, part_of
from tickets_app.comments.people import who_may_see
from tickets_app.comments.telling import tell_of_comment, tell_of_mentions
from tickets_app.live import events
from tickets_app.models import Comment, CommentVote, Draft, Ticket
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden, Invalid, NotFound
from tts.core.strict_json import storable

LONGEST_TEXT = 20_000


@transaction.atomic
def create(
    actor: Actor,
    ticket_id: int,
    text: str,
    *,
    internal: bool,
    parent_id: int | None = None,
    attachment_ids: tuple[int, ...] = (),
    at: datetime | None = None,
) -> Comment:
    """Comment on a ticket, to its requester or (`internal`) among staff; the draft for it is done with.

    Raises Invalid for an empty or too long text, a parent of another audience, or a file that is not
    waiting there; Forbidden where the person may read only.
    """
    ticket = ticket_for_read(actor.user, pk=ticket_id)
    part = part_of(actor.user, ticket)
    part.check_writes(internal)
    events.lock(ticket)
    parent = _parent(actor, ticket, parent_id, internal)
    stored, mentioned = _checked(part, ticket, text, internal, is_optional=bool(attachment_ids))
    comment = _add(
        actor,
        at,
        ticket=ticket,
        parent=parent,
        root=parent and (parent.root or parent),
        is_internal=internal,
        text=stored,
        mentions=mentioned,
    )
    files.attach_drafts(actor, comment, attachment_ids)
    Draft.objects.filter(ticket=ticket, user=actor.user, place=draft_place(internal)).delete()
    _published(actor, comment)
    return comment


@transaction.atomic
def answer(actor: Actor, ticket_id: int, text: str, *, at: datetime | None = None) -> Comment:
    """Comment publicly as the requester without an account whom the ticket's link proves.

    The same words again, right after they were said, are not said twice. Raises Invalid for an empty or
    too long text, NotFound where the ticket is not that guest's.
    """
    ticket = Ticket.objects.filter(pk=ticket_id, requester_email=actor.guest).first()
    if not actor.guest or ticket is None:
        raise NotFound
    events.lock(ticket)
    stored, _nobody = _checked(BY_LINK, ticket, text, internal=False)
    last = Comment.objects.filter(ticket=ticket, is_internal=False).order_by("-pk").first()
    if last and last.author_id is None and last.text == stored:
        return last
    comment = _add(actor, at, ticket=ticket, is_internal=False, text=stored)
    _published(actor, comment)
    return comment


def _add(actor, at, **facts) -> Comment:
    return Comment.objects.create(author=actor.user, created_at=at or timezone.now(), **facts)


def _published(actor, comment) -> None:
    """Record a new comment with its files, tell of it, and have it found."""
    event = events.record(actor, comment, "comment.added", at=comment.created_at, after=_facts(comment))
    tell_of_comment(actor, comment, event)
    finding.index(comment.ticket_id)


def draft_place(internal: bool) -> str:
    """The name of the composer for that audience."""
    return "internal" if internal else "public"


def _parent(actor, ticket: Ticket, parent_id, internal) -> Comment | None:
    if parent_id is None:
        return None
    try:
        parent = comment_for_read(actor.user, pk=parent_id, ticket=ticket)
    except NotFound as error:
        raise Invalid({"parent_id": [_("There is no such comment on this ticket.")]}) from error
    if parent.is_internal != internal:
        raise Invalid({"parent_id": [_("A reply goes to the same people as what it answers.")]})
    if parent.deleted_at is not None:
        raise Conflict(_("That comment was deleted meanwhile."))
    return parent


def _checked(part, ticket, text, internal, *, is_optional=False) -> tuple[str, list[int]]:
    """`text` as it is stored, and the ids of those it mentions. Only staff can mention people."""
    text = text.replace("\r\n", "\n").strip()
    if not text and not is_optional:
        raise Invalid({"text": [_("Write something.")]})
    if len(text) > LONGEST_TEXT:
        raise Invalid({"text": [_("At most %(most)s characters.") % {"most": LONGEST_TEXT}]})
    if not storable(text):
        raise Invalid({"text": [_("Contains a character that is not text.")]})
    names = mentions.names_in(text) if part.internal else set()
    if not names:
        return text, []
    people = who_may_see(ticket, internal=internal).alias(called=Lower("username"))
    found = people.filter(called__in=names).values_list("username", "pk")
    return mentions.to_stored(text, {name.lower(): pk for name, pk in found})


def _facts(comment: Comment) -> dict:
    names = ("is_internal", "parent_id", "root_id", "text", "mentions")
    return {name: getattr(comment, name) for name in names}


def _locked(actor: Actor, comment_id: int) -> Comment:
    """A comment that the person may read, as it is once its ticket is locked."""
    events.lock(comment_for_read(actor.user, pk=comment_id).ticket)
    comment = comment_for_read(actor.user, pk=comment_id)
    if comment.deleted_at is not None:
        raise Conflict(_("This comment was deleted."))
    return comment


@transaction.atomic
def edit(actor: Actor, comment_id: int, text: str, *, at: datetime | None = None) -> Comment:
    """Change the text of one's own comment; people newly mentioned are told. Of others': Forbidden."""
    comment = _locked(actor, comment_id)
    if comment.author_id != actor.id:
        raise Forbidden(_("Only its author can change a comment."))
    part = part_of(actor.user, comment.ticket)
    part.check_writes(comment.is_internal)
    has_files = comment.attachments.filter(removed_at__isnull=True).exists()
    stored, mentioned = _checked(part, comment.ticket, text, comment.is_internal, is_optional=has_files)
    Draft.objects.filter(ticket=comment.ticket, user=actor.user, place=f"edit-{comment.pk}").delete()
    if stored == comment.text:
        return comment
    before, known = _facts(comment), set(comment.mentions)
    comment.text, comment.mentions, comment.edited_at = stored, mentioned, at or timezone.now()
    comment.save(update_fields=["text", "mentions", "edited_at"])
    after = _facts(comment)
    event = events.record(actor, comment, "comment.edited", at=comment.edited_at, before=before, after=after)
    finding.index(comment.ticket_id)
    tell_of_mentions(actor, comment, event, [pk for pk in mentioned if pk not in known])
    return comment


@transaction.atomic
def delete(actor: Actor, comment_id: int, *, at: datetime | None = None) -> Comment:
    """Take a comment back: its author, or a coordinator of the ticket. Its place stays, marked as deleted."""
    comment = _locked(actor, comment_id)
    if comment.author_id != actor.id and not directs(actor.user, comment.ticket):
        raise Forbidden(_("Only its author or a coordinator can delete a comment."))
    before = _facts(comment)
    comment.deleted_at, comment.deleted_by = at or timezone.now(), actor.user
    comment.text, comment.mentions = "", []
    comment.save(update_fields=["deleted_at", "deleted_by", "text", "mentions"])
    comment.votes.all().delete()
    files.remove_of_comment(comment, comment.deleted_at)
    finding.index(comment.ticket_id)
    events.record(actor, comment, "comment.deleted", at=comment.deleted_at, before=before)
    return comment


@transaction.atomic
def vote(actor: Actor, comment_id: int, value: int, *, at: datetime | None = None) -> Comment:
    """Put one's thumb up (1), down (-1) or take it away (0). Repeating the same changes nothing."""
    if value not in (-1, 0, 1):
        raise Invalid({"value": [_("Use 1, -1 or 0.")]})
    comment = _locked(actor, comment_id)
    part_of(actor.user, comment.ticket).check_writes(comment.is_internal)
    mine = CommentVote.objects.filter(comment=comment, user=actor.user)
    old = mine.values_list("value", flat=True).first() or 0
    if old == value:
        return comment
    mine.delete()
    if value:
        CommentVote.objects.create(comment=comment, user=actor.user, value=value)
    events.record(actor, comment, "comment.voted", at=at, before={"value": old}, after={"value": value})
    return comment
