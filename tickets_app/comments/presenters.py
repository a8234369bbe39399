"""A ticket's conversation, as much of it as the person may read, ready to show, in few queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from tickets_app.access import directs
from tickets_app.comments import mentions
from tickets_app.comments.access import Part, of_audience, part_of
from tickets_app.comments.content import IMAGES, SHOWN_IN_PLACE, TEXT
from tickets_app.models import Attachment, Comment, CommentVote, Ticket
from tickets_app.presenters.people import Names
from tts.accounts.models import User
from tts.core.markdown import render

THREADS_SHOWN = 30


@dataclass(frozen=True)
class FileView:
    """An attached file. `symbol` stands for what cannot be shown as a small picture."""

    id: int
    name: str
    size: int
    media_type: str
    may_remove: bool

    @property
    def is_image(self) -> bool:
        return self.media_type in IMAGES.values()

    @property
    def is_text(self) -> bool:
        return self.media_type == TEXT

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show it in place."""
        return self.media_type in SHOWN_IN_PLACE


@dataclass(frozen=True)
class Reader:
    """For whom comments are shown."""

    user: User
    part: Part
    directs: bool
    names: Names

    def username(self, user_id: int) -> str | None:
        user = self.names.users.get(user_id)
        return user and user.username

    def known_as(self, user_id: int) -> str | None:
        """How a mention is worded: a name as the reader may know it."""
        return self.names.person(user_id) if user_id in self.names.users else None


@dataclass(frozen=True)
class CommentView:
    """One comment for one reader. `answers`: the id and author of what it answers."""

    comment: Comment
    reader: Reader
    files: list[FileView] = field(default_factory=list)
    ups: int = 0
    downs: int = 0
    my_vote: int = 0
    answers: tuple[int, str] | None = None

    @property
    def id(self) -> int:
        return self.comment.pk

    @property
    def author(self) -> str:
        return self.reader.names.person(self.comment.author_id)

    @property
    def deleted_by(self) -> str:
        return self.reader.names.person(self.comment.deleted_by_id)

    @property
    def is_mine(self) -> bool:
        return self.comment.author_id == self.reader.user.pk

    @property
    def is_deleted(self) -> bool:
        return self.comment.deleted_at is not None

    @property
    def state(self) -> str:
        """Differs whenever the comment looks different: what is the same, a page leaves untouched."""
        own = self.comment
        times = [moment.timestamp() if moment else 0 for moment in (own.edited_at, own.deleted_at)]
        return "-".join(map(str, (*times, self.ups, self.downs, self.my_vote, *[f.id for f in self.files])))

    @property
    def at(self) -> datetime:
        return self.comment.created_at

    @property
    def html(self) -> SafeString:
        shown = mentions.shower(self._mentioned(self.reader.known_as))
        return render(self.comment.text, mentions.STORED, shown)

    @property
    def text(self) -> str:
        """The text as it would be typed; staff are spelt by user name, to others by what they may know."""
        word = self.reader.username if self.reader.part.full else self.reader.known_as
        return mentions.shown(self.comment.text, self._mentioned(word))

    def _mentioned(self, word_for):
        ids = set(self.comment.mentions)
        return lambda user_id: word_for(user_id) if user_id in ids else None

    @property
    def may_answer(self) -> bool:
        part = self.reader.part
        return not self.is_deleted and (part.internal if self.comment.is_internal else part.public)

    @property
    def may_edit(self) -> bool:
        return self.may_answer and self.is_mine

    @property
    def may_delete(self) -> bool:
        return not self.is_deleted and (self.is_mine or self.reader.directs)


@dataclass(frozen=True)
class Thread:
    """A first comment and its replies, oldest first."""

    first: CommentView
    replies: list[CommentView]


@dataclass(frozen=True)
class Conversation:
    """The newest threads, oldest first. `has_earlier`: older ones are left out."""

    ticket: Ticket
    reader: Reader
    threads: list[Thread]
    has_earlier: bool = False

    @cached_property
    def part(self) -> Part:
        return self.reader.part

    @property
    def earliest_id(self) -> int | None:
        return self.threads[0].first.id if self.threads else None


def conversation(user: User, ticket: Ticket, *, before: int | None = None) -> Conversation:
    """The newest threads of `ticket`, which `user` may see; with `before`, those older than that comment."""
    part = part_of(user, ticket)
    roots = of_audience(Comment.objects.filter(ticket=ticket, root__isnull=True), part.internal)
    if before is not None:
        roots = roots.filter(pk__lt=before)
    newest = list(roots.order_by("-pk")[: THREADS_SHOWN + 1])
    shown = newest[:THREADS_SHOWN][::-1]
    reader, threads = _threads(user, ticket, part, shown)
    return Conversation(ticket, reader, threads, has_earlier=len(newest) > THREADS_SHOWN)


def threads_of(user: User, ticket: Ticket, comment_ids: Iterable[int]) -> Conversation:
    """The threads that hold any of those comments, as far as `user` may read them."""
    part = part_of(user, ticket)
    own = of_audience(Comment.objects.filter(ticket=ticket), part.internal)
    named = own.filter(pk__in=comment_ids).values_list("pk", "root_id")
    roots = own.filter(pk__in={root or pk for pk, root in named}).order_by("pk")
    reader, threads = _threads(user, ticket, part, list(roots))
    return Conversation(ticket, reader, threads)


def _threads(user, ticket, part: Part, roots: list[Comment]) -> tuple[Reader, list[Thread]]:
    replies = list(Comment.objects.filter(root__in=roots).order_by("pk"))
    reader = Reader(user, part, directs(user, ticket), _names(user, ticket, part, [*roots, *replies]))
    views = _views(reader, [*roots, *replies])
    by_root: dict[int, list[CommentView]] = {root.pk: [] for root in roots}
    for reply in replies:
        by_root[reply.root_id].append(views[reply.pk])
    return reader, [Thread(views[root.pk], by_root[root.pk]) for root in roots]


def _names(user, ticket, part, comments) -> Names:
    ids = {user.pk}
    for comment in comments:
        ids |= {comment.author_id, comment.deleted_by_id, *comment.mentions}
    own = frozenset({user.pk, ticket.requester_id} - {None})
    return Names(User.objects.in_bulk(ids - {None}), {}, full=part.full, unshortened=own)


def _views(reader: Reader, comments: list[Comment]) -> dict[int, CommentView]:
    """The comments as views, by id. Two queries."""
    authors = {comment.pk: comment.author_id for comment in comments}
    ups, downs, mine = Counter(), Counter(), {}
    for vote in CommentVote.objects.filter(comment__in=comments):
        (ups if vote.value > 0 else downs)[vote.comment_id] += 1
        if vote.user_id == reader.user.pk:
            mine[vote.comment_id] = vote.value
    files: dict[int, list[FileView]] = {}
    rows = Attachment.objects.filter(comment__in=comments, removed_at__isnull=True).select_related("file")
    for row in rows.order_by("pk"):
        files.setdefault(row.comment_id, []).append(file_view(row, reader))
    return {
        comment.pk: CommentView(
            comment=comment,
            reader=reader,
            files=files.get(comment.pk, []),
            ups=ups[comment.pk],
            downs=downs[comment.pk],
            my_vote=mine.get(comment.pk, 0),
            answers=_answered(reader, comment, authors),
        )
        for comment in comments
    }


def _answered(reader, comment, authors) -> tuple[int, str] | None:
    """What a reply answers, where that is not simply the first comment of its thread."""
    if comment.parent_id is None or comment.parent_id == comment.root_id:
        return None
    return comment.parent_id, reader.names.person(authors.get(comment.parent_id))


def comment_view(user: User, comment: Comment) -> CommentView:
    """One comment, which `user` may read, with its ticket."""
    return comment_views(user, comment.ticket, [comment])[0]


def comment_views(user: User, ticket: Ticket, comments: Iterable[Comment]) -> list[CommentView]:
    """Comments of one ticket that `user` may read, in the order given."""
    comments, part = list(comments), part_of(user, ticket)
    reader = Reader(user, part, directs(user, ticket), _names(user, ticket, part, comments))
    return list(_views(reader, comments).values())


def file_view(row: Attachment, reader: Reader) -> FileView:
    """An attachment with its file."""
    may_remove = row.uploaded_by_id == reader.user.pk or reader.directs
    return FileView(row.pk, row.name, row.file.size, row.file.media_type, may_remove)
