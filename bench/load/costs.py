"""What one request of each kind of the day costs, alone, by processor time; the dearest of a second first.

    python -m bench.load.costs [--tickets 5000] [--repeat 40] [--statements "api comment"]

Calls the ASGI application in this process, over servers of its own, with tickets as for the load.
`--statements` prints those of the last request of that kind.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import time
import uuid
from dataclasses import dataclass, field

from bench.load import kinds
from bench.load.__main__ import AGENTS, furnish
from tests import services
from tests.chaos.servers import world
from tests.cluster.load import token
from tests.cluster.machine import HOST, Machine
from tests.cluster.verdict import say

LINE = "{:<16} {:>9} {:>9} {:>9} {:>11} {:>9} {:>9}"
NAMES = ("kind", "a second", "cpu ms", "wall ms", "statements", "sql ms", "cpu ms/s")


@dataclass
class Cost:
    """What requests of one kind took: milliseconds, and statements with their seconds."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: list[list[tuple[str, float]]] = field(default_factory=list)


def main(arguments) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.load.costs", description=__doc__.split("\n")[0])
    parser.add_argument("--tickets", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=40, help="requests of each kind (40)")
    parser.add_argument("--statements", default="", help="print those of a kind, such as 'api comment'")
    options = parser.parse_args(arguments)
    services.exit_on_sigterm()
    with world() as (database, broker, folder), services.redis_kept() as redis:
        machine = Machine(folder, database.url, broker.url, redis.url)
        machine.prepare_release()
        os.environ["TTS_PROCESS"] = "web"
        furnish(machine, options.tickets)
        found = asyncio.run(measured(Desk(machine, options.tickets), options.repeat))
    tell(found)
    for sql, seconds in found[options.statements].statements[-1] if options.statements else ():
        say(f"{seconds * 1000:6.1f} ms  {sql}")
    return 0


async def measured(desk, repeat) -> dict[str, Cost]:
    """Ask for each kind so many times, after three that warm up."""
    names = [f"api {name}" for name in kinds.API] + [f"page {name}" for name in kinds.PAGES]
    found = {name: Cost() for name in names}
    for name, cost in found.items():
        asked = [await desk.prepared(name, agent) for agent in random.sample(range(AGENTS), repeat + 3)]
        for number, request in enumerate(asked):
            await desk.ask(request, cost if number >= 3 else Cost())
    return found


def tell(found):
    """Print the table."""
    say(LINE.format(*NAMES))
    rows = []
    for name, cost in found.items():
        kind, _space, what = name.partition(" ")
        weights, all_of_it = {
            "api": (kinds.API, kinds.API_A_SECOND), "page": (kinds.PAGES, kinds.PAGES_A_SECOND)
        }[kind]  # fmt: skip
        often = all_of_it * weights[what] / sum(weights.values())
        rows.append((often * statistics.mean(cost.processor), often, name, cost))
    for total, often, name, cost in sorted(rows, reverse=True):
        seconds = [sum(taken for _sql, taken in row) for row in cost.statements]
        figures = (
            often, statistics.mean(cost.processor), statistics.median(cost.wall),
            statistics.mean(map(len, cost.statements)), statistics.median(seconds) * 1000, total,
        )  # fmt: skip
        say(LINE.format(name, *(f"{figure:.1f}" for figure in figures)))
    say(f"all: {sum(row[0] for row in rows):.0f} ms of processor a second")


@dataclass(frozen=True)
class Request:
    """One request, and whose token signs it."""

    method: str
    path: str
    who: str
    by_cookie: bool
    body: bytes = b""


class Desk:
    """The application in this process, asked as the web server asks it."""

    def __init__(self, machine, tickets):
        self.machine, self.tickets, self._noted = machine, tickets, []
        from tts.asgi import application
        from tts.core import instruments

        self._application, count = application, instruments._count

        def noting(sql, seconds):
            self._noted.append((str(sql), seconds))
            count(sql, seconds)

        instruments._count = noting

    async def prepared(self, name, agent) -> Request:
        """The request of a kind; for one on a task, a task of the agent's is looked for first."""
        kind, _space, what = name.partition(" ")
        who = f"agent{agent}"
        if kind == "page":
            path, viewer = kinds.page(what, self.tickets)
            return Request("GET", path, viewer or who, True)
        if what == "my work":
            return Request("GET", "/tasks/my-tasks/?page_size=25", who, False)
        if what == "search":
            return Request("GET", f"/tickets/?search={kinds.word()}", who, False)
        if what == "new ticket":
            return self._post("/tickets/", "requester", kinds.submission())
        return await self._on_task(what, who)

    async def _on_task(self, what, who):
        work = json.loads(await self.ask(Request("GET", "/tasks/my-tasks/?page_size=25", who, False)))
        read = Request("GET", f"/tasks/{random.choice(work['results'])['task']['task_id']}/", who, False)
        if what == "task":
            return read
        task = json.loads(await self.ask(read))
        if what == "comment":
            return self._post(f"/tickets/{task['ticket_id']}/comments/", who, kinds.comment())
        choice = {"transition_id": task["transitions"][0]["transition_id"]}
        return self._post(f"/transitions/{task['task_id']}/transition/", who, choice)

    def _post(self, path, who, body):
        return Request("POST", path, who, False, json.dumps(body).encode())

    async def ask(self, request, cost=None) -> bytes:
        """The body of the answer, which must be a good one; what it took goes into `cost`."""
        scope, parts = self._scope(request), []
        inbox = iter([{"type": "http.request", "body": request.body}])

        async def receive():
            return next(inbox)

        async def send(message):
            assert message.get("status", 200) < 300, (request, message)
            parts.append(message.get("body", b""))

        self._noted.clear()
        began, used = time.perf_counter(), time.process_time()
        await self._application(scope, receive, send)
        if cost is not None:
            cost.processor.append((time.process_time() - used) * 1000)
            cost.wall.append((time.perf_counter() - began) * 1000)
            cost.statements.append(list(self._noted))
        return b"".join(parts)

    def _scope(self, request):
        path, _mark, query = request.path.partition("?")
        bearer = token(request.who, self.machine)
        headers = {
            "host": self.machine.url.removeprefix("https://"), "x-forwarded-proto": "https",
            "x-forwarded-for": HOST, "content-type": "application/json",
            "content-length": str(len(request.body)), "idempotency-key": uuid.uuid4().hex,
            **({"cookie": f"access_token={bearer}"} if request.by_cookie else
               {"authorization": f"Bearer {bearer}"}),
        }  # fmt: skip
        return {
            "type": "http", "http_version": "1.1", "method": request.method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": [HOST, 1], "server": [HOST, 80],
        }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
