"""What people do on a day, for Locust: see `bench.load`.

In the environment: LOAD_KEY (signs tokens), LOAD_AGENTS and LOAD_TICKETS (how many there are: agent0, D-0
and so on), LOAD_CA (the certificate to believe), LOAD_LOG (the file for one line an answer), LOAD_SOCKETS,
LOAD_SPEED (1 is 20 requests of the API and 5 pages a second).
"""

import json
import os
import random
import ssl
import time
import uuid
from functools import cache
from itertools import count

import jwt
import websocket
from locust import HttpUser, User, constant_throughput, events, task

from bench.load import kinds

AGENTS, TICKETS = int(os.environ["LOAD_AGENTS"]), int(os.environ["LOAD_TICKETS"])
SPEED = float(os.environ["LOAD_SPEED"])
TRUST = os.environ["LOAD_CA"]
EACH = 0.2  # times a second
API_USERS, PAGE_USERS = kinds.API_A_SECOND / EACH, kinds.PAGES_A_SECOND / EACH
_numbers = count()
_log = open(os.environ["LOAD_LOG"], "a", buffering=1)  # noqa: SIM115 - open until the process ends


@events.request.add_listener
def note(request_type, name, response_time, exception, **kwargs):
    """Keep each answer: (when, kind, name, ms, what failed)."""
    kind = "socket" if request_type == "WS" else name.partition(" ")[0]
    failure = repr(exception)[:300] if exception else ""
    _log.write(json.dumps([time.time(), kind, name, response_time, failure]) + "\n")


@cache
def token(who: str) -> str:
    """What signs `who` in for a day."""
    claims = {"user_id": who, "email": f"{who}@example.com", "exp": time.time() + 86400}
    return jwt.encode(claims, os.environ["LOAD_KEY"], "HS256")


def somebody() -> str:
    """An agent."""
    return f"agent{random.randrange(AGENTS)}"


class AtRandom(HttpUser):
    """Asks at random moments, EACH a second on average, however long the answers take.

    At even intervals all that began within the same second would ask at the same instant for ever.
    """

    abstract = True

    def on_start(self):
        self.client.verify = TRUST
        self._due = time.monotonic()

    def wait_time(self):
        """Seconds until it asks again."""
        self._due += random.expovariate(EACH)
        return max(0.0, self._due - time.monotonic())


class Api(AtRandom):
    """Agents, and systems that submit tickets, by REST."""

    fixed_count = int(API_USERS * SPEED)

    def on_start(self):
        super().on_start()
        self.who = f"agent{next(_numbers) % AGENTS}"  # each works alone: nobody is faster
        self.rows, self.opened = [], None

    def _ask(self, method, path, name, who=None, **more):
        key = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        headers = {"Authorization": f"Bearer {token(who or self.who)}", **key}
        return self.client.request(method, path, name=f"api {name}", headers=headers, timeout=60, **more)

    @task(kinds.API["my work"])
    def my_work(self):
        answer = self._ask("GET", "/tasks/my-tasks/?page_size=25", "my work")
        self.rows = [row["task"]["task_id"] for row in answer.json()["results"]] if answer.ok else []

    @task(kinds.API["task"])
    def read(self):
        if not self.rows:
            return self.my_work()
        answer = self._ask("GET", f"/tasks/{random.choice(self.rows)}/", "task")
        self.opened = answer.json() if answer.ok else None
        return None

    @task(kinds.API["search"])
    def search(self):
        self._ask("GET", f"/tickets/?search={kinds.word()}", "search")

    @task(kinds.API["comment"])
    def comment(self):
        if self.opened is None:
            return self.read()
        path = f"/tickets/{self.opened['ticket_id']}/comments/"
        return self._ask("POST", path, "comment", json=kinds.comment())

    @task(kinds.API["transition"])
    def act(self):
        if self.opened is None:
            return self.read()
        task, self.opened = self.opened, None
        self.rows = [row for row in self.rows if row != task["task_id"]]
        body = {"transition_id": task["transitions"][0]["transition_id"]}
        return self._ask("POST", f"/transitions/{task['task_id']}/transition/", "transition", json=body)

    @task(kinds.API["new ticket"])
    def submit(self):
        self._ask("POST", "/tickets/", "new ticket", who="requester", json=kinds.submission())


class Pages(AtRandom):
    """Agents and a coordinator in their browsers; static files come from nginx and are not counted."""

    fixed_count = int(PAGE_USERS * SPEED)

    def _look(self, name):
        path, who = kinds.page(name, TICKETS)
        cookies = {"access_token": token(who or somebody())}
        with self.client.get(
            path, name=f"page {name}", cookies=cookies, timeout=60, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{path}: {answer.status_code}")

    @task(kinds.PAGES["my work"])
    def inbox(self):
        self._look("my work")

    @task(kinds.PAGES["home"])
    def home(self):
        self._look("home")

    @task(kinds.PAGES["all work"])
    def desk(self):
        self._look("all work")

    @task(kinds.PAGES["ticket"])
    def ticket(self):
        self._look("ticket")


class Socket(User):
    """A page that stands open: it hears what happens, and connects anew when it was dropped."""

    fixed_count = int(os.environ["LOAD_SOCKETS"])
    wait_time = constant_throughput(1000)

    def on_start(self):
        self.link = None

    @task
    def listen(self):
        began = time.perf_counter()
        try:
            if self.link is None:
                self.link = self._open()
                self._note((time.perf_counter() - began) * 1000, None)
            self.link.recv()
        except websocket.WebSocketTimeoutException:
            pass  # nothing happened for a while
        except (websocket.WebSocketException, OSError) as error:
            self._note((time.perf_counter() - began) * 1000, error)
            self.link = None
            time.sleep(random.uniform(0.5, 3))

    def _open(self):
        address = self.host.replace("https", "wss") + "/live/"
        options = {"ca_certs": TRUST, "cert_reqs": ssl.CERT_REQUIRED}
        return websocket.create_connection(
            address, cookie=f"access_token={token(somebody())}", origin=self.host, sslopt=options, timeout=60
        )

    def _note(self, ms, error):
        self.environment.events.request.fire(
            request_type="WS", name="socket open", response_time=ms, response_length=0, exception=error,
            context={},
        )  # fmt: skip
