"""The publisher: brings the outbox to the broker, at least once, in order per ticket.

A round claims the rows that may leave, sends them all, waits until the broker has confirmed them, and marks
them, in one transaction that keeps other publishers off. A row that the broker refuses is tried again
later. A broker that is away costs no row an attempt.
"""

import fcntl
import logging
import time
from collections.abc import Sequence
from contextlib import contextmanager, suppress

from amqp import Message
from django.db import connection as database
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu import Connection

from tickets_app.ingest.codec import encode
from tickets_app.ingest.consumer import HEARTBEAT, LONGEST_WAIT, TIDY_EVERY, beat, declare
from tickets_app.ingest.failpoints import reach
from tickets_app.ingest.taking import OUTAGES
from tts.core import outbox
from tts.core.models import OutboxMessage

ROUND = 100
IDLE = 0.5  # seconds between looks into an empty outbox
CONFIRM_SECONDS = 30
log = logging.getLogger(__name__)


class Publisher:
    """Publishes until `stop` is called; a round that has begun is finished."""

    def __init__(self, broker_url: str):
        self.broker_url = broker_url
        self.stopping = False
        self._next_beat = 0.0

    def stop(self) -> None:
        """Ask the loop to end. May be called by a signal handler."""
        self.stopping = True

    def run(self) -> None:
        """Work until asked to stop; connect again whenever the broker was away."""
        wait = 1
        while not self.stopping:
            link = Connection(self.broker_url, heartbeat=HEARTBEAT, connect_timeout=5)
            try:
                link.connect()
                log.info("connected to %s", link.as_uri())
                wait = 1
                self._serve(Sender(link))
            except (*link.connection_errors, *link.channel_errors) as error:
                log.warning("the broker is away (%r); next try in %s s", error, wait)
                self._beat()
                self._pause(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            finally:
                link.release()

    def _serve(self, sender):
        wait = IDLE
        while not self.stopping:
            try:
                self._beat("broker")
                idle = not publish_round(sender)
                wait = IDLE
            except OUTAGES as error:
                log.warning("the database is away (%r)", error)
                database.close()
                idle, wait = True, min(wait * 2, LONGEST_WAIT)
            if idle:
                self._pause(wait, sender)

    def _beat(self, *more):
        if time.monotonic() < self._next_beat:
            return
        self._next_beat = time.monotonic() + TIDY_EVERY
        try:
            beat("publisher", *more)
        except OUTAGES as error:
            log.warning("the database is away (%r)", error)
            database.close()

    def _pause(self, seconds, sender=None):
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.stopping:
            if sender is None:
                time.sleep(0.2)
            else:
                sender.idle(0.2)


def publish_round(sender: "Sender") -> int:
    """Send what may leave now, and mark it. Answers how many rows were tried."""
    with _claimed() as rows:
        if not rows:
            return 0
        reach("publish_before_send")
        refusals = sender.send(rows)
        reach("publish_after_send")
        outbox.mark_sent([row.pk for row in rows if row.pk not in refusals])
        for row in rows:
            if row.pk in refusals:
                outbox.mark_refused(row, refusals[row.pk])
    reach("publish_after_mark")
    return len(rows)


@contextmanager
def _claimed():
    """The rows that may leave now, which no other publisher gets while the block runs.

    On PostgreSQL they are locked. On SQLite the one publisher there may be claims nothing: a transaction
    would keep every writer waiting for the broker.
    """
    heads = outbox.heads(timezone.now())
    if database.vendor != "postgresql":
        yield list(heads[:ROUND])
        return
    with transaction.atomic():
        yield list(heads.select_for_update(skip_locked=True)[:ROUND])


@contextmanager
def sole_on_sqlite():
    """Be the only publisher where rows cannot be claimed. Raises BlockingIOError when there is one."""
    if database.vendor == "postgresql":
        yield
        return
    with open(f"{database.settings_dict['NAME']}.publisher", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


class Sender:
    """A channel with confirms: sends many messages at once, then hears what became of each."""

    def __init__(self, link: Connection):
        self._link = link
        self._declared: set[str] = set()
        self._open()

    def _open(self):
        self._channel = self._link.channel()
        self._channel.confirm_select()
        self._sent = 0
        self._unconfirmed: dict[int, int] = {}
        self._refusals: dict[int, str] = {}
        self._ids: dict[str, int] = {}
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)

    def send(self, rows: Sequence[OutboxMessage]) -> dict[int, str]:
        """Send rows; answers why the broker refused some of them, by id.

        Raises one of kombu's connection errors when the broker goes away or is silent: what was sent may
        have arrived or not.
        """
        self._refusals, self._ids = {}, {}
        for row in rows:
            self._publish(row)
        deadline = time.monotonic() + CONFIRM_SECONDS
        while self._unconfirmed:
            self._link.drain_events(timeout=max(0.01, deadline - time.monotonic()))
        # A queue that is missing or full may have been made again since.
        self._declared -= {row.queue for row in rows if row.pk in self._refusals}
        return self._refusals

    def _publish(self, row):
        if row.queue not in self._declared:
            declare(self._link, row.queue)
            self._declared.add(row.queue)
        wire = encode(row.pk, row.task_name, row.args)
        self._sent += 1
        self._unconfirmed[self._sent] = row.pk
        self._ids[wire.headers["id"]] = row.pk
        message = Message(wire.body, application_headers=wire.headers, **wire.properties)
        self._channel.basic_publish(message, exchange="", routing_key=row.queue, mandatory=True)

    def _settled(self, tag, multiple):
        tags = [tag] if not multiple else [known for known in self._unconfirmed if known <= tag]
        return [self._unconfirmed.pop(known) for known in tags if known in self._unconfirmed]

    def _on_ack(self, tag, multiple):
        self._settled(tag, multiple)

    def _on_nack(self, tag, multiple):
        for row_id in self._settled(tag, multiple):
            self._refusals[row_id] = _("The broker would not keep it; its queue may be full.")

    def _on_return(self, error, exchange, routing_key, message):
        row_id = self._ids.get(message.properties.get("message_id"))
        if row_id is not None:
            self._refusals[row_id] = _("No queue takes it (%(why)s).") % {"why": error}

    def idle(self, seconds: float) -> None:
        """Wait, keeping the connection alive."""
        with suppress(TimeoutError):
            self._link.drain_events(timeout=seconds)
        self._link.heartbeat_check()
