"""The search index of tickets, in the database's own terms.

It stands in a table of its own: a ticket changes its status often and its words hardly ever, and an index
entry of its words would be written anew each time. Triggers keep it, so that no way of changing a ticket
can forget it, and no statement more is sent for it.

On PostgreSQL `public` holds all words that whoever sees the ticket may find, `internal` those and the
internal notes' (null where there are none); `said` and `noted` are what comments contribute to them.
Words are stemmed but none is left out, so that a search for "the who" finds something. New tickets are
indexed once for each statement that inserts some. What is asked of each is in SQL functions of one
expression, which become part of whoever calls them; the others are PL/pgSQL, which keeps its plans.
"""

from django.db import connection

from tickets_app.search.joined import LONGEST

TABLE = "tickets_app_ticketsearch"
WORDS = "tickets_app_ticketwords"
WATCHED = "number, subject, description, requester_name, requester_email, requester_id"
PUNCTUATION = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
# Far more than people write, and safely less than what a tsvector can hold.
MOST_INDEXED = 100_000

# The same as a class of a regular expression, which reads a text several times as fast as translate().
_PUNCTUATION_CLASS = "[!-/:-@[-`{-~]+"

POSTGRESQL_TABLE = f"""
CREATE TEXT SEARCH DICTIONARY tts_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION tts (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION tts
    ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part WITH tts_stem;
CREATE TABLE {TABLE} (
    ticket_id bigint PRIMARY KEY,
    number text COLLATE "C" NOT NULL,
    said tsvector,
    noted tsvector,
    public tsvector NOT NULL,
    internal tsvector
);
CREATE INDEX ticketsearch_public ON {TABLE} USING gin (public);
CREATE INDEX ticketsearch_internal ON {TABLE} USING gin (internal) WHERE internal IS NOT NULL;
CREATE INDEX ticketsearch_number ON {TABLE} (number);
-- A rare word is told from a common one by what the planner knows of them.
ALTER TABLE {TABLE} ALTER COLUMN public SET STATISTICS 1000;
"""

POSTGRESQL_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION tts_joined(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
        SELECT ' ' || string_agg(DISTINCT replace(word[1], '-', ''), ' ')
        FROM regexp_matches(given, '[[:alpha:]]\\w*(?:-\\w+)+', 'g') AS word
        WHERE length(word[1]) <= {LONGEST}
    );
END $$;
CREATE OR REPLACE FUNCTION tts_words(text) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT to_tsvector('tts', regexp_replace(
        CASE
            WHEN strpos($1, '-') = 0 THEN left($1, {MOST_INDEXED})
            ELSE left($1, {MOST_INDEXED}) || coalesce(tts_joined(left($1, {MOST_INDEXED})), '')
        END, '{_PUNCTUATION_CLASS}', ' ', 'g'
    ))
$$;
CREATE OR REPLACE FUNCTION tts_requester_words(ticket tickets_app_ticket) RETURNS tsvector
LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := ticket.requester_name || ' ' || ticket.requester_email;
BEGIN
    IF ticket.requester_id IS NOT NULL THEN
        given := concat_ws(' ', given, (
            SELECT concat_ws(' ', first_name, last_name, email)
            FROM accounts_user WHERE id = ticket.requester_id
        ));
    END IF;
    RETURN tts_words(given);
END $$;
CREATE OR REPLACE FUNCTION tts_ticket_words(ticket tickets_app_ticket) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(tts_words(ticket.subject), 'A') || setweight(tts_requester_words(ticket), 'B')
        || tts_words(ticket.description)
$$;
CREATE OR REPLACE FUNCTION tts_index_new_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {TABLE} (ticket_id, number, public)
    SELECT ticket.id, upper(ticket.number), tts_ticket_words(ticket) FROM fresh AS ticket;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION tts_index_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own tsvector := tts_ticket_words(NEW);
BEGIN
    INSERT INTO {TABLE} AS found (ticket_id, number, public) VALUES (NEW.id, upper(NEW.number), own)
    ON CONFLICT (ticket_id) DO UPDATE SET
        number = excluded.number,
        public = own || coalesce(found.said, ''),
        internal = own || coalesce(found.said, '') || found.noted;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION tts_forget_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {TABLE};
    ELSE
        DELETE FROM {TABLE} WHERE ticket_id = OLD.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER search_new_tickets AFTER INSERT ON tickets_app_ticket
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tts_index_new_tickets();
CREATE OR REPLACE TRIGGER search_ticket AFTER UPDATE OF {WATCHED} ON tickets_app_ticket
    FOR EACH ROW EXECUTE FUNCTION tts_index_ticket();
CREATE OR REPLACE TRIGGER search_ticket_gone AFTER DELETE ON tickets_app_ticket
    FOR EACH ROW EXECUTE FUNCTION tts_forget_ticket();
CREATE OR REPLACE TRIGGER search_tickets_gone AFTER TRUNCATE ON tickets_app_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION tts_forget_ticket();
"""

POSTGRESQL_FILL = f"""
INSERT INTO {TABLE} (ticket_id, number, public)
SELECT ticket.id, upper(ticket.number), tts_ticket_words(ticket) FROM tickets_app_ticket AS ticket
ON CONFLICT DO NOTHING
"""

_HYPHENED = " OR ".join(
    f"ticket.{name} LIKE '%-%'" for name in ("subject", "requester_name", "requester_email", "description")
)
POSTGRESQL_ANEW = f"""
UPDATE {TABLE} AS found SET
    public = tts_ticket_words(ticket) || coalesce(found.said, ''),
    internal = tts_ticket_words(ticket) || coalesce(found.said, '') || found.noted
FROM tickets_app_ticket AS ticket
WHERE ticket.id = found.ticket_id AND ({_HYPHENED} OR ticket.requester_id IS NOT NULL)
"""

SQLITE_TABLE = f"""
CREATE VIRTUAL TABLE {WORDS} USING fts5 (
    subject, requester, body, said, noted, tokenize = 'porter unicode61 remove_diacritics 0'
)
"""


def _sqlite_values(row: str) -> str:
    return (
        f"tts_joined({row}.subject), "
        f"tts_joined({row}.requester_name || ' ' || {row}.requester_email || ' ' || coalesce((SELECT "
        "first_name || ' ' || last_name || ' ' || email FROM accounts_user "
        f"WHERE id = {row}.requester_id), '')), tts_joined(substr({row}.description, 1, {MOST_INDEXED}))"
    )


SQLITE_TRIGGERS = {
    "search_ticket_new": f"""AFTER INSERT ON tickets_app_ticket BEGIN
        INSERT INTO {WORDS} (rowid, subject, requester, body, said, noted)
        SELECT NEW.id, {_sqlite_values("NEW")}, '', ''; END""",
    "search_ticket_changed": f"""AFTER UPDATE OF {WATCHED} ON tickets_app_ticket BEGIN
        UPDATE {WORDS} SET (subject, requester, body) = (SELECT {_sqlite_values("NEW")})
        WHERE rowid = NEW.id; END""",
    "search_ticket_gone": f"""AFTER DELETE ON tickets_app_ticket BEGIN
        DELETE FROM {WORDS} WHERE rowid = OLD.id; END""",
}

SQLITE_FILL = f"""
INSERT INTO {WORDS} (rowid, subject, requester, body, said, noted)
SELECT ticket.id, {_sqlite_values("ticket")}, '', '' FROM tickets_app_ticket AS ticket
"""


SQLITE_ANEW = f"""
UPDATE {WORDS} SET (subject, requester, body) = (
    SELECT {_sqlite_values("ticket")} FROM tickets_app_ticket AS ticket WHERE ticket.id = {WORDS}.rowid
)
WHERE rowid IN (
    SELECT ticket.id FROM tickets_app_ticket AS ticket WHERE {_HYPHENED} OR ticket.requester_id IS NOT NULL
)
"""


def create(apps=None, editor=None) -> None:
    """Make the index and fill it from the tickets that exist (a step of a migration)."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL_TABLE if is_postgresql else SQLITE_TABLE)
    make_triggers()
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL_FILL if is_postgresql else SQLITE_FILL)


def index_anew() -> None:
    """Index the tickets with a hyphen in their own words again (a step of a migration)."""
    make_triggers()
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL_ANEW if is_postgresql else SQLITE_ANEW)


def after_migrate(app_config, using="default", **kwargs) -> None:
    """Make the triggers once the index exists: on SQLite, altering a table drops its triggers."""
    table = TABLE if connection.vendor == "postgresql" else WORDS
    if using == "default" and table in connection.introspection.table_names():
        make_triggers()


def make_triggers() -> None:
    """Make the triggers that keep the index; safe to repeat."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTIONS)
            return
        for name, body in SQLITE_TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")
