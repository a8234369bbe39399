"""Signed links in mails: whole ones that were signed here, also long ago, and damaged ones."""

from unittest import mock

from django.core import signing
from django.utils import timezone
from hypothesis import strategies as st

from reports_app.mailing import stopping
from tests.fuzz.making import damaged, text
from tests.fuzz.target import target
from tickets_app import guests, unsubscribing
from tickets_app.models import Notification, Ticket
from tts.core.errors import Invalid

MADE = 1_800_000_000  # when the links were made
AGES = (0, 3600, 40 * 86400, 4000 * 86400, -86400)
ids = st.one_of(st.just(1), st.integers(-2, 5), st.sampled_from([2**31, 2**63 - 1]), st.none())
addresses = st.sampled_from(["ann@example.com", "ann@example.com", "bob@example.com", ""])
kinds = st.sampled_from(["", *Notification.Kind.values, "no kind"])
PAYLOADS = st.one_of(
    st.tuples(st.just(guests.SALT), st.tuples(ids, addresses)),
    st.tuples(st.just(unsubscribing.SALT), st.tuples(ids, addresses, kinds)),
    st.tuples(st.just(stopping.SALT), st.tuples(ids, ids)),
)


def signed(salt, payload, at=MADE) -> str:
    """The link's token, as it was made at that second."""
    with mock.patch("django.core.signing.time.time", return_value=at):
        return signing.dumps(payload, salt=salt)


WHOLE = PAYLOADS.map(lambda parts: signed(*parts))
LINK = signed(guests.SALT, [1, "ann@example.com"])
STOP = signed(unsubscribing.SALT, [None, "", "mention"])
DAMAGED = damaged(LINK.encode(), STOP.encode()).map(lambda raw: raw.decode("latin-1"))
tokens = st.one_of(WHOLE, WHOLE, WHOLE, DAMAGED, text)


def one_ticket():
    now = timezone.now()
    Ticket.objects.create(
        pk=1, number="TX-1", subject="Printer", requester_email="ann@example.com", created_at=now,
        updated_at=now,
    )  # fmt: skip


@target("signed links", st.tuples(tokens, st.sampled_from(AGES)), Invalid, world=one_ticket)
def read_link(case):
    token, age = case
    with mock.patch("django.core.signing.time.time", return_value=MADE + age):
        for opened in (guests.ticket_of, unsubscribing.subscriber, stopping.reader):
            try:
                return opened(token)
            except Invalid as error:
                refusal = error
    raise refusal
