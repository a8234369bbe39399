"""Celery's wire format: what is read, what is refused, and that nothing is executed."""

import bz2
import json
import lzma
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from celery import Celery
from hypothesis import given
from hypothesis import strategies as st
from kombu.serialization import dumps

from tests.ingest.messages import JSON, envelope, malformed, ticket
from tickets_app.ingest import codec, tickets
from tickets_app.ingest.codec import Envelope, Unusable
from tts.core.errors import Invalid

FORMS = {
    "first positional": {"args": [ticket()]},
    "payload": {"kwargs": {"payload": ticket()}},
    "ticket_data": {"kwargs": {"ticket_data": ticket()}},
    "nested positional": {"args": [{"ticket": ticket()}]},
    "nested payload": {"kwargs": {"payload": {"ticket": ticket()}}},
    "nested ticket_data": {"kwargs": {"ticket_data": {"ticket": ticket()}}},
}
COMPRESSIONS = {"application/x-gzip": zlib.compress, "application/x-bz2": bz2.compress, "xz": lzma.compress}


def from_celery(protocol, **call):
    """The message that celery itself makes of a call."""
    app = Celery(task_protocol=protocol)
    made = app.amqp.create_task_message(str(uuid4()), tickets.TASK, **call)
    content_type, encoding, body = dumps(made.body, serializer="json")
    properties = {**made.properties, "content_type": content_type, "content_encoding": encoding}
    return Envelope(tickets.QUEUE, body.encode(), made.headers, properties)


def read(message):
    return tickets.read(tickets.payload(codec.decode(message)))


class TestWhatIsRead:
    @pytest.mark.parametrize("protocol", [1, 2])
    @pytest.mark.parametrize("form", FORMS)
    def test_every_form_of_arguments_in_both_protocols(self, form, protocol):
        message = from_celery(protocol, **FORMS[form])
        assert codec.decode(message).task == tickets.TASK
        found = read(message)
        assert (found.number, found.fields["subject"]) == ("HD-1", "Printer on fire")
        assert found.fields["source_service"] == "hdts"
        assert found.fields["requester_email"] == "ann@example.com"
        assert found.extra["requested_budget"] == "120.50"

    @pytest.mark.parametrize("protocol", [1, 2])
    def test_the_message_id_is_celerys_task_id(self, protocol):
        message = from_celery(protocol, args=[ticket()])
        assert codec.message_id(message) == message.properties["correlation_id"]

    @pytest.mark.parametrize("name", COMPRESSIONS)
    def test_compressed(self, name):
        plain = envelope(ticket())
        packed = COMPRESSIONS[name](plain.body)
        assert read(envelope(body=packed, headers={"compression": name})).number == "HD-1"

    @pytest.mark.parametrize("protocol", [1, 2])
    def test_what_celery_marks_with_its_type_is_read_as_text(self, protocol):
        at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
        facts = ticket(submitted_at=at, due=at.date(), budget=Decimal("9.90"), note=b"hi")
        found = read(from_celery(protocol, args=[facts]))
        assert found.fields["submitted_at"] == at
        assert (found.extra["due"], found.extra["budget"], found.extra["note"]) == (
            "2026-03-01",
            "9.90",
            "hi",
        )

    @pytest.mark.parametrize("protocol", [1, 2])
    def test_eta(self, protocol):
        at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
        assert codec.decode(from_celery(protocol, args=[ticket()], eta=at)).eta == at
        assert codec.decode(from_celery(protocol, args=[ticket()])).eta is None

    def test_a_time_without_zone_is_utc(self):
        call = codec.decode(envelope(ticket(), headers={"eta": "2026-03-01T09:30:00"}))
        assert call.eta == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

    def test_a_time_beyond_the_calendar_is_refused(self):
        with pytest.raises(codec.Unusable, match="not a time"):
            codec.decode(envelope(ticket(), headers={"eta": "0001-01-01T00:00:00+14:00"}))

    def test_what_stands_beside_a_nested_ticket_is_kept(self):
        found = read(envelope({"ticket": ticket(), "action": "create"}))
        assert found.extra["envelope"] == {"action": "create"}

    @pytest.mark.parametrize("key", ["ticket_number", "ticket_id", "original_ticket_id", "id"])
    def test_the_number_by_any_of_its_names(self, key):
        facts = {name: value for name, value in ticket().items() if name != "ticket_number"}
        assert read(envelope({**facts, key: "N-9"})).number == "N-9"

    @pytest.mark.security(44)
    def test_a_subject_of_two_lines_becomes_one(self):
        assert read(envelope(ticket(subject="Fire\r\nBcc: a@b.c"))).fields["subject"] == "Fire Bcc: a@b.c"

    def test_the_source_may_be_named(self):
        assert read(envelope(ticket(source_service="bms"))).fields["source_service"] == "bms"


class TestWhatIsRefused:
    @pytest.mark.security(47)
    @pytest.mark.parametrize("kind", malformed())
    def test_each_kind_with_a_reason_in_words(self, kind, tmp_path):
        trap = tmp_path / "trap"
        message = malformed(trap)[kind]()
        with pytest.raises((Unusable, Invalid)) as caught:
            read(message)
        reason = str(caught.value)
        assert 10 < len(reason) < 300
        assert reason.isprintable()
        assert not trap.exists()

    def test_at_least_thirty_kinds(self):
        assert len(malformed()) >= 30

    @pytest.mark.parametrize("value", ["", None, 7, "x" * 129, "a\x00b", ["id"]])
    def test_an_id_that_is_none(self, value):
        assert codec.message_id(envelope(ticket(), task_id=value)) is None

    def test_the_digest_tells_bodies_apart(self):
        one, two = envelope(ticket()), envelope(ticket(subject="Other"))
        assert codec.digest(one) == codec.digest(envelope(ticket()))
        assert codec.digest(one) != codec.digest(two)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary().map(repr),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


class TestAnything:
    @given(body=st.binary(), headers=st.dictionaries(st.text(), VALUES), properties=VALUES)
    def test_bytes_are_read_or_refused(self, body, headers, properties):
        given_properties = properties if isinstance(properties, dict) else {"content_type": properties}
        self.read_or_refuse(Envelope(tickets.QUEUE, body, headers, given_properties))

    @given(data=VALUES, task=VALUES, eta=VALUES)
    def test_json_is_read_or_refused(self, data, task, eta):
        body = json.dumps(data).encode()
        self.read_or_refuse(Envelope(tickets.QUEUE, body, {"task": task, "eta": eta}, JSON))

    @given(facts=st.dictionaries(st.sampled_from(sorted(ticket())), VALUES))
    def test_tickets_are_read_or_refused(self, facts):
        self.read_or_refuse(envelope(ticket(**facts)))

    def read_or_refuse(self, message):
        codec.message_id(message)
        json.dumps(codec.storable(message.headers), allow_nan=False)
        json.dumps(codec.storable(message.properties), allow_nan=False)
        with suppress(Unusable, Invalid):
            read(message)


class TestWhatIsSent:
    def test_celery_reads_it(self):
        sent = codec.encode(7, "send_ticket_status", ["HD-1", "Open"])
        assert codec.decode(sent) == codec.Call("send_ticket_status", ["HD-1", "Open"], {})

    def test_a_row_always_has_the_same_id(self):
        one, again, other = (codec.encode(row, "t", []).headers["id"] for row in (1, 1, 2))
        assert one == again != other
