"""The consumer: takes messages from the queues, and acknowledges them once they are committed.

Two channels: tickets on one; on the other what must be applied in order of arrival, which only one consumer
at a time is given (the others stand by). This thread talks with the broker and reads what comes; others
write it (`in_hand`). Broker and database may go away and come back.
"""

import logging
import time
from collections import deque
from concurrent import futures
from contextlib import contextmanager, suppress
from itertools import islice, takewhile

from amqp.exceptions import AccessRefused, NotFound, PreconditionFailed
from django.db import connection as database
from django.utils import timezone
from kombu import Connection

from tickets_app.ingest.codec import Envelope
from tickets_app.ingest.failpoints import reach
from tickets_app.ingest.handlers import HANDLERS
from tickets_app.ingest.in_hand import Delivery, InHand
from tickets_app.ingest.taker import LONGEST_WAIT
from tickets_app.ingest.taking import OUTAGES, read, take_due
from tickets_app.ingest.wire import lenient_frames
from tickets_app.models import QueueDepth
from tts.core.models import Heartbeat, OutboxMessage

BATCH = 50
PREFETCH = 200  # two batches in hand, one waiting, one arriving
HEARTBEAT = 60  # seconds, AMQP's
TIDY_EVERY = 20  # seconds
HELD_EVERY = 1  # seconds
STAND_BY = 10  # seconds between tries to become the one that takes what is in order
PATIENCE = 0.2  # seconds after which the broker is looked after, whatever else is waited for
log = logging.getLogger(__name__)


class Consumer:
    """Takes messages until `stop` is called; then it finishes what it holds."""

    def __init__(self, broker_url: str):
        self.broker_url = broker_url
        self.stopping = False
        self._held: deque[Delivery] = deque()
        self._in_hand: InHand | None = None  # while connected
        self._in_order_channel = None
        self._next_tidy = self._next_stand_by = self._next_held = 0.0

    def stop(self) -> None:
        """Ask the loop to end. May be called by a signal handler."""
        self.stopping = True
        if self._in_hand is not None:
            self._in_hand.leave()

    def run(self) -> None:
        """Work until asked to stop; connect again whenever the broker was away."""
        wait = 1
        while not self.stopping:
            link = Connection(
                self.broker_url,
                heartbeat=HEARTBEAT,
                connect_timeout=5,
                transport_options={"frame_handler": lenient_frames},
            )
            try:
                link.connect()
                log.info("connected to %s", link.as_uri())
                wait = 1
                self._in_hand = InHand()
                self._serve(link)
            except (*link.connection_errors, *link.channel_errors) as error:
                log.warning("the broker is away (%r); next try in %s s", error, wait)
                self._pause(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            finally:
                self._let_go()
                link.release()

    def _let_go(self):
        """Forget what is held. What is in hand is still committed, and known when it comes again."""
        if self._in_hand is not None:
            self._in_hand.close()
        self._held.clear()
        self._in_hand = self._in_order_channel = None

    def _serve(self, link):
        tickets = link.channel()
        tags = self._consume(link, tickets, in_order=False)
        self._next_stand_by = 0.0
        while not self.stopping:
            self._stand_by(link)
            self._gather(link)
            self._begin_next(link)
            self._tidy(link)
        for tag in tags:
            tickets.basic_cancel(tag)
        while self._held:
            self._begin_next(link)
        while self._in_hand:
            self._settle(link)

    def _consume(self, link, channel, in_order):
        """Have the messages of the queues of one kind delivered to `channel`. Answers the consumer tags."""
        channel.auto_decode = False  # bodies are judged and kept byte for byte
        channel.basic_qos(0, PREFETCH, False)
        queues = [queue for queue, handler in HANDLERS.items() if handler.in_order == in_order]
        for queue in queues:
            declare(link, queue)
        return [
            channel.basic_consume(queue, callback=self._keeper(channel, queue), exclusive=in_order)
            for queue in queues
        ]

    def _keeper(self, channel, queue):
        def keep(message):
            properties = {name: value for name, value in message.properties.items() if value is not None}
            headers = properties.pop("application_headers", None) or {}
            again = bool(message.delivery_info.get("redelivered"))
            body = message.body or b""  # the library gives an empty one as text
            envelope = Envelope(queue, bytes(body), headers, properties, again)
            self._held.append(Delivery(channel, message.delivery_tag, read(envelope)))

        return keep

    def _stand_by(self, link):
        """Try to become the one consumer of what must be taken in order."""
        if self._in_order_channel is not None or time.monotonic() < self._next_stand_by:
            return
        self._next_stand_by = time.monotonic() + STAND_BY
        channel = link.channel()
        try:
            self._consume(link, channel, in_order=True)
            self._in_order_channel = channel
        except AccessRefused:
            log.info("another consumer takes roles and memberships; standing by")
            _close(channel)

    def _gather(self, link):
        """Wait up to a second for messages; then take up what else is there, for one batch."""
        while len(self._held) < BATCH and not self.stopping:
            busy = self._held or self._in_hand
            try:
                link.drain_events(timeout=0.005 if busy else 1.0)
            except TimeoutError:
                return

    def _begin_next(self, link):
        """Acknowledge what has ended, and have the next batch taken. While some are, a small one may grow."""
        while self._in_hand and self._in_hand.oldest.ended.done():
            self._settle(link)
        if self._in_hand and len(self._held) < BATCH and not self.stopping:
            return
        batch = self._next_batch()
        while self._in_hand and not self._in_hand.has_room_for(batch):
            self._settle(link)
        if self._held:  # unless it was given up meanwhile
            for _delivery in batch:
                self._held.popleft()
            self._in_hand.begin(batch)

    def _next_batch(self) -> list[Delivery]:
        """What is held of one channel, from the oldest on, as many as make a batch."""
        waiting = list(islice(self._held, BATCH))
        return list(takewhile(lambda delivery: delivery.channel is waiting[0].channel, waiting))

    def _settle(self, link):
        """Wait for the oldest batch in hand, and acknowledge it once it is committed."""
        while not futures.wait([self._in_hand.oldest.ended], PATIENCE).done:
            self._look_after(link)
        last = self._in_hand.finish_oldest()
        if last is None:
            self._held.clear()
            return
        # Deliveries of a channel are numbered in order, and all earlier ones are dealt with.
        last.channel.basic_ack(last.tag, multiple=True)
        reach("after_ack")

    def _pause(self, seconds):
        """Wait unless asked to stop. What is held needs no broker."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.stopping:
            self._take_due()
            time.sleep(PATIENCE)

    def _look_after(self, link):
        """Let the broker see that this process lives, and see whether it does."""
        with suppress(TimeoutError):
            link.drain_events(timeout=0.001)
        link.heartbeat_check()

    def _tidy(self, link):
        """From time to time: take what was held; say that this process lives, look at the queues."""
        link.heartbeat_check()
        self._take_due()
        if time.monotonic() < self._next_tidy:
            return
        self._next_tidy = time.monotonic() + TIDY_EVERY
        with _without_database():
            beat("consumer", "broker")
            _note_depths(link)

    def _take_due(self):
        """From time to time: take what was held until now."""
        if time.monotonic() >= self._next_held:
            self._next_held = time.monotonic() + HELD_EVERY
            with _without_database():
                take_due()


@contextmanager
def _without_database():
    """Go on where the database is away; what the block does comes again."""
    try:
        yield
    except OUTAGES as error:
        log.warning("the database is away (%r)", error)
        database.close()


def beat(*names: str) -> None:
    """Say that background processes are alive."""
    for name in names:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def declare(link: Connection, queue: str) -> None:
    """Make a queue as every sender declares it: durable, classic, without arguments.

    One that exists with other arguments is used as it is.
    """
    channel = link.channel()
    try:
        channel.queue_declare(queue, durable=True, auto_delete=False)
    except PreconditionFailed as error:
        log.warning("queue %s exists with other arguments and is used as it is: %s", queue, error)
    finally:
        _close(channel)


def _note_depths(link):
    """Note how many messages stand in each queue, ours and those that others take from us."""
    for queue in [*HANDLERS, *OutboxMessage.objects.values_list("queue", flat=True).distinct()]:
        channel = link.channel()
        try:
            waiting = channel.queue_declare(queue, passive=True).message_count
        except NotFound:
            continue
        finally:
            _close(channel)
        QueueDepth.objects.update_or_create(queue=queue, defaults={"waiting": waiting, "at": timezone.now()})


def _close(channel):
    """Close a channel, unless the broker's refusal closed it already."""
    if channel.is_open:
        channel.close()
