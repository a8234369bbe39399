"""Files on a ticket: uploading, sending with a comment, taking away. One transaction each."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.access import directs, ticket_for_read
from tickets_app.comments import storing
from tickets_app.comments.access import attachment_for_read, part_of
from tickets_app.comments.names import kept_name
from tickets_app.live import events
from tickets_app.models import Attachment, Comment
from tts.core.actor import Actor
from tts.core.errors import Conflict, Forbidden, Invalid
from tts.core.uploads import MB, too_large

MOST_WAITING = 20
DRAFTS_KEPT = timedelta(days=14)


def largest() -> int:
    """The size in bytes that a file may have."""
    return settings.MAX_UPLOAD_MB * MB


@transaction.atomic
def upload(
    actor: Actor,
    ticket_id: int,
    file: UploadedFile,
    *,
    internal: bool,
    is_draft: bool,
    at: datetime | None = None,
) -> Attachment:
    """Put a file on a ticket; as a draft it waits in the composer of its audience until the comment is sent.

    Raises TooLarge; Invalid for an empty file or too many waiting ones; Forbidden for who may read only.
    """
    ticket = ticket_for_read(actor.user, pk=ticket_id)
    part_of(actor.user, ticket).check_writes(internal)
    check_file(file)
    draft = ("internal" if internal else "public") if is_draft else ""
    if is_draft:
        _check_waiting(actor, ticket)
    else:
        events.lock(ticket)
    row = Attachment.objects.create(
        ticket=ticket,
        file=storing.store(file, file.size),
        name=kept_name(file.name or ""),
        is_internal=internal,
        draft=draft,
        uploaded_by=actor.user,
        created_at=at or timezone.now(),
    )
    if not is_draft:
        events.record_file(actor, row, "file.added", at=row.created_at)
    return row


def check_file(file: UploadedFile) -> None:
    """Raise TooLarge or Invalid for a file that is not taken."""
    if file.size > largest():
        raise too_large(settings.MAX_UPLOAD_MB)
    if not file.size:
        raise Invalid({"file": [_("This file is empty.")]})


def _check_waiting(actor, ticket):
    waiting = Attachment.objects.filter(ticket=ticket, uploaded_by=actor.user, removed_at__isnull=True)
    if waiting.exclude(draft="").count() >= MOST_WAITING:
        raise Invalid({"file": [_("At most %(most)s files with a comment.") % {"most": MOST_WAITING}]})


def attach_drafts(actor: Actor, comment: Comment, attachment_ids: tuple[int, ...]) -> None:
    """Send waiting files with their comment. Raises Invalid where one is not waiting in that composer."""
    if not attachment_ids:
        return
    waiting = Attachment.objects.filter(
        pk__in=attachment_ids,
        ticket=comment.ticket,
        uploaded_by=actor.user,
        draft="internal" if comment.is_internal else "public",
        removed_at__isnull=True,
    )
    if waiting.update(comment=comment, draft="") != len(set(attachment_ids)):
        raise Invalid({"attachment_ids": [_("One of these files is not there any more. Add it again.")]})


@transaction.atomic
def remove(actor: Actor, attachment_id: int, *, at: datetime | None = None) -> Attachment:
    """Take a file away: its uploader, or a coordinator of the ticket. A waiting one goes without a trace."""
    row = attachment_for_read(actor.user, attachment_id)
    if row.uploaded_by_id != actor.id and not directs(actor.user, row.ticket):
        raise Forbidden(_("Only who uploaded a file or a coordinator can take it away."))
    events.lock(row.ticket)
    row = Attachment.objects.select_related("ticket").get(pk=row.pk)
    if row.removed_at is not None:
        raise Conflict(_("This file was taken away already."))
    was_waiting = bool(row.draft)
    _remove(Attachment.objects.filter(pk=row.pk), at or timezone.now())
    if not was_waiting:
        events.record_file(actor, row, "file.removed", at=at)
    row.refresh_from_db()
    return row


def remove_of_comment(comment: Comment, at: datetime) -> None:
    """Take away the files of a comment that is deleted."""
    _remove(comment.attachments.filter(removed_at__isnull=True), at)


def _remove(rows, at) -> None:
    rows.update(removed_at=at, file=None, draft="")


def forget_waiting(at: datetime | None = None) -> int:
    """Take away files that have waited in a composer for too long. Answers how many."""
    before = (at or timezone.now()) - DRAFTS_KEPT
    return Attachment.objects.exclude(draft="").filter(created_at__lt=before).delete()[0]
