"""Tickets from outside: dicts, queue messages, the log that is imported, and the mails that they cause."""

import bz2
import csv
import email.policy
import io
import json
import zlib
from datetime import UTC
from email.parser import BytesParser
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.fuzz.making import anything, as_json, damaged, letters, mutated, objects, pieced, text
from tests.fuzz.target import target
from tests.ingest.messages import JSON, ticket
from tickets_app import intake, mail_messages
from tickets_app.ingest import codec, roles, taking, tickets
from tickets_app.models import Notification, Ticket
from tickets_app.replay import reader
from tts.core.errors import Invalid

STAMPS = (
    "2026-03-29T02:30:00Z", "2026-03-29 02:30", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "2026-02-30T00:00:00Z", "2026-03-29T24:00:00+99:99", "1e9", "-1",
)  # fmt: skip
PLAIN = {"ticket_number": "TX-1", "subject": "Printer", "department": "IT", "priority": "critical"}
TICKETS = (
    PLAIN,
    ticket(),
    ticket(submitted_at="2026-03-29T02:30:00Z"),
    {"subject": "A", "department": "B", "id": 7, "employee_name": "Ann Lee", "employee_email": "a@b.example"},
)
ADDRESSES = pieced(
    "ann", "@", "example.com", "xn--bcher-kva.example", '"', " ", "\\", ",", "<", ">", ":", ";", "\x01",
    "[127.0.0.1]", "ü", "bücher.example", "=?utf-8?q?a?=", "\n", "Bcc: ", "()", "+tag", "localhost", ".",
    most=8, longest=250,
)  # fmt: skip
SUBJECTS = pieced(
    "Printer ",
    "=?utf-8?b?",
    "?=",
    "\r",
    "\n",
    "\r\nBcc: eve@example.com",
    "\u2028",
    "\x85",
    "\x0b",
    "é",
    "🔥",
    longest=250,
)
LOCAL_PARTS = pieced(
    "ann", "o'", '"a b"', '"\x01"', "+tag", "=?utf-8?q?a?=", "!", "{", "%", "\\", ".", most=3, longest=64
)
HOSTS = ("example.com", "[127.0.0.1]", "[IPv6:::1]", "xn--bcher-kva.example", "bücher.example", "localhost")
MADE_UP = st.tuples(LOCAL_PARTS, st.just("@"), st.sampled_from(HOSTS)).map("".join)
ADDRESSES = st.one_of(st.just("ann@example.com"), MADE_UP, MADE_UP, ADDRESSES)
values = st.one_of(anything, anything, st.sampled_from(STAMPS), ADDRESSES, SUBJECTS)
dicts = st.one_of(mutated(*TICKETS, values=values), mutated(*TICKETS, values=values), objects)


@target("ticket dict", st.tuples(dicts, st.booleans()), Invalid)
def read_ticket(case):
    given = intake.read_ticket(case[0], takes_number=case[1])
    storable(given)


@target("ticket dict of the queue", dicts, Invalid)
def read_queued(case):
    storable(tickets.read(case))


def storable(given):
    """What the database does with it: instants become UTC."""
    if given.fields["submitted_at"]:
        given.fields["submitted_at"].astimezone(UTC)


PRESSES = {"gzip": lambda raw: zlib.compress(raw, wbits=31), "zlib": zlib.compress, "bzip2": bz2.compress}
HEADERS = {"task": tickets.TASK, "id": "id-1", "eta": None, "lang": "py", "retries": 0}
MEMBER = {
    "user_system_role_id": 5, "user_id": 7, "user_email": "a@b.example", "user_full_name": "Ann Lee",
    "system": "tts", "role_id": 3, "role_name": "Agent", "is_active": True, "action": "update",
}  # fmt: skip
BODIES = (
    [[ticket()], {}, {"callbacks": None}],
    [[], {"payload": {"ticket": PLAIN}}, {}],
    {"task": tickets.TASK, "args": [PLAIN], "kwargs": {}, "id": "1", "eta": "2026-03-29T02:30:00+02:00"},
    [[MEMBER], {}, {}],
    [
        [
            {"__type__": "datetime", "__value__": "2026-01-01"},
            {"__type__": "uuid", "__value__": {"hex": "a"}},
        ],
        {},
    ],
)
json_bodies = as_json(mutated(*BODIES, values=values)).map(lambda made: made.encode("utf-8", "surrogatepass"))


@st.composite
def envelopes(draw):
    headers = draw(mutated(HEADERS, {}, values=values))
    properties = draw(mutated(JSON, values=values))
    body = draw(st.one_of(json_bodies, json_bodies, damaged(json.dumps(BODIES[0]).encode()), st.binary()))
    press = draw(st.sampled_from([None, None, None, *PRESSES]))
    if press:
        headers["compression"] = press
        body = draw(damaged(PRESSES[press](body)))
    return codec.Envelope(draw(st.sampled_from(list(taking.HANDLERS))), body, headers, properties)


@target("Celery codec", envelopes(), codec.Unusable)
def read_message(envelope):
    codec.message_id(envelope), codec.digest(envelope)
    json.dumps([codec.storable(envelope.headers), codec.storable(envelope.properties)], allow_nan=False)
    call = codec.decode(envelope)
    if call.eta:
        call.eta.astimezone(UTC)
    codec.first_object(call)
    for payload in (tickets.payload, roles.role_payload, roles.membership_payload):
        try:
            payload(call)
        except codec.Unusable:
            continue


@target("message of any queue", envelopes())
def read_letter(envelope):
    letter = taking.read(envelope)
    assert "mistake of this program" not in letter.problem, letter.problem


LOG_HEADER = ("number", "incident_state", "sys_mod_count", "opened_at", "sys_updated_at", "priority",
              "caller_id", "assignment_group", "assigned_to", "made_sla")  # fmt: skip
LOG_ROW = ("INC0000045", "New", "0", "29/2/2016 01:16", "29/2/2016 01:23", "3 - Moderate", "Caller 2403",
           "Group 56", "?", "true")  # fmt: skip
cells = st.one_of(
    text,
    st.sampled_from(
        ["", "?", "1/1/0001 00:00", "31/12/9999 23:59", "٣", "-100", "Awaiting", "²", "\0", '"', "9" * 600]
    ),
)
logs = st.tuples(st.sampled_from([LOG_HEADER, LOG_HEADER, LOG_HEADER[:-2], ()]),
                 st.lists(st.dictionaries(st.integers(0, 9), cells, max_size=3), max_size=4),
                 st.sampled_from(["", "", '"', "\0", "\ufeff", "a,b\r"]))  # fmt: skip


@target("incident log (CSV)", logs, reader.LogError)
def read_log(case):
    header, changes, junk = case
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for change in changes:
        writer.writerow([change.get(place, cell) for place, cell in enumerate(LOG_ROW)])
    lines = csv.reader(io.StringIO(out.getvalue() + junk), strict=True)
    names = tuple(next(lines, ()))
    if not set(reader.NEEDED) <= set(names):
        return
    try:
        list(reader._parsed(lines, names, ZoneInfo("Asia/Kolkata")))
    except csv.Error as error:
        raise reader.LogError from error


@target("mail headers and addresses", st.tuples(ADDRESSES, SUBJECTS, st.text(letters, max_size=30)), Invalid)
def write_mail(case):
    address, subject, name = case
    facts = {"subject": subject, "department": "IT", "employee": {"email": address, "name": name}}
    given = tickets.read(facts)
    row = Ticket(pk=1, number="TX-1", **given.fields)
    told = Notification(pk=1, kind="comment_added", address=row.requester_email, facts={"who": name})
    told.ticket = row
    if not row.requester_email:
        return
    sent = mail_messages.message([told]).message().as_bytes()
    read = BytesParser(policy=email.policy.default).parsebytes(sent)
    assert len(read["To"].addresses) == 1, read["To"]
    assert "Bcc" not in read
    assert len(read.get_all("Subject")) == 1
