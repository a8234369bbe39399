"""Full-text search: what is found, in which order, and never what the person may not see."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import by, make_ticket
from tickets_app import access
from tickets_app.actions import move
from tickets_app.actions.receive import update_facts
from tickets_app.comments import actions as comments
from tickets_app.models import Ticket
from tickets_app.search import query, schema
from tickets_app.search.comments import index_text

pytestmark = pytest.mark.django_db


def finds(user, text):
    """The subjects of the tickets that `user` finds, best first."""
    found = query.found(access.visible_tickets(user), text, user)
    return [ticket.subject for ticket in query.ranked(found, text)]


class TestWhatIsFound:
    @pytest.mark.parametrize(
        "text",
        ["toner", "TONER", "printers", "printing", "print", "ann lee", "ann@example.com", "the toner",
         "toner, empty!", "(toner)", "café", "replace cartr", "'toner'", "to&ner | toner", "2x4", "x_y-z"],
    )  # fmt: skip
    def test_every_word_in_any_field_stemmed_and_the_last_as_a_beginning(self, version, admin, text):
        make_ticket(
            subject="Printer in the café", description="Replace cartridge: toner is empty. to ner 2x4 x_y-z",
            employee_name="Ann Lee", employee_email="ann@example.com",
        )  # fmt: skip
        make_ticket(subject="Chair", description="squeaks")
        assert finds(admin, text) == ["Printer in the café"]

    @pytest.mark.parametrize(
        "text", ["toner chair", "carrot", "%", "&", "'", '"', "AND", "x:*", "\\", "!toner chair"]
    )
    def test_nothing_where_a_word_is_missing_or_there_is_none(self, version, admin, text):
        make_ticket(subject="Printer", description="toner")
        assert finds(admin, text) == []

    @pytest.mark.parametrize("text", ["TX-1", "tx-17", "TX-17"])
    def test_numbers_and_their_beginnings(self, version, admin, text):
        make_ticket(takes_number=True, ticket_number="TX-17", subject="a")
        make_ticket(takes_number=True, ticket_number="B-TX-1", subject="b")
        assert finds(admin, text) == ["a"]

    def test_an_underscore_in_a_number_is_itself(self, version, admin):
        make_ticket(takes_number=True, ticket_number="A_1", subject="a")
        make_ticket(takes_number=True, ticket_number="AB1", subject="b")
        assert finds(admin, "a_1") == ["a"]

    def test_the_person_who_asked(self, version, admin, requester):
        make_ticket(subject="a", requester=requester)
        make_ticket(subject="b")
        assert finds(admin, "requester") == ["a"]

    def test_the_subject_counts_more_than_the_text(self, version, admin):
        make_ticket(subject="Toner")
        make_ticket(subject="Newer", description="something about toner")
        make_ticket(subject="Toner")
        assert finds(admin, "toner") == ["Toner", "Toner", "Newer"]


class TestHyphens:
    @pytest.mark.parametrize(
        "text", ["wifi", "Wi-Fi", "wi-f", "wif", "slow wi-fi", "wifi slow", "WI-FI,", "wi fi"]
    )
    @pytest.mark.parametrize("field", ["subject", "description", "said"])
    def test_a_word_is_found_by_its_parts_and_as_one(self, version, admin, text, field):
        words = "Wi-Fi is slow (2-4 pm)"
        ticket = make_ticket(**{"subject": "here", **({field: words} if field != "said" else {})})
        if field == "said":
            index_text(ticket.pk, words, "")
        make_ticket(subject="Firewall, slow")
        assert finds(admin, text) == [ticket.subject]

    @pytest.mark.parametrize("text", ["wi-fi", "wifi", "Wi-F", "slow wi-fi", "wi-fi slow"])
    def test_one_word_is_found_with_a_hyphen_too(self, version, admin, text):
        make_ticket(subject="Wifi slow")
        make_ticket(subject="Wireless, slow")
        assert finds(admin, text) == ["Wifi slow"]

    @pytest.mark.parametrize("text", ["24", "wifislow", "wi-fi chair", "abcdefghijklmnopqrstuvwxyz"])
    def test_nothing_else_is_joined(self, version, admin, text):
        make_ticket(subject="Wi-Fi is slow 2-4", description="abcdefghijklm-nopqrstuvwxyz")
        assert finds(admin, text) == []

    def test_a_note_is_no_way_round_who_may_read_it(self, version, admin, requester):
        ticket = make_ticket(subject="Net", requester=requester)
        index_text(ticket.pk, "", "the Wi-Fi is theirs")
        assert (finds(admin, "wifi"), finds(requester, "wifi")) == (["Net"], [])

    def test_what_was_there_before_is_indexed_anew(self, version, admin, agent):
        for facts in (
            {"subject": "Wi-Fi"},
            {"subject": "Net", "description": "my wi-fi"},
            {"subject": "Said"},
        ):
            ticket = make_ticket(**facts)
        comments.create(by(admin), ticket.pk, "Turn wi-fi off", internal=False)
        table = schema.TABLE if connection.vendor == "postgresql" else schema.WORDS
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"UPDATE {table} SET public = '', said = NULL")
            else:
                cursor.execute(f"UPDATE {table} SET subject = '', body = '', said = ''")
        assert finds(admin, "wifi") == []
        import_module("tickets_app.migrations.0016_joined_words").index_anew(apps, None)
        assert sorted(finds(admin, "wifi")) == ["Net", "Said", "Wi-Fi"]


class TestTheIndex:
    def test_follows_changes_in_their_transaction(self, version, admin):
        ticket = make_ticket(subject="Printer")
        update_facts(by(admin), ticket.pk, {"subject": "Scanner"})
        assert finds(admin, "printer") == []
        assert finds(admin, "scanner") == ["Scanner"]

    def test_holds_each_of_many_that_came_at_once(self, version, admin, requester, now):
        facts = {"department": "IT", "created_at": now, "updated_at": now}
        first = Ticket(number="N-1", subject="Printer", requester_name="Ann Lee", **facts)
        second = Ticket(number="N-2", subject="Net", description="no Wi-Fi", requester=requester, **facts)
        Ticket.objects.bulk_create([first, second])
        found = [finds(admin, text) for text in ("ann print", "wifi", "requester", "n-1", "printer net")]
        assert found == [["Printer"], ["Net"], ["Net"], ["Printer"], []]
        Ticket.objects.filter(number__startswith="N-").update(description="and toner")
        assert sorted(finds(admin, "toner")) == ["Net", "Printer"]
        assert finds(admin, "wifi") == []

    def test_is_not_written_by_a_step_of_the_work(self, version, admin, agent):
        ticket = make_ticket(subject="Printer")
        index_text(ticket.pk, "fuser", "")
        move.begin(by(agent), ticket.task.pk)
        assert finds(admin, "printer fuser") == ["Printer"]

    def test_takes_texts_of_any_length(self, version, admin):
        make_ticket(subject="Long", description=" ".join(f"word{n}" for n in range(40_000)))
        assert finds(admin, "word17") == ["Long"]

    def test_is_made_from_the_tickets_there_are(self, version, admin):
        make_ticket(subject="Printer")
        is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {schema.TABLE if is_postgresql else schema.WORDS}")
            assert finds(admin, "printer") == []
            cursor.execute(schema.POSTGRESQL_FILL if is_postgresql else schema.SQLITE_FILL)
        schema.make_triggers()
        assert finds(admin, "printer") == ["Printer"]

    def test_forgets_what_is_gone(self, admin):
        ticket = make_ticket(subject="Printer")
        Ticket.objects.filter(pk=ticket.pk).delete()
        table = schema.TABLE if connection.vendor == "postgresql" else schema.WORDS
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


class TestComments:
    @pytest.mark.security(18)
    def test_are_found_as_far_as_one_may_read_them(
        self, version, admin, coordinator, agent, analyst, requester, outsider
    ):
        ticket = make_ticket(subject="Printer", requester=requester)
        index_text(ticket.pk, "fuser replaced", "costs too much")
        public = {user.username for user in (admin, coordinator, agent, analyst, requester, outsider)
                  if finds(user, "fuser printer")}  # fmt: skip
        assert public == {"admin", "coordinator", "agent", "analyst", "requester"}
        internal = {user.username for user in (admin, coordinator, agent, analyst, requester, outsider)
                    if finds(user, "costs printer")}  # fmt: skip
        assert internal == {"admin", "coordinator", "agent"}

    def test_are_replaced_as_a_whole_and_stay_when_the_ticket_changes(self, version, admin):
        ticket = make_ticket(subject="Printer")
        index_text(ticket.pk, "fuser", "secret")
        update_facts(by(admin), ticket.pk, {"subject": "Scanner"})
        assert finds(admin, "scanner fuser secret") == ["Scanner"]
        index_text(ticket.pk, "drum", "")
        assert finds(admin, "fuser") == finds(admin, "secret") == []
        assert finds(admin, "drum") == ["Scanner"]


@pytest.mark.security(18)
def test_a_number_called_exactly_is_one_ticket_if_one_may_see_it(version, admin, outsider):
    ticket = make_ticket()
    make_ticket()
    assert query.called(access.visible_tickets(admin), f" {ticket.number.lower()} ") == ticket
    assert query.called(access.visible_tickets(outsider), ticket.number) is None
    assert query.called(access.visible_tickets(admin), ticket.number[:-1]) is None
