"""What a conversation is shown from: whole comments as stored, read once for any number of readers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from tickets_app.comments.access import of_audience
from tickets_app.models import Attachment, Comment, CommentVote, Ticket
from tts.accounts.models import User


@dataclass(frozen=True)
class Material:
    """Comments of one ticket, oldest first, with their thumbs and files, and the people that they name.

    `votes`: by comment and person, 1 or -1. `loose`: the ticket's files that are on no comment.
    """

    ticket: Ticket
    comments: list[Comment]
    votes: dict[int, dict[int, int]]
    files: dict[int, list[Attachment]]
    loose: list[Attachment]
    people: dict[int, User]

    def public(self) -> "Material":
        """As much of it as is not among staff."""
        comments = [comment for comment in self.comments if not comment.is_internal]
        loose = [row for row in self.loose if not row.is_internal]
        return Material(self.ticket, comments, self.votes, self.files, loose, self.people)

    @cached_property
    def concerned(self) -> frozenset[int]:
        """The people to whom it looks different than to others of their rights: it is by or about them."""
        voters = {user_id for votes in self.votes.values() for user_id in votes}
        uploaders = {row.uploaded_by_id for rows in (self.loose, *self.files.values()) for row in rows}
        return frozenset(self.people.keys() | voters | uploaders)


def threads_with(ticket: Ticket, comment_ids: Collection[int], *, internal: bool) -> QuerySet[Comment]:
    """The first comments of the threads that hold any of those comments, of an audience."""
    own = of_audience(Comment.objects.filter(ticket=ticket), internal)
    named = own.filter(pk__in=comment_ids).values_list("pk", "root_id")
    return own.filter(pk__in={root or pk for pk, root in named})


def of_threads(ticket: Ticket, roots: QuerySet[Comment]) -> Material:
    """The whole threads that begin with `roots`. At most four queries, however many."""
    ids = roots.values("pk")
    return of_comments(ticket, Q(pk__in=ids) | Q(root__in=ids))


def of_comments(ticket: Ticket, chosen: Q) -> Material:
    """The chosen comments of `ticket`."""
    rows = Comment.objects.filter(chosen).select_related("author", "deleted_by").order_by("pk")
    comments = list(rows)
    ids = [comment.pk for comment in comments]
    files, loose = _files(ticket, ids)
    return Material(ticket, comments, _votes(ids), files, loose, _people(comments))


def _votes(comment_ids) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {pk: {} for pk in comment_ids}
    rows = CommentVote.objects.filter(comment__in=comment_ids) if comment_ids else CommentVote.objects.none()
    for comment_id, user_id, value in rows.values_list("comment_id", "user_id", "value"):
        found[comment_id][user_id] = value
    return found


def _files(ticket, comment_ids) -> tuple[dict[int, list[Attachment]], list[Attachment]]:
    chosen = Q(comment__in=comment_ids) | Q(ticket=ticket, comment__isnull=True)
    rows = Attachment.objects.filter(chosen, removed_at__isnull=True).select_related("file").order_by("pk")
    files: dict[int, list[Attachment]] = {pk: [] for pk in comment_ids}
    loose: list[Attachment] = []
    for row in rows:
        files.get(row.comment_id, loose).append(row)
    return files, loose


def _people(comments: Iterable[Comment]) -> dict[int, User]:
    """Those who wrote or took away `comments`, and those mentioned: one query where they wrote none."""
    people: dict[int, User] = {}
    for comment in comments:
        people |= {person.pk: person for person in (comment.author, comment.deleted_by) if person}
    mentioned = {user_id for comment in comments for user_id in comment.mentions} - people.keys()
    return people | (User.objects.in_bulk(mentioned) if mentioned else {})
