"""Batches beside each other: what may not be, and what is acknowledged when one is given up."""

from concurrent.futures import Future

import pytest

from tests.ingest.messages import envelope, ticket
from tickets_app.ingest import in_hand, roles
from tickets_app.ingest.in_hand import Delivery, InHand
from tickets_app.ingest.taking import read

pytestmark = pytest.mark.postgresql  # elsewhere one batch at a time


class Slow:
    """A taker that ends its batches when the test says so."""

    def begin(self, letters):
        return Future()


@pytest.fixture
def hand(monkeypatch):
    monkeypatch.setattr(in_hand, "Taker", Slow)
    return InHand()


def news_of(*numbers, tag=1):
    envelopes = [envelope(ticket(ticket_number=number)) for number in numbers]
    return [Delivery("channel", tag + place, read(each)) for place, each in enumerate(envelopes)]


def a_role():
    facts = {"role_id": 5, "name": "Depot", "system": "tts", "action": "update"}
    message = envelope(facts, task=roles.ROLE_TASK, queue=roles.ROLE_QUEUE)
    return [Delivery("other channel", 1, read(message))]


def a_membership():
    message = envelope(
        kwargs={"user_system_role_data": {}}, task=roles.MEMBERSHIP_TASK, queue=roles.MEMBERSHIP_QUEUE
    )
    return [Delivery("other channel", 2, read(message))]


class TestRoom:
    def test_is_for_two_batches(self, hand):
        hand.begin(news_of("HD-1"))
        assert hand.has_room_for(news_of("HD-2"))
        hand.begin(news_of("HD-2"))
        assert not hand.has_room_for(news_of("HD-3"))
        hand.oldest.ended.set_result(True)
        hand.finish_oldest()
        assert hand.has_room_for(news_of("HD-3"))

    def test_is_not_for_later_news_of_a_ticket_in_hand(self, hand):
        hand.begin(news_of("HD-1", "HD-2"))
        assert not hand.has_room_for(news_of("HD-3", "HD-2"))

    def test_is_for_tickets_without_number(self, hand):
        hand.begin(news_of(None))
        assert hand.has_room_for(news_of(None))

    def test_is_not_for_a_membership_beside_a_role(self, hand):
        hand.begin(a_role())
        assert not hand.has_room_for(a_membership())
        assert hand.has_room_for(news_of("HD-1"))


class TestEnds:
    def test_come_in_order_of_beginning(self, hand):
        first, second = news_of("HD-1", "HD-2"), news_of("HD-3", tag=3)
        hand.begin(first)
        hand.begin(second)
        hand._batches[1].ended.set_result(True)
        assert not hand.oldest.ended.done()
        hand.oldest.ended.set_result(True)
        assert [hand.finish_oldest().tag, hand.finish_oldest().tag] == [2, 3]
        assert not hand

    def test_of_what_is_given_up_lets_nothing_later_be_acknowledged(self, hand):
        hand.begin(news_of("HD-1"))
        hand.begin(news_of("HD-2", tag=2))
        hand._batches[1].ended.set_result(True)
        hand.oldest.ended.set_result(False)
        assert hand.finish_oldest() is None
        assert not hand
