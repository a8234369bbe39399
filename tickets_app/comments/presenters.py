"""A ticket's conversation, as much of it as the person may read, ready to show, in few queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets_app.access import directs
from tickets_app.comments import material, mentions
from tickets_app.comments.access import BY_LINK, Part, of_audience, part_of
from tickets_app.comments.content import IMAGES, SHOWN_IN_PLACE, TEXT
from tickets_app.comments.material import Material
from tickets_app.models import Attachment, Comment, Ticket
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
    """One comment for one reader. `votes`: thumbs by person. `answers`: id and author of what it answers."""

    comment: Comment
    reader: Reader
    files: list[FileView] = field(default_factory=list)
    votes: Mapping[int, int] = field(default_factory=dict)
    answers: tuple[int, str] | None = None

    @property
    def id(self) -> int:
        return self.comment.pk

    @property
    def ups(self) -> int:
        return list(self.votes.values()).count(1)

    @property
    def downs(self) -> int:
        return list(self.votes.values()).count(-1)

    @property
    def my_vote(self) -> int:
        return self.votes.get(self.reader.user.pk, 0)

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
    newest = roots.order_by("-pk")[: THREADS_SHOWN + 1]
    talk = talk_of(material.of_threads(ticket, newest), user, part)
    is_more = len(talk.threads) > THREADS_SHOWN
    return replace(talk, threads=talk.threads[-THREADS_SHOWN:], has_earlier=is_more)


def threads_of(user: User, ticket: Ticket, comment_ids: Collection[int]) -> Conversation:
    """The threads that hold any of those comments, as far as `user` may read them."""
    part = part_of(user, ticket)
    roots = material.threads_with(ticket, comment_ids, internal=part.internal)
    return talk_of(material.of_threads(ticket, roots), user, part)


def talk_of(stored: Material, user: User, part: Part) -> Conversation:
    """What `user`, whose part in the ticket's conversation is `part`, may read of `stored`. No query."""
    stored = stored if part.internal else stored.public()
    reader = _reader(stored, user, part)
    views = _views(reader, stored)
    by_root: dict[int, list[CommentView]] = {row.pk: [] for row in stored.comments if row.root_id is None}
    for reply in stored.comments:
        if reply.root_id is not None:
            by_root[reply.root_id].append(views[reply.pk])
    threads = [Thread(views[pk], replies) for pk, replies in by_root.items()]
    return Conversation(stored.ticket, reader, threads, stored.loose)


def _reader(stored, user, part) -> Reader:
    ticket = stored.ticket
    own = frozenset({user.pk, ticket.requester_id} - {None})
    names = Names({**stored.people, user.pk: user}, {}, full=part.full, unshortened=own)
    return Reader(user, ticket, part, directs(user, ticket), names)


def _views(reader: Reader, stored: Material) -> dict[int, CommentView]:
    """Comments as views, by id."""
    authors = {comment.pk: reader.author(comment) for comment in stored.comments}
    return {
        comment.pk: CommentView(
            comment=comment,
            reader=reader,
            files=[file_view(row, reader) for row in stored.files[comment.pk]],
            votes=stored.votes[comment.pk],
            answers=_answered(comment, authors),
        )
        for comment in stored.comments
    }


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
    ids = [comment.pk for comment in comments]
    stored = material.of_comments(ticket, Q(pk__in=ids))
    views = _views(_reader(stored, user, part_of(user, ticket)), stored)
    return [views[pk] for pk in ids]


def file_view(row: Attachment, reader: Reader) -> FileView:
    """An attachment with its file."""
    may_remove = row.uploaded_by_id == reader.user.pk or reader.directs
    return FileView(row.pk, row.name, row.file.size, row.file.media_type, may_remove)
