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

AGENTS = int(os.environ["LOAD_AGENTS"])
SPEED = float(os.environ["LOAD_SPEED"])
TRUST = os.environ["LOAD_CA"]
API_USERS, PAGE_USERS, EACH = 100, 25, 0.2  # times a second
WORDS = ("printer", "screen", "invoice", "laptop", "door", "badge", "password", "network", "mouse")
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


class Api(HttpUser):
    """Agents, and systems that submit tickets, by REST."""

    fixed_count = int(API_USERS * SPEED)
    wait_time = constant_throughput(EACH)

    def on_start(self):
        self.client.verify = TRUST
        self.who = f"agent{next(_numbers) % AGENTS}"  # each works alone: nobody is faster
        self.rows, self.opened = [], None

    def _ask(self, method, path, name, who=None, **more):
        key = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        headers = {"Authorization": f"Bearer {token(who or self.who)}", **key}
        return self.client.request(method, path, name=f"api {name}", headers=headers, timeout=60, **more)

    @task(8)
    def my_work(self):
        answer = self._ask("GET", "/tasks/my-tasks/?page_size=25", "my work")
        self.rows = [row["task"]["task_id"] for row in answer.json()["results"]] if answer.ok else []

    @task(5)
    def read(self):
        if not self.rows:
            return self.my_work()
        answer = self._ask("GET", f"/tasks/{random.choice(self.rows)}/", "task")
        self.opened = answer.json() if answer.ok else None
        return None

    @task(2)
    def search(self):
        self._ask("GET", f"/tickets/?search={random.choice(WORDS)}", "search")

    @task(2)
    def comment(self):
        if self.opened is None:
            return self.read()
        body = {"text": f"The {random.choice(WORDS)} again.", "internal": random.random() < 0.5}
        return self._ask("POST", f"/tickets/{self.opened['ticket_id']}/comments/", "comment", json=body)

    @task(2)
    def act(self):
        if self.opened is None:
            return self.read()
        task, self.opened = self.opened, None
        self.rows = [row for row in self.rows if row != task["task_id"]]
        body = {"transition_id": task["transitions"][0]["transition_id"]}
        return self._ask("POST", f"/transitions/{task['task_id']}/transition/", "transition", json=body)

    @task(1)
    def submit(self):
        word = random.choice(WORDS)
        body = {"subject": f"My {word}", "description": f"The {word} is broken. " * 5, "department": "IT",
                "category": "Support", "priority": random.choice(("Low", "Medium", "High"))}  # fmt: skip
        self._ask("POST", "/tickets/", "new ticket", who="requester", json=body)


class Pages(HttpUser):
    """Agents and a coordinator in their browsers; static files come from nginx and are not counted."""

    fixed_count = int(PAGE_USERS * SPEED)
    wait_time = constant_throughput(EACH)

    def on_start(self):
        self.client.verify = TRUST

    def _look(self, path, name, who):
        cookies = {"access_token": token(who)}
        with self.client.get(
            path, name=f"page {name}", cookies=cookies, timeout=60, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{path}: {answer.status_code}")

    @task(3)
    def inbox(self):
        self._look("/inbox/", "my work", somebody())

    @task(2)
    def home(self):
        self._look("/", "home", somebody())

    @task(2)
    def desk(self):
        self._look("/desk/", "all work", "coordinator0")

    @task(3)
    def ticket(self):
        self._look(
            f"/ticket/D-{random.randrange(int(os.environ['LOAD_TICKETS']))}/", "ticket", "coordinator0"
        )


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
