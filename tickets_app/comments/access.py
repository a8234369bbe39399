"""Who reads and writes which part of a ticket's conversation: the visibility rule, carried on to comments.

Staff of the ticket read everything; its requester and analysts the public part only (SPEC 2).
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets_app.access import asked_for, sees, sees_as_staff
from tickets_app.models import Attachment, Comment, Ticket
from tts.accounts.access import standing
from tts.accounts.models import User
from tts.core.errors import Forbidden, NotFound


@dataclass(frozen=True)
class Part:
    """What a person may do in the conversation of one ticket that they may see.

    `internal`: reads and writes what is among staff. `public`: writes what the requester sees.
    `full`: may know full names of staff.
    """

    internal: bool
    public: bool
    full: bool

    def check_writes(self, is_internal: bool) -> None:
        """Raise Forbidden unless a comment of that audience may be written."""
        if not (self.internal if is_internal else self.public):
            raise Forbidden(_("You can read this ticket, but not write there."))


# Whoever came by the link of a mail sees the public part; what they say comes by the page of the link only.
BY_LINK = Part(internal=False, public=False, full=False)


def part_of(user: User, ticket: Ticket, *, as_staff: bool | None = None) -> Part:
    """What `user`, who may see `ticket`, may do in its conversation. `as_staff`: where that is known."""
    is_staff = sees_as_staff(user, ticket) if as_staff is None else as_staff
    is_analyst = standing(user).is_analyst
    asks = not is_analyst or is_staff or asked_for(user, ticket)
    return part_for(is_staff=is_staff, is_analyst=is_analyst, asks=asks)


def part_for(*, is_staff: bool, is_analyst: bool, asks: bool) -> Part:
    """The part of somebody who may see a ticket: as its staff, as an analyst, as who `asks` for it."""
    if is_staff:
        return Part(internal=True, public=True, full=True)
    return Part(internal=False, public=asks, full=is_analyst)


def readable_comments(user: User, ticket: Ticket) -> QuerySet[Comment]:
    """The comments on `ticket`, which `user` may see, that they may read; marks of deleted ones too."""
    return of_audience(Comment.objects.filter(ticket=ticket), sees_as_staff(user, ticket))


def of_audience(rows: QuerySet, internal: bool) -> QuerySet:
    """`rows` (comments or attachments) without what is among staff, unless `internal`."""
    return rows if internal else rows.filter(is_internal=False)


def comment_for_read(user: User, **lookup) -> Comment:
    """The one comment that `user` may read; else NotFound."""
    comment = Comment.objects.select_related("ticket__task").filter(**lookup).first()
    if comment is None or not sees(user, comment.ticket):
        raise NotFound
    if comment.is_internal and not sees_as_staff(user, comment.ticket):
        raise NotFound
    return comment


def readable_attachments(user: User, ticket: Ticket) -> QuerySet[Attachment]:
    """The files on `ticket` that `user` may open: those that were sent, and drafts of their own."""
    files = Attachment.objects.filter(ticket=ticket, removed_at__isnull=True)
    sent = of_audience(files, sees_as_staff(user, ticket)).filter(draft="")
    return sent | files.filter(uploaded_by=user).exclude(draft="")


def public_attachment(ticket: Ticket, attachment_id: int) -> Attachment:
    """The file of the public part of `ticket` that whoever came by its link may open; else NotFound."""
    sent = of_audience(Attachment.objects.filter(ticket=ticket, removed_at__isnull=True, draft=""), False)
    row = sent.select_related("file").filter(pk=attachment_id).first()
    if row is None:
        raise NotFound
    return row


def attachment_for_read(user: User, attachment_id: int) -> Attachment:
    """The one attachment that `user` may open, with its file; else NotFound."""
    row = Attachment.objects.select_related("ticket__task", "file").filter(pk=attachment_id).first()
    if row is None or not sees(user, row.ticket):
        raise NotFound
    if not readable_attachments(user, row.ticket).filter(pk=row.pk).exists():
        raise NotFound
    return row
