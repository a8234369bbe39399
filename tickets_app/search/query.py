"""Finding tickets by words. Whom the visibility rule shows a ticket is asked of `access`, here too."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from tickets_app.access import internal_of_all, internal_tickets
from tickets_app.models import Ticket
from tickets_app.paging import FRONT
from tickets_app.search.joined import joined
from tickets_app.search.schema import PUNCTUATION, TABLE, WORDS
from tts.accounts.models import User

# So many of the newest finds are put in order of rank; a very common word would else rank every ticket.
CANDIDATES = FRONT
MOST_WORDS = 12
NUMBER = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")
_SPLIT = re.compile(f"[\\s{re.escape(PUNCTUATION)}]+")
# subject, requester, body, said, noted: what a find in each is worth. Notes move nothing: an order is seen
# by those, too, who may not read them.
_WEIGHTS = "10.0, 4.0, 1.0, 2.0, 0.0"
POSTGRESQL_RANK = f"""(
    SELECT ts_rank(public, to_tsquery('tts', %s))
    FROM {TABLE} WHERE ticket_id = tickets_app_ticket.id
)"""
SQLITE_RANK = f"""(
    SELECT bm25({WORDS}, {_WEIGHTS})
    FROM {WORDS} WHERE {WORDS} MATCH %s AND rowid = tickets_app_ticket.id
)"""


def words_of(text: str) -> list[list[str]]:
    """The words of `text` as the index holds them, at most MOST_WORDS.

    They stand together as the text has them between blanks: "Wi-Fi slow" as [["Wi", "Fi"], ["slow"]].
    """
    left, found = MOST_WORDS, []
    for piece in text.split():
        words = [word for word in _SPLIT.split(piece) if any(letter.isalnum() for letter in word)][:left]
        left -= len(words)
        found += [words] if words else []
    return found


@dataclass(frozen=True)
class Terms:
    """What is searched for: all of `words`, the last one as a beginning; or a number that begins so.

    `joined`: for each of `words` how it may stand in the index in one word instead, "" for not at all.
    """

    words: list[list[str]]
    joined: list[str]
    number: str

    @property
    def postgresql(self) -> str:
        """As PostgreSQL's to_tsquery takes it."""
        return self._spelt("'{}'", ":*", " & ", " | ")

    @property
    def sqlite(self) -> str:
        """As SQLite's MATCH takes it."""
        return self._spelt('"{}"', "*", " AND ", " OR ")

    def _spelt(self, word: str, beginning: str, every: str, either: str) -> str:
        last = len(self.words) - 1
        return every.join(
            _either(words, joined, word, beginning if at == last else "", every, either)
            for at, (words, joined) in enumerate(zip(self.words, self.joined, strict=True))
        )

    @property
    def number_pattern(self) -> str:
        return self.number.upper().replace("_", r"\_") + "%"


def _either(words, joined, word, beginning, every, either) -> str:
    apart = every.join(map(word.format, words)) + beginning
    return f"({apart}{either}{word.format(joined)}{beginning})" if joined else apart


def terms_of(text: str) -> Terms:
    """What `text`, as a person typed it, asks for."""
    text = text.strip()
    words = words_of(text)
    pieces = [piece for piece in text.split() if words_of(piece)]
    whole = [joined(piece.strip(PUNCTUATION)) for piece in pieces[: len(words)]]
    return Terms(words, whole, text if NUMBER.fullmatch(text) else "")


def found(tickets: QuerySet[Ticket], text: str, user: User) -> QuerySet[Ticket]:
    """Those of `tickets` whose number begins with `text` or that have all words of it, as far as `user` sees
    them: internal notes are searched only of tickets whose internal part they see. Empty text: all."""
    if not text.strip():
        return tickets
    terms = terms_of(text)
    if not terms.words:
        return tickets.none()
    sql, values = (_postgresql if connection.vendor == "postgresql" else _sqlite)(terms, user)
    return tickets.filter(pk__in=RawSQL(sql, values))


def _postgresql(terms: Terms, user: User) -> tuple[str, list]:
    rules, values = ["public @@ to_tsquery('tts', %s)"], [terms.postgresql]
    if terms.number:
        rules.append("number LIKE %s")
        values.append(terms.number_pattern)
    if internal_of_all(user):
        rules.append("internal @@ to_tsquery('tts', %s)")
        values.append(terms.postgresql)
    else:
        rule = f"SELECT ticket_id FROM {TABLE} WHERE internal @@ to_tsquery('tts', %s)"
        rules += _in_notes(user, rule, terms.postgresql, "ticket_id")
    return f"SELECT ticket_id FROM {TABLE} WHERE {' OR '.join(rules)}", values


def _sqlite(terms: Terms, user: User) -> tuple[str, list]:
    columns = "" if internal_of_all(user) else "{subject requester body said} : "
    rules = [f"id IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s)"]
    values = [f"{columns}({terms.sqlite})"]
    if terms.number:
        rules.append(r"number LIKE %s ESCAPE '\'")
        values.append(terms.number_pattern)
    if columns:
        rule = f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s"
        rules += _in_notes(user, rule, f"({terms.sqlite})", "id")
    return f"SELECT id FROM tickets_app_ticket WHERE {' OR '.join(rules)}", values


def _in_notes(user: User, rule: str, value: str, column: str) -> list[str]:
    """A rule for the tickets that `rule` finds and whose internal part `user` sees; none for no ticket.

    They are looked up first: joined into the other rules they would keep the database from its indexes.
    """
    seen = internal_tickets(user)
    if seen is None:
        return []
    ids = seen.filter(pk__in=RawSQL(rule, [value])).order_by("-pk").values_list("pk", flat=True)[:CANDIDATES]
    named = ", ".join(map(str, ids))
    return [f"{column} IN ({named})"] if named else []


def ranked(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """The newest CANDIDATES of `tickets` (from `found` with the same text), the best first."""
    terms = terms_of(text)
    is_postgresql = connection.vendor == "postgresql"
    value = terms.postgresql if is_postgresql else terms.sqlite
    # bm25 is the less the better.
    order = F("rank").desc(nulls_last=True) if is_postgresql else F("rank").asc(nulls_last=True)
    rank = RawSQL(POSTGRESQL_RANK if is_postgresql else SQLITE_RANK, [value])
    candidates = tickets.order_by("-pk").values("pk")[:CANDIDATES]
    best = Ticket.objects.filter(pk__in=candidates).annotate(rank=rank)
    return best.order_by(order, "-pk")


def called(tickets: QuerySet[Ticket], text: str) -> Ticket | None:
    """The one of `tickets` whose number is exactly `text`, in whatever case; None where there is none."""
    text = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", text):
        return None
    return tickets.filter(number__in=[text, text.upper()]).order_by("-pk").first()
