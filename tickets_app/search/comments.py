"""What comments contribute to the search index."""

from django.db import connection

from tickets_app.search.joined import with_joined
from tickets_app.search.schema import MOST_INDEXED, TABLE, WORDS

POSTGRESQL = f"""
UPDATE {TABLE} AS found SET
    said = said.words,
    noted = noted.words,
    public = tts_ticket_words(ticket) || coalesce(said.words, ''),
    internal = tts_ticket_words(ticket) || coalesce(said.words, '') || noted.words
FROM tickets_app_ticket AS ticket,
    (SELECT setweight(tts_words(nullif(%s, '')), 'C') AS words) AS said,
    (SELECT setweight(tts_words(nullif(%s, '')), 'C') AS words) AS noted
WHERE found.ticket_id = %s AND ticket.id = found.ticket_id
"""


def index_text(ticket_id: int, public: str, internal: str) -> None:
    """Have a ticket found by the words of its comments. Call it in the transaction that changes them.

    `public`: the text of all comments that its requester sees, `internal`: that of all internal notes,
    each joined by blanks; deleted ones left out. Both replace what the index knew before. Only people who
    see a ticket's internal part find it by `internal`.
    """
    texts = [public[:MOST_INDEXED], internal[:MOST_INDEXED]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, [*texts, ticket_id])
        else:
            texts = [with_joined(text) for text in texts]
            cursor.execute(f"UPDATE {WORDS} SET said = %s, noted = %s WHERE rowid = %s", [*texts, ticket_id])
