"""Whom a comment is told to: only people who may read it, and nobody of their own."""

from tickets_app.actions import writing
from tickets_app.actions.change import Change, open_item
from tickets_app.comments.people import who_may_see
from tickets_app.models import Comment, Notification
from tickets_app.presenters.people import asker, first_name
from tickets_app.selectors import task_of
from tickets_app.watching import watcher_ids
from tts.core.actor import Actor
from tts.core.models import AuditEvent

Kind = Notification.Kind


def tell_of_comment(actor: Actor, comment: Comment, event: AuditEvent) -> None:
    """Tell those mentioned, those who work on it or wrote in the thread, and of a public one who asked."""
    concerned = _concerned(comment)
    readers = _readers(comment, {*comment.mentions, *concerned})
    mentioned = [pk for pk in comment.mentions if pk in readers]
    others = [pk for pk in concerned if pk in readers and pk not in mentioned]
    address = "" if comment.is_internal else _address(comment)
    _tell(actor, comment, event, readers, {Kind.MENTION: mentioned, Kind.COMMENT_ADDED: others}, address)


def tell_of_mentions(actor: Actor, comment: Comment, event: AuditEvent, user_ids: list[int]) -> None:
    """Tell people whom a change of the text mentions for the first time."""
    if user_ids:
        readers = _readers(comment, set(user_ids))
        _tell(actor, comment, event, readers, {Kind.MENTION: [pk for pk in user_ids if pk in readers]})


def _readers(comment, user_ids: set[int]) -> dict[int, bool]:
    """Those of the people who may read the comment, and whether they may know full names."""
    inside = _who(comment, user_ids, internal=True)
    others = set() if comment.is_internal else _who(comment, user_ids - inside, internal=False)
    return dict.fromkeys(inside, True) | dict.fromkeys(others, False)


def _who(comment, user_ids, *, internal) -> set[int]:
    """Those of the people who may see that part of the ticket."""
    if not user_ids:
        return set()
    people = who_may_see(comment.ticket, internal=internal).filter(pk__in=user_ids)
    return set(people.values_list("pk", flat=True))


def _concerned(comment) -> list[int]:
    """Holder, owner, who wrote in this thread, who follows, and of a public one the requester; each once."""
    task, ids = task_of(comment.ticket), []
    if task is not None:
        item = open_item(task)
        ids += [task.owner_id, item and item.user_id]
    if comment.root_id:
        ids += [comment.root.author_id, *comment.root.replies.values_list("author_id", flat=True)]
    if not comment.is_internal:
        ids.append(comment.ticket.requester_id)
    ids += watcher_ids(comment.ticket)
    return [pk for pk in dict.fromkeys(ids) if pk is not None]


def _address(comment) -> str:
    """Where a requester without an account gets mail."""
    return "" if comment.ticket.requester_id else comment.ticket.requester_email


def _tell(actor, comment, event, readers, by_kind: dict[str, list[int]], address: str = "") -> None:
    change = Change(actor, comment.ticket, None, event.at)
    change.event = event
    for kind, user_ids in by_kind.items():
        for user_id in user_ids:
            change.notify(kind, user_id, **_said(comment, readers[user_id]))
    if address:
        change.notify(Kind.COMMENT_ADDED, None, address, **_said(comment, full=False))
    writing.write_notices([change])


def _said(comment, full: bool) -> dict:
    """What the sentence needs: who wrote, as the reader may know it, and which comment."""
    author, ticket = comment.author, comment.ticket
    if author is None or author.pk == ticket.requester_id:
        who = asker(ticket)
    else:
        who = author.full_name if full else first_name(author)
    return {"who": who, "comment_id": comment.pk, "internal": comment.is_internal}
