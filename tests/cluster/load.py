"""People who submit, comment and move tickets by REST, until each is accepted, with Idempotency-Keys."""

import json
import threading
import time
import urllib.error
import urllib.request

import jwt

TIMEOUT = 20
PAUSE = 0.2
GIVE_UP = 240  # seconds for one ticket


class Requester(threading.Thread):
    """Submits ticket after ticket. `accepted`: their numbers. `failures`: (seconds, what) of single tries.

    `edge`: the id of the transition that a manager, `boss`, takes with each ticket of `category`.
    """

    def __init__(self, name: str, machine, edge: int, category: str = "Support"):
        super().__init__(daemon=True)
        self.asks, self.machine, self.edge, self.category = name, machine, edge, category
        self.accepted: list[str] = []
        self.failures: list[tuple[float, str]] = []
        self.lost: list[str] = []
        self._stopping = threading.Event()
        self._own, self._boss = (token(who, machine) for who in (name, "boss"))

    def run(self):
        while not self._stopping.is_set():
            self._submit(f"{self.asks}-{len(self.accepted) + len(self.lost)}")
            self._stopping.wait(PAUSE)

    def stop(self):
        """Ask it to stop, and wait until its present ticket is accepted."""
        self._stopping.set()
        self.join(GIVE_UP + TIMEOUT)

    def _submit(self, number):
        deadline = time.monotonic() + GIVE_UP
        while time.monotonic() < deadline:
            try:
                self._post(number)
                self.accepted.append(number)
                return
            except (urllib.error.URLError, OSError) as error:
                self.failures.append((time.monotonic(), f"{number}: {told(error)}"))
                time.sleep(PAUSE)
        self.lost.append(number)

    def _post(self, number):
        """The ticket, a comment and a transition; what was done already answers as it did the first time."""
        facts = {"ticket_number": number, "subject": number, "department": "IT", "category": self.category}
        ticket = self._ask(self._own, "/tickets/", facts, number)
        words = {"text": f"More about {number}", "internal": False}
        self._ask(self._own, f"/tickets/{ticket['id']}/comments/", words, f"comment-{number}")
        step = {"transition_id": self.edge, "notes": number}
        known = self._ask(self._boss, f"/tickets/{ticket['id']}/")  # its requester is told of no task
        path = f"/transitions/{known['task_id']}/transition/"
        self._ask(self._boss, path, step, f"transition-{number}")

    def _ask(self, bearer, path, body=None, key=""):
        headers = {"Authorization": f"Bearer {bearer}"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.machine.url + path, data, headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=self.machine.trust) as answer:
            return json.load(answer)


def token(name: str, machine) -> str:
    """What signs `name` in at `machine` for an hour."""
    claims = {"user_id": name, "email": f"{name}@example.com", "exp": time.time() + 3600}
    return jwt.encode(claims, machine.environment["DJANGO_JWT_SIGNING_KEY"], "HS256")


def told(error) -> str:
    """What went wrong, with the answer's body where there is one."""
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.url} {error.code}: {error.read(300)!r}"
    return repr(error)
