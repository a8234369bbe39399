"""Live pages: every page ends with the database's comments whatever dies, and how soon they are on screen.

Small by default (100 sockets on 20 tickets, 4 comments a second for 10 s); BENCH_LIVE=full is the size that
is promised: 500 sockets on 100 tickets, 20 comments a second for a minute.
"""

import asyncio
import contextlib
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connections, transaction
from django.test import Client, override_settings

from bench import scene
from bench.harness import Goal, Result
from bench.live.echo import GROUP
from bench.live.reader import Reader
from bench.live.wire import Socket
from tests.factories import by, make_ticket
from tests.live_site import Web
from tests.services import redis
from tickets_app.comments import actions
from tickets_app.models import Comment, Ticket

ECHOES = 40


@dataclass(frozen=True)
class Size:
    """How much goes on."""

    sockets: int
    tickets: int
    a_second: int
    seconds: int


SIZE = Size(500, 100, 20, 60) if os.environ.get("BENCH_LIVE") == "full" else Size(100, 20, 4, 10)
SETTLE_SECONDS = 180


def benchmarks():
    """With Redis, then without: pages with other comments than the database, and times to the screen."""
    for name, surroundings in (("redis", with_redis), ("alone", contextlib.nullcontext)):
        with surroundings() as url:
            wrong, on_screen = asyncio.run(everybody_reads(url))
            most = 1.0 if url else 2.0
            size = f"{SIZE.sockets}_sockets"
            yield Result(f"live_{name}_{size}_wrong_pages", wrong, "pages", Goal("value", "==", 0))
            yield Result(f"live_{name}_{size}_on_screen_p95", on_screen, "s", Goal("value", "<=", most))
            if url:
                ours, bare = asyncio.run(hints_and_echoes(url))
                yield Result(
                    "live_redis_commit_to_hint", ours * 1000, "ms", Goal("ratio", "<=", 2), bare * 1000
                )


@contextlib.contextmanager
def with_redis():
    """A Redis for the block, used by this process too; yields its address."""
    with redis() as url:
        layers = {"default": {**settings.CHANNEL_LAYERS["default"]}}
        layers["default"]["BACKEND"] = "channels_redis.pubsub.RedisPubSubChannelLayer"
        layers["default"]["CONFIG"] = {"hosts": [url]}
        with override_settings(REDIS_URL=url, CHANNEL_LAYERS=layers):
            yield url


def web_for(url) -> Web:
    """A web process on the database of the benchmark."""
    web = Web(REDIS_URL=url or "", RATE_LIMITS="off", TTS_PROCESS="web")
    web.start()
    return web


def prepared(tickets: int) -> tuple[list[Ticket], str]:
    """Tickets, and the cookie of an administrator who may see them all."""
    scene.version()
    boss = scene.admin()
    client = Client()
    client.force_login(boss)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return [make_ticket() for _ in range(tickets)], cookie


# ---------------------------------------------------------------- everybody reads everything


async def everybody_reads(url) -> tuple[int, float]:
    """(pages that differ from the database at the end, seconds to the screen of 19 of 20 comments).

    In the middle the web process is killed; comments that come while it is away are not timed.
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as writing:
        tickets, cookie = await loop.run_in_executor(writing, prepared, SIZE.tickets)
        web = await loop.run_in_executor(None, web_for, url)
        readers = [Reader(web.port, cookie, tickets[n % SIZE.tickets].number) for n in range(SIZE.sockets)]
        living = [asyncio.create_task(reader.live()) for reader in readers]
        try:
            await asyncio.wait_for(asyncio.gather(*(r.is_open.wait() for r in readers)), SETTLE_SECONDS)
            said = loop.run_in_executor(writing, say, tickets)
            await asyncio.sleep(SIZE.seconds / 2)
            web.kill()
            killed = time.time()
            await loop.run_in_executor(None, web.start)
            committed = await said
            truth = await loop.run_in_executor(writing, comments_of, tickets)
            back = await settled(readers, truth)
        finally:
            for task in living:
                task.cancel()
            web.kill()
            await loop.run_in_executor(writing, connections.close_all)
    wrong = sum(reader.twice > 0 or sorted(reader.shown) != truth[reader.number] for reader in readers)
    timed = [pk for pk, at in committed.items() if not killed - 2 < at < back]
    waits = sorted(r.shown[pk] - committed[pk] for r in readers for pk in timed if pk in r.shown)
    return wrong, waits[int(len(waits) * 0.95)]


def say(tickets) -> dict[int, float]:
    """Comment on the tickets in turn at an even pace; comment id -> when it was committed."""
    committed, start, author = {}, time.monotonic(), scene.admin()
    for number in range(SIZE.a_second * SIZE.seconds):
        time.sleep(max(0, start + number / SIZE.a_second - time.monotonic()))
        ticket = tickets[number % len(tickets)]
        comment = actions.create(by(author), ticket.pk, f"Comment {number}", internal=False)
        committed[comment.pk] = time.time()
    return committed


def comments_of(tickets) -> dict[str, list[int]]:
    """The ids of the comments of each ticket, by its number, in order."""
    rows = Comment.objects.filter(ticket__in=tickets).order_by("pk").values_list("ticket__number", "pk")
    found = {ticket.number: [] for ticket in tickets}
    for number, pk in rows:
        found[number].append(pk)
    return found


async def settled(readers, truth) -> float:
    """Wait until every page shows the truth, or for SETTLE_SECONDS; when all sockets were open again."""
    deadline = time.time() + SETTLE_SECONDS
    while time.time() < deadline and any(sorted(r.shown) != truth[r.number] for r in readers):
        await asyncio.sleep(0.2)
    return max((r.opened_at for r in readers), default=0.0)


# ---------------------------------------------------------------- commit to hint, beside a bare echo


async def hints_and_echoes(url) -> tuple[float, float]:
    """Median seconds from commit to hint, and from sending to receiving of a bare echo, in turn."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as writing:
        (ticket,), cookie = await loop.run_in_executor(writing, prepared, 1)
        web = await loop.run_in_executor(None, web_for, url)
        bare = Web(REDIS_URL=url, TTS_PROCESS="web", application="bench.live.echo:application")
        await loop.run_in_executor(None, bare.start)
        reader = Reader(web.port, cookie, ticket.number)
        task = asyncio.create_task(reader.live())
        echo = await Socket.open(bare.port, "/")
        await reader.is_open.wait()
        pairs = []
        for number in count():
            hint = await _hint(reader, loop, writing, ticket)
            pairs.append((hint, await _echo(echo, loop, writing)))
            if number == ECHOES:
                break
        task.cancel()
        web.kill()
        bare.kill()
        await loop.run_in_executor(writing, connections.close_all)
    ours, theirs = zip(*pairs[1:], strict=True)
    return statistics.median(ours), statistics.median(theirs)


async def _hint(reader, loop, writing, ticket) -> float:
    known = len(reader.hints)
    committed = await loop.run_in_executor(writing, _comment, ticket)
    while len(reader.hints) == known:
        await asyncio.sleep(0.0005)
    return reader.hints[known][1] - committed


def _comment(ticket) -> float:
    """Comment; when the transaction was committed, which is before the hint is sent."""
    moments = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.time()))
        actions.create(by(scene.admin()), ticket.pk, "A word", internal=False)
    return moments[0]


async def _echo(echo, loop, writing) -> float:
    sent = await loop.run_in_executor(writing, _send_echo)
    await echo.hear()
    return time.time() - sent


def _send_echo() -> float:
    sent = time.time()
    async_to_sync(get_channel_layer().group_send)(GROUP, {"type": "said", "text": "x"})
    return sent
