"""Files for a ticket that does not exist yet: they wait with whoever writes it, and go with it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets_app.comments import storing
from tickets_app.comments.files import DRAFTS_KEPT, MOST_WAITING, check_file
from tickets_app.comments.names import kept_name
from tickets_app.live import events
from tickets_app.models import Attachment, Ticket, WaitingFile
from tts.accounts.models import User
from tts.core.actor import Actor
from tts.core.errors import Invalid, NotFound


def waiting_of(user: User) -> QuerySet[WaitingFile]:
    """The files that wait for the next ticket of `user`, in the order in which they came."""
    return WaitingFile.objects.filter(uploaded_by=user).select_related("file").order_by("pk")


def waiting_file(user: User, pk: int) -> WaitingFile:
    """One of them. Raises NotFound, be it that another person's file has that id."""
    row = waiting_of(user).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def upload(actor: Actor, file: UploadedFile) -> WaitingFile:
    """Keep a file for the ticket being written. Raises TooLarge, or Invalid for an empty one or too many."""
    check_file(file)
    if waiting_of(actor.user).count() >= MOST_WAITING:
        raise Invalid({"file": [_("At most %(most)s files with a ticket.") % {"most": MOST_WAITING}]})
    facts = {"name": kept_name(file.name or ""), "uploaded_by": actor.user, "created_at": timezone.now()}
    return WaitingFile.objects.create(file=storing.store(file, file.size), **facts)


def remove(actor: Actor, pk: int) -> None:
    """Take a waiting file away, without a trace."""
    waiting_file(actor.user, pk).delete()


@transaction.atomic
def attach(actor: Actor, ticket: Ticket, ids: Iterable[int]) -> None:
    """Put waiting files on the ticket, for whoever sees it. Raises Invalid where one waits no more."""
    wanted = set(ids)
    if not wanted:
        return
    rows = list(waiting_of(actor.user).filter(pk__in=wanted).select_for_update(of=("self",)))
    if len(rows) != len(wanted):
        raise Invalid({"file": [_("One of these files is not there any more. Add it again.")]})
    events.lock(ticket)
    for row in rows:
        _attach(actor, ticket, row)
    WaitingFile.objects.filter(pk__in=wanted).delete()


def _attach(actor, ticket, waiting: WaitingFile) -> None:
    row = Attachment.objects.create(
        ticket=ticket,
        file=waiting.file,
        name=waiting.name,
        is_internal=False,
        uploaded_by=actor.user,
        created_at=timezone.now(),
    )
    events.record_file(actor, row, "file.added", at=row.created_at)


def forget(at: datetime | None = None) -> int:
    """Forget files whose ticket was never sent. Answers how many."""
    before = (at or timezone.now()) - DRAFTS_KEPT
    return WaitingFile.objects.filter(created_at__lt=before).delete()[0]
