"""A ticket's conversation, as much of it as the person may read, ready to show, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.comments import mentions
from tickets_app.comments.access import BY_LINK, Part, of_audience, part_of
from tickets_app.comments.content import IMAGES, SHOWN_IN_PLACE, TEXT
from tickets_app.models import Attachment, Comment, CommentVote, Ticket
from tickets_app.presenters.people import NOBODY, Names, asker
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
    ticket: Ticket
    part: Part
    directs: bool
    names: Names

    def author(self, comment: Comment) -> str:
        """Who wrote it: the requester by name where they have no account."""
        if comment.author_id is None:
            return asker(self.ticket)
        return self.names.person(comment.author_id)

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
        return self.reader.author(self.comment)

    @property
    def shown_as(self) -> User | str:
        """Whose picture to show; to those who know first names only, none but their own."""
        author = self.comment.author
        return author if author and (self.reader.part.full or self.is_mine) else self.author

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
    loose: list[Attachment]
    has_earlier: bool = False

    @cached_property
    def part(self) -> Part:
        return self.reader.part

    @property
    def earliest_id(self) -> int | None:
        return self.threads[0].first.id if self.threads else None


def conversation(
    user: User, ticket: Ticket, *, before: int | None = None, as_staff: bool | None = None
) -> Conversation:
    """The newest threads of `ticket`, which `user` may see; with `before`, those older than that comment."""
    part = part_of(user, ticket, as_staff=as_staff)
    return _newest(user, ticket, part, before)


def public_conversation(ticket: Ticket, *, before: int | None = None) -> Conversation:
    """As `conversation`, of the public part only, for whoever came by the ticket's link: to read."""
    return _newest(NOBODY, ticket, BY_LINK, before)


def _newest(user, ticket, part: Part, before) -> Conversation:
    roots = of_audience(Comment.objects.filter(ticket=ticket, root__isnull=True), part.internal)
    if before is not None:
        roots = roots.filter(pk__lt=before)
    newest = roots.order_by("-pk").values("pk")[: THREADS_SHOWN + 1]
    reader, threads, loose = _threads(user, ticket, part, newest)
    return Conversation(ticket, reader, threads[-THREADS_SHOWN:], loose, len(threads) > THREADS_SHOWN)


def threads_of(user: User, ticket: Ticket, comment_ids: Iterable[int]) -> Conversation:
    """The threads that hold any of those comments, as far as `user` may read them."""
    part = part_of(user, ticket)
    own = of_audience(Comment.objects.filter(ticket=ticket), part.internal)
    named = own.filter(pk__in=comment_ids).values_list("pk", "root_id")
    roots = own.filter(pk__in={root or pk for pk, root in named}).values("pk")
    reader, threads, loose = _threads(user, ticket, part, roots)
    return Conversation(ticket, reader, threads, loose)


def _threads(user, ticket, part: Part, roots: QuerySet) -> tuple[Reader, list[Thread], list[Attachment]]:
    """The threads of the comments with those ids, oldest first, and the files of the ticket on no comment."""
    comments = _whole(user, Q(pk__in=roots) | Q(root__in=roots))
    reader = Reader(user, ticket, part, directs(user, ticket), _names(user, ticket, part, comments))
    views, loose = _views(reader, ticket, comments)
    by_root: dict[int, list[CommentView]] = {row.pk: [] for row in comments if row.root_id is None}
    for reply in comments:
        if reply.root_id is not None:
            by_root[reply.root_id].append(views[reply.pk])
    return reader, [Thread(views[pk], replies) for pk, replies in by_root.items()], loose


def _whole(user, chosen: Q) -> list[Comment]:
    """The chosen comments with who wrote them and their thumbs: `ups`, `downs`, and `my_vote` of `user`."""
    votes = CommentVote.objects.filter(comment=OuterRef("pk"))
    mine = Subquery(votes.filter(user=user).values("value"))
    rows = Comment.objects.filter(chosen).select_related("author", "deleted_by").order_by("pk")
    rows = rows.annotate(ups=_count(votes, 1), downs=_count(votes, -1), my_vote=Coalesce(mine, 0))
    return list(rows)


def _count(votes, value):
    counted = votes.filter(value=value).order_by().values("comment").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def _names(user, ticket, part, comments) -> Names:
    """Those who wrote or took away `comments`, and those mentioned: one query where they wrote none."""
    people = {user.pk: user}
    for comment in comments:
        people |= {person.pk: person for person in (comment.author, comment.deleted_by) if person}
    mentioned = {user_id for comment in comments for user_id in comment.mentions} - people.keys()
    if mentioned:
        people |= User.objects.in_bulk(mentioned)
    own = frozenset({user.pk, ticket.requester_id} - {None})
    return Names(people, {}, full=part.full, unshortened=own)


def _views(
    reader: Reader, ticket: Ticket, comments: list[Comment]
) -> tuple[dict[int, CommentView], list[Attachment]]:
    """Whole comments of `ticket` as views, by id, and its files that are on no comment. One query."""
    authors = {comment.pk: reader.author(comment) for comment in comments}
    files: dict[int, list[FileView]] = {}
    chosen = Q(comment__in=comments) | Q(ticket=ticket, comment__isnull=True)
    rows = Attachment.objects.filter(chosen, removed_at__isnull=True).select_related("file").order_by("pk")
    loose = [row for row in rows if row.comment_id is None]
    for row in rows:
        if row.comment_id is not None:
            files.setdefault(row.comment_id, []).append(file_view(row, reader))
    views = {
        comment.pk: CommentView(
            comment=comment,
            reader=reader,
            files=files.get(comment.pk, []),
            ups=comment.ups,
            downs=comment.downs,
            my_vote=comment.my_vote,
            answers=_answered(comment, authors),
        )
        for comment in comments
    }
    return views, loose


def _answered(comment, authors) -> tuple[int, str] | None:
    """What a reply answers, where that is not simply the first comment of its thread."""
    if comment.parent_id is None or comment.parent_id == comment.root_id:
        return None
    return comment.parent_id, authors.get(comment.parent_id) or _("somebody")


def comment_view(user: User, comment: Comment) -> CommentView:
    """One comment, which `user` may read, with its ticket."""
    return comment_views(user, comment.ticket, [comment])[0]


def comment_views(user: User, ticket: Ticket, comments: Iterable[Comment]) -> list[CommentView]:
    """Comments of one ticket that `user` may read, in the order given."""
    ids, part = [comment.pk for comment in comments], part_of(user, ticket)
    whole = _whole(user, Q(pk__in=ids))
    reader = Reader(user, ticket, part, directs(user, ticket), _names(user, ticket, part, whole))
    views, _loose = _views(reader, ticket, whole)
    return [views[pk] for pk in ids]


def file_view(row: Attachment, reader: Reader) -> FileView:
    """An attachment with its file."""
    may_remove = row.uploaded_by_id == reader.user.pk or reader.directs
    return FileView(row.pk, row.name, row.file.size, row.file.media_type, may_remove)
